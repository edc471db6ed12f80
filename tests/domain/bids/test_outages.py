"""A deadline before which nobody could reach the platform: moved once, for everybody, by whoever looks first."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.rules import Content
from marketplace.domain.notifications import operations as notifications
from marketplace.domain.notifications.models import Notice
from marketplace.domain.selection.evidence import DRAND
from marketplace.domain.tenders import beacons, policies
from marketplace.domain.tenders.events import TenderAmended
from marketplace.domain.tenders.models import DeadlineExtension, Tender, TenderAmendment
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.states import TenderState
from marketplace.jobs import deadlines, housekeeping
from marketplace.kernel import heartbeat
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.errors import Conflict
from marketplace.kernel.heartbeat import Heartbeat, Machine, Node
from marketplace.kernel.journal import JournalEntry
from tests.domain.market import LOWEST, PRICES, Market

HOUR = timedelta(hours=1)
MACHINE = Machine("boot", lambda: 0)
OUT_FROM, OUT_UNTIL = timedelta(minutes=-25), timedelta(minutes=-5)
"""From the deadline: an outage of twenty minutes."""


def alive(market: Market, times: Iterable[datetime], node: Node = Node.WEB) -> None:
    with market.house.writing(PLATFORM) as uow:
        for at in times:
            heartbeat.beat(uow.session, node, MACHINE, at)


def every_ten_seconds(begin: datetime, end: datetime) -> Iterable[datetime]:
    while begin <= end:
        yield begin
        begin += timedelta(seconds=heartbeat.BEAT_SECONDS)


def after_an_outage(market: Market, out_from: timedelta = OUT_FROM, out_until: timedelta | None = OUT_UNTIL) -> str:
    """A published tender with a bid, its deadline reached; without an end the outage goes on."""
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    deadline = market.deadline(ref)
    alive(market, every_ten_seconds(deadline - 3 * HOUR, deadline + out_from))
    if out_until is not None:
        alive(market, every_ten_seconds(deadline + out_until, max(deadline, deadline + out_until)))
    market.clock.at = deadline
    return ref


def test_a_moved_deadline_names_a_later_round_of_the_beacon(market: Market) -> None:
    """Or the round would be known while bids can still come."""
    ref = market.published(beacon_source=DRAND)
    deadline = market.deadline(ref)
    alive(market, every_ten_seconds(deadline - 3 * HOUR, deadline + OUT_FROM))
    alive(market, every_ten_seconds(deadline + OUT_UNTIL, deadline))
    market.clock.at = deadline
    deadlines.close_tenders(market.house)
    tender = market.get(Tender, ref)
    assert tender.deadline_at is not None
    assert tender.deadline_at > deadline
    assert tender.beacon == beacons.policy_beacon(DRAND, tender.deadline_at)
    with market.house.reading() as session:
        policy = policies.current(session, tender.id)
    assert policy is not None
    assert policy.beacon == tender.beacon


def extensions(market: Market) -> int:
    with market.house.reading() as session:
        return session.scalar(select(func.count(DeadlineExtension.tender_id))) or 0


def test_the_closing_moves_the_deadline_instead_and_says_so_in_public(market: Market) -> None:
    ref = after_an_outage(market)
    deadline = market.clock.at
    deadlines.close_tenders(market.house)
    tender = market.get(Tender, ref)
    assert tender.state is TenderState.PUBLISHED
    assert tender.deadline_at == tender.next_check_at == deadline + OUT_UNTIL + HOUR
    with market.house.reading() as session:
        amendment = session.scalars(select(TenderAmendment)).one()
        assert (amendment.number, amendment.words.params) == (1, (("minutes", 20),))
        assert amendment.changes == [
            {"field": "deadline_at", "before": deadline.isoformat(), "after": tender.deadline_at.isoformat()}
        ]
        written = session.scalars(select(JournalEntry).where(JournalEntry.action == "tender:extend")).one()
        assert written.data["after"] == tender.deadline_at.isoformat()
    with market.house.writing(PLATFORM) as uow:
        assert notifications.tell(uow, TenderAmended, {"tender_ref": ref}, "job-1")
        told = uow.session.scalars(select(Notice).where(Notice.cause == "job-1")).first()
        assert told is not None
        assert "20" in str(told.facts)


@pytest.mark.parametrize("act", ["submit", "withdraw", "save_draft"])
def test_a_bidder_who_comes_first_after_the_deadline_is_in_time(market: Market, act: str) -> None:
    ref = after_an_outage(market)
    if act == "submit":
        market.bid("agency2", ref, PRICES["agency2"])
    elif act == "withdraw":
        with market.house.reading() as session:
            bid = session.scalars(select(Bid.ref)).one()
        with market.acting("agency1") as uow:
            bids.withdraw(uow, bid)
    else:
        with market.acting("agency2") as uow:
            bids.save_draft(uow, ref, market.refs["agency2"], Content(LOWEST, ""), market.sealer)
    assert extensions(market) == 1
    deadlines.close_tenders(market.house)
    assert market.get(Tender, ref).state is TenderState.PUBLISHED


@pytest.mark.parametrize("act", ["amend", "change_files", "replace_opener"])
def test_an_approver_who_comes_first_after_the_deadline_may_still_change_the_notice(market: Market, act: str) -> None:
    ref = after_an_outage(market)
    version = market.get(Tender, ref).version
    stored = market.stored()
    market.openers.add("operator", market.refs["operator"])
    coming = market.openers.ref("operator")
    with market.acting("approver") as uow:
        if act == "amend":
            bids.amend(uow, ref, "More files", version, Amendment("Assess thirteen files.", "", 20))
        elif act == "change_files":
            bids.change_files(uow, ref, "A map", [stored], [])
        else:
            bids.replace_opener(uow, ref, market.openers.ref("regulator"), coming, "Ill")
    assert extensions(market) == 1
    with market.house.reading() as session:
        told = session.scalars(select(TenderAmendment).order_by(TenderAmendment.number)).all()
    assert [each.changes[0]["field"] for each in told][:1] == ["deadline_at"]
    assert [each.number for each in told] == [1, 2]


def test_a_change_of_an_outdated_notice_moves_nothing(market: Market) -> None:
    ref = after_an_outage(market)
    version = market.get(Tender, ref).version
    with pytest.raises(Conflict, match="changed this tender"), market.acting("approver") as uow:
        bids.amend(uow, ref, "More files", version - 1, Amendment("Assess thirteen files.", "", 20))
    assert extensions(market) == 0


def test_it_moves_once_and_then_closes(market: Market) -> None:
    ref = after_an_outage(market)
    deadlines.close_tenders(market.house)
    again = market.deadline(ref)
    alive(market, [again - timedelta(minutes=1)])
    market.clock.at = again
    with pytest.raises(Conflict, match="deadline has passed"):
        market.bid("agency2", ref, PRICES["agency2"])
    deadlines.close_tenders(market.house)
    assert market.get(Tender, ref).closed_at == again
    assert extensions(market) == 1


def test_a_closed_tender_stays_closed_whatever_is_found_later(market: Market) -> None:
    ref = market.published()
    market.clock.at = market.deadline(ref)
    deadlines.close_tenders(market.house)
    state = market.get(Tender, ref).state
    alive(market, [market.clock.at - HOUR, market.clock.at + timedelta(seconds=5)])
    market.clock.advance(seconds=20)
    deadlines.close_tenders(market.house)
    with pytest.raises(Conflict, match="takes no bids"):
        market.bid("agency2", ref, PRICES["agency2"])
    assert (market.get(Tender, ref).state, extensions(market)) == (state, 0)


def test_while_nobody_can_reach_the_platform_its_own_worker_waits(market: Market) -> None:
    ref = after_an_outage(market, out_until=None)
    deadline = market.clock.at
    alive(market, [deadline], Node.JOBS)  # a worker serves no bidder
    market.clock.advance(minutes=35)
    deadlines.close_tenders(market.house)
    assert (market.get(Tender, ref).state, market.deadline(ref)) == (TenderState.PUBLISHED, deadline)
    alive(market, [market.clock.at])
    deadlines.close_tenders(market.house)
    assert market.deadline(ref) == market.clock.at + HOUR


def test_who_acts_in_person_proves_that_people_get_through(market: Market) -> None:
    ref = after_an_outage(market, out_until=None)
    market.clock.advance(minutes=50)
    with market.acting("drafter") as uow:
        assert bids.close(uow, ref) is None
    assert market.deadline(ref) == market.clock.at + timedelta(minutes=75)


def test_without_a_record_of_signs_of_life_nothing_moves(market: Market) -> None:
    ref = market.published()
    market.clock.at = market.deadline(ref)
    with pytest.raises(Conflict, match="deadline has passed"):
        market.bid("agency1", ref, LOWEST)
    deadlines.close_tenders(market.house)
    assert market.get(Tender, ref).state is TenderState.FAILED


def test_nothing_moves_before_the_deadline_has_come(market: Market) -> None:
    ref = after_an_outage(market)
    deadline = market.clock.at
    market.clock.at -= timedelta(seconds=1)
    market.bid("agency2", ref, PRICES["agency2"])
    assert (market.deadline(ref), extensions(market)) == (deadline, 0)


def test_signs_of_life_are_kept_while_a_deadline_may_ask_for_them(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_turn", lambda _present: 0)
    ref = after_an_outage(market, out_until=None)
    market.clock.advance(days=9)
    housekeeping.forget_beats(market.house)
    alive(market, [market.clock.at])
    deadlines.close_tenders(market.house)
    assert market.deadline(ref) > market.clock.at
    housekeeping.forget_beats(market.house)
    with market.house.reading() as session:
        assert session.scalar(select(func.count()).select_from(Heartbeat)) == 1
