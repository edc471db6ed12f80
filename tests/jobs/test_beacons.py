"""Rounds are fetched once they are due, again and again until they are there or their time is over."""

from dataclasses import dataclass, field, replace
from datetime import timedelta

from sqlalchemy import select

from marketplace.blueprints.admin.desk import SWEEPS
from marketplace.domain.selection.evidence import DRAND
from marketplace.domain.tenders.beacons import GIVEN_UP_AFTER
from marketplace.domain.tenders.models import BeaconRound
from marketplace.domain.tenders.ports import Pulse
from marketplace.jobs import deadlines
from marketplace.jobs.beacons import fetch_beacons
from marketplace.jobs.deadlines import LATE
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark
from tests.domain.market import Market
from tests.domain.tenders.beaconed import awaiting, pulse

MOMENT = timedelta(microseconds=1)


@dataclass
class Servers:
    """A beacon that can be away; `asked` lists the rounds that were asked for."""

    is_away: bool = False
    asked: list[int] = field(default_factory=list)
    source: str = DRAND

    def fetch(self, number: int) -> Pulse:
        self.asked.append(number)
        if self.is_away:
            raise Unavailable(mark("Away."))
        return pulse(number)


def sweep(market: Market, servers: Servers) -> None:
    fetch_beacons(replace(market.house, beacon=servers))


def kept(market: Market) -> list[tuple[int, str | None]]:
    with market.house.reading() as session:
        return [(each.round, each.value) for each in session.scalars(select(BeaconRound).order_by(BeaconRound.round))]


def test_a_round_is_fetched_when_it_is_due_and_once(market: Market) -> None:
    _, due = awaiting(market, -MOMENT)
    servers = Servers()
    sweep(market, servers)
    assert servers.asked == []
    market.clock.at += MOMENT
    sweep(market, servers)
    sweep(market, servers)
    assert servers.asked == [due.round]
    assert kept(market) == [(due.round, due.value)]


def test_the_operator_sees_a_round_that_does_not_come(market: Market) -> None:
    awaiting(market, LATE - MOMENT)
    assert overdue(market) == {}
    market.clock.at += MOMENT
    assert overdue(market) == {"fetch_beacons": 1}
    assert set(overdue(market)) <= set(SWEEPS)
    sweep(market, Servers())
    assert overdue(market) == {}


def overdue(market: Market) -> dict[str, int]:
    with market.house.reading() as session:
        return deadlines.overdue(session, market.clock.at)


def test_it_is_tried_again_and_the_same_round_is_taken_however_late(market: Market) -> None:
    _, due = awaiting(market)
    servers = Servers(is_away=True)
    sweep(market, servers)
    market.clock.at += GIVEN_UP_AFTER - MOMENT
    sweep(market, servers)
    assert kept(market) == []
    servers.is_away = False
    market.clock.at += timedelta(days=1)
    sweep(market, servers)
    assert servers.asked == [due.round] * 3
    assert kept(market) == [(due.round, due.value)]


def test_after_its_time_the_record_says_that_it_could_not_be_had(market: Market) -> None:
    _, due = awaiting(market, GIVEN_UP_AFTER)
    servers = Servers(is_away=True)
    sweep(market, servers)
    servers.is_away = False
    sweep(market, servers)
    assert servers.asked == [due.round]
    assert kept(market) == [(due.round, None)]


def test_servers_that_are_away_are_asked_once_a_sweep_but_for_the_last_chances(market: Market) -> None:
    _, first = awaiting(market)
    _, second = awaiting(market)
    servers = Servers(is_away=True)
    sweep(market, servers)
    assert servers.asked == [first.round]
    assert kept(market) == [(first.round, None)]
    _, third = awaiting(market, GIVEN_UP_AFTER)
    sweep(market, servers)
    assert servers.asked == [first.round, second.round, third.round]
    assert kept(market) == [(first.round, None), (second.round, None), (third.round, None)]


def test_without_a_beacon_the_sweep_gives_up_in_time(market: Market) -> None:
    _, due = awaiting(market)
    fetch_beacons(market.house)
    assert kept(market) == []
    market.clock.at += GIVEN_UP_AFTER
    fetch_beacons(market.house)
    assert kept(market) == [(due.round, None)]
