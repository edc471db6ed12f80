"""The round of a beacon that a notice names: which one, when it is noted, and that no other is ever taken."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.awards import operations as awards
from marketplace.domain.selection import evidence
from marketplace.domain.selection.draw import draw_seed
from marketplace.domain.selection.evidence import DRAND
from marketplace.domain.tenders import beacons
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.beacons import AFTER_DEADLINE, GENESIS, GIVEN_UP_AFTER, PERIOD, due_at, policy_beacon
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.errors import Conflict, Invalid
from tests.domain.market import PRICES, Market
from tests.domain.tenders.beaconed import awaiting, pulse

BEFORE = timedelta(microseconds=1)


@given(st.datetimes(datetime(2024, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_the_round_is_the_first_that_is_due_ten_minutes_after_the_deadline(deadline: datetime) -> None:
    number = policy_beacon(DRAND, deadline)["round"]
    assert due_at(number - 1) < deadline + AFTER_DEADLINE <= due_at(number)


def test_known_rounds() -> None:
    assert due_at(1) == GENESIS == datetime(2023, 8, 23, 15, 9, 27, tzinfo=UTC)
    deadline = GENESIS + 1000 * PERIOD - AFTER_DEADLINE
    assert policy_beacon(DRAND, deadline) == {"source": "drand-quicknet", "round": 1001}
    assert policy_beacon(DRAND, deadline + BEFORE)["round"] == 1002
    assert policy_beacon("none", deadline) == {"source": "none"}
    with pytest.raises(ValueError, match="no beacon 'dice'"):
        policy_beacon("dice", deadline)


def test_a_notice_names_the_round_of_its_deadline_and_a_later_deadline_another(market: Market) -> None:
    ref = market.published(beacon_source=DRAND)
    named = market.get(Tender, ref)
    assert named.beacon == policy_beacon(DRAND, market.deadline(ref))
    market.clock.advance(days=1)
    with market.acting("approver") as uow:
        tenders.amend(uow, ref, "More", named.version, tenders.Amendment("Other", "", 20))
    amended = market.get(Tender, ref)
    assert amended.beacon == policy_beacon(DRAND, market.deadline(ref)) != named.beacon


def test_without_a_beacon_nothing_is_named_awaited_or_different(market: Market) -> None:
    ref = market.opened(dict(PRICES))
    tender = market.get(Tender, ref)
    assert tender.beacon == {"source": "none"}
    with market.acting("platform") as uow:
        assert beacons.awaited(uow.session, uow.now + timedelta(days=900)) == []
        assert beacons.in_evidence(uow.session, tender) == evidence.NO_BEACON
        with pytest.raises(Conflict, match="No round of a beacon is due"):
            beacons.note(uow, ref, pulse(7))


def test_the_selection_waits_for_the_round_and_then_draws_from_it(market: Market) -> None:
    ref, due = awaiting(market)
    with (
        pytest.raises(Conflict, match=f"needs round {due.round} of the public beacon"),
        market.acting("drafter") as uow,
    ):
        awards.select(uow, ref)
    with market.acting("platform") as uow:
        beacons.note(uow, ref, due)
    with market.acting("drafter") as uow:
        document = awards.select(uow, ref).evidence
    assert document["draw"]["beacon"] == {
        "source": "drand-quicknet",
        "round": due.round,
        "signature": due.signature,
        "value": due.value,
    }
    nonces = {each["id"]: bytes.fromhex(each["nonce"]) for each in document["candidates"]}
    assert document["seed"] == draw_seed(ref, "1", nonces, bytes.fromhex(due.value)).hex()
    assert evidence.replay(document) == []


def test_only_the_named_round_is_taken_once_and_not_before_its_time(market: Market) -> None:
    ref, due = awaiting(market, -BEFORE)
    with pytest.raises(Conflict, match="No round of a beacon is due"), market.acting("platform") as uow:
        beacons.note(uow, ref, due)
    market.clock.at += BEFORE
    for other in (pulse(due.round - 1), pulse(due.round + 1)):
        with pytest.raises(Conflict, match=f"names round {due.round}"), market.acting("platform") as uow:
            beacons.note(uow, ref, other)
    with pytest.raises(Invalid, match="not the SHA-256"), market.acting("platform") as uow:
        beacons.note(uow, ref, replace(due, value="00" * 32))
    with market.acting("platform") as uow:
        beacons.note(uow, ref, due)
    with pytest.raises(Conflict, match="noted already"), market.acting("platform") as uow:
        beacons.note(uow, ref, due)
    market.clock.at += GIVEN_UP_AFTER
    with pytest.raises(Conflict, match="noted already"), market.acting("platform") as uow:
        beacons.give_up(uow, ref)


def test_nothing_is_noted_while_bids_still_come(market: Market) -> None:
    ref = market.published(beacon_source=DRAND)
    number = market.get(Tender, ref).beacon_round or 0
    market.clock.at = due_at(number)
    with market.acting("platform") as uow:
        assert beacons.awaited(uow.session, uow.now) == []
        with pytest.raises(Conflict):
            beacons.note(uow, ref, pulse(number))


def test_a_round_that_could_not_be_had_is_said_so_for_good_and_the_nonces_draw_alone(market: Market) -> None:
    ref, due = awaiting(market, GIVEN_UP_AFTER - BEFORE)
    with pytest.raises(Conflict, match="is waited for until"), market.acting("platform") as uow:
        beacons.give_up(uow, ref)
    market.clock.at += BEFORE
    with market.acting("platform") as uow:
        beacons.give_up(uow, ref)
    with pytest.raises(Conflict, match="noted already"), market.acting("platform") as uow:
        beacons.note(uow, ref, due)
    with market.acting("drafter") as uow:
        document = awards.select(uow, ref).evidence
    assert document["draw"]["beacon"] == {"source": "drand-quicknet", "round": due.round, "signature": "", "value": ""}
    nonces = {each["id"]: bytes.fromhex(each["nonce"]) for each in document["candidates"]}
    assert document["seed"] == draw_seed(ref, "1", nonces, b"").hex()
    assert evidence.replay(document) == []
