"""The table of news: each row reaches its audience, once, and tells nothing that is not theirs to know."""

import re

import pytest
from sqlalchemy import func, select

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.complaints import operations as complaints
from marketplace.domain.complaints.events import ComplaintFiled
from marketplace.domain.contracts.operations import changes
from marketplace.domain.notifications import operations, queries
from marketplace.domain.notifications.models import Notice
from marketplace.domain.notifications.news import BY_KIND, NEWS
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.statements import FACTS
from marketplace.domain.notifications.topics import LABELS, Topic
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.events import TenderAmended
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.money import Money
from marketplace.kernel.outbox import OutboxEntry
from tests.domain.bids import doubting
from tests.domain.complaints import cases
from tests.domain.evaluation import panel
from tests.domain.market import KEY_HOLDERS, LOWEST, PRICES, Market
from tests.domain.notifications.scenes import (
    SCENES,
    more_time,
    one_broken_envelope,
    save_draft,
    sealed,
    tender_to_approve,
)
from tests.domain.notifications.telling import forget, tell_all, told

CANARY_PRICE = Money(77_777_77)


@pytest.fixture(autouse=True)
def _nothing_told_yet(market: Market) -> None:
    forget(market)


@pytest.mark.parametrize("row", NEWS, ids=lambda row: row.kind)
def test_each_row_reaches_its_audience_once_and_by_mail_too(market: Market, row: News) -> None:
    audience = SCENES[row.kind](market)
    mails = tell_all(market)
    found = told(market, row.kind)
    assert set(found) == audience
    assert sorted(name for kind, name in mails if kind == row.kind) == sorted(audience)
    for entry in found.values():
        words = f"{entry.subject} {entry.text} {entry.path}"
        assert "%(" not in words
        assert not re.search("secret|canary", words), "an inbox stays with whoever has left"
        assert re.fullmatch(r"(/[A-Za-z0-9-]+)+/?", entry.path)
        assert not entry.is_read
    assert tell_all(market) == [], "nothing is told again"
    assert set(told(market, row.kind)) == audience


def test_the_table_is_sound() -> None:
    assert len(BY_KIND) == len(NEWS)
    assert set(LABELS) == set(Topic) == {row.topic for row in NEWS}
    for row in NEWS:
        assert set(operations.stated(row)) <= set(FACTS), row.kind
        assert len(row.kind) <= Notice.__table__.c.kind.type.length


def test_telling_the_same_event_again_tells_nobody_twice(market: Market) -> None:
    ref = sealed(market)
    version = market.get(Tender, ref).version
    with market.acting("approver") as uow:
        tenders.amend(uow, ref, "Two more files", version, Amendment("Other", "", 20))
    for expected in (3, 0):
        with market.acting("platform") as uow:
            assert operations.tell(uow, TenderAmended, {"tender_ref": ref}, "job-1") == expected
    with market.acting("platform") as uow:
        assert operations.tell(uow, TenderAmended, {"tender_ref": ref}, "job-2") == 3, "another change is other news"


def test_only_the_platform_tells(market: Market) -> None:
    ref = market.published()
    for name in ("operator", "approver", "agency1"):
        with pytest.raises(NotPermitted), market.acting(name) as uow:
            operations.tell(uow, TenderAmended, {"tender_ref": ref}, "job-1")


def test_seats_are_read_when_the_news_is_written(market: Market) -> None:
    market.bid("agency1", market.published(), LOWEST)
    market.person("colleague")
    with market.acting("operator") as uow:
        organisations.add_member(uow, market.refs["agency1"], market.users["colleague"], Role.AGENCY_MEMBER)
    with market.acting("agency1") as uow:
        organisations.appoint_administrator(uow, market.refs["agency1"], market.users["colleague"])
    with market.acting("agency1") as uow:
        organisations.leave(uow, market.refs["agency1"])
    tell_all(market)
    assert set(told(market, "bid_received")) == {"colleague"}


@pytest.mark.parametrize("too_few", [False, True])
def test_without_an_opening_nobody_hears_of_another_bid(market: Market, too_few: bool) -> None:
    ref = market.published()
    market.bid("agency1", ref, CANARY_PRICE, proposal="canary-proposal")
    market.bid("agency2", ref, PRICES["agency2"])
    save_draft(market, "agency3", ref)
    market.clock.advance(days=1)
    version = market.get(Tender, ref).version
    with market.acting("approver") as uow:
        tenders.amend(uow, ref, "Two more files", version, Amendment("Other", "", 20))
    tell_all(market)
    if not too_few:
        market.bid("agency3", ref, PRICES["agency3"])
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    tell_all(market)
    with market.house.reading() as session:
        notices = session.scalars(select(Notice)).all()
        own = {bid.tenderer_id: bid.ref for bid in session.scalars(select(Bid))}
        assert session.scalar(select(func.count(OutboxEntry.id)).where(OutboxEntry.dead_at.is_not(None))) == 0
    names = {number: name for name, number in market.users.items()}
    heard: dict[str, set[str]] = {}
    for notice in notices:
        name = names[notice.user_id]
        heard.setdefault(name, set()).add(notice.kind)
        written = f"{notice.facts} {notice.cause} {queries.entry(notice)}"
        for secret in ("77777", "77,777", "canary", str(PRICES["agency2"].fen)):
            assert secret not in written
        mine = own.get(market.organisation_id(name)) if name in market.refs else None
        assert not [bid for bid in own.values() if bid != mine and bid in written]
    office = {"approver": {"own_tender_failed"}, "drafter": {"own_tender_failed"}}
    openers = {name: {"tender_to_open"} for name in KEY_HOLDERS}
    assert heard.items() >= (office if too_few else openers).items()
    assert heard.keys() == {"agency1", "agency2", "agency3", *(office if too_few else openers)}
    assert ("tender_failed" in heard["agency1"]) is too_few


def test_while_bids_are_sealed_the_department_hears_nothing(market: Market) -> None:
    heard = []
    for bidders in ((), ("agency1", "agency2")):
        forget(market)
        ref = market.published()
        for agency in bidders:
            market.bid(agency, ref, LOWEST)
        version = market.get(Tender, ref).version
        with market.acting("approver") as uow:
            tenders.amend(uow, ref, "Two more files", version, Amendment("Other", "", 20))
        tell_all(market)
        office = {
            market.users[name] for name in ("drafter", "approver", "evaluator1", "officer1", "regulator", "operator")
        }
        with market.house.reading() as session:
            rows = session.execute(select(Notice.user_id, Notice.kind)).all()
        heard.append(sorted((row.user_id, row.kind) for row in rows if row.user_id in office))
    assert heard == [[], []]


def test_of_a_complaint_the_inboxes_hold_its_number_and_its_dates_only(market: Market) -> None:
    ref = cases.filed_ref(market)
    tell_all(market)
    with market.acting("regulator") as uow:
        complaints.take(uow, ref)
        complaints.ask_statement(uow, ref, "canary-question")
    tell_all(market)
    with market.acting("approver") as uow:
        complaints.state(uow, ref, "canary-statement", [])
    with market.acting("regulator") as uow:
        complaints.decide(uow, ref, cases.FOUND)
        complaints.publish(uow, ref)
    tell_all(market)
    names = {number: name for name, number in market.users.items()}
    with market.house.reading() as session:
        found = [notice for notice in session.scalars(select(Notice)) if "complaint" in notice.facts]
    assert sorted((notice.kind, names[notice.user_id]) for notice in found) == [
        ("complaint_published", "approver"),
        ("complaint_to_check", "regulator"),
        ("statement_asked_of_buyer", "approver"),
    ]
    for notice in found:
        assert set(notice.facts) <= {"complaint", "complaint_due"}
        assert notice.facts["complaint"] == ref


def test_a_regulator_who_sits_with_the_respondent_hears_nothing(market: Market) -> None:
    market.person("both")
    with market.acting("platform") as uow:
        organisations.add_member(uow, market.refs["regulator"], market.users["both"], Role.REGULATOR)
        organisations.add_member(uow, market.refs["department"], market.users["both"], Role.EVALUATOR)
    cases.filed_ref(market)
    tell_all(market)
    assert set(told(market, "complaint_to_check")) == {"regulator"}
    other = cases.against_agency(market)
    with market.acting("platform") as uow:
        assert operations.tell(uow, ComplaintFiled, {"complaint_ref": other}, "job-1") == 2


def test_an_agency_hears_of_the_published_decision_about_it(market: Market) -> None:
    ref = cases.agency_asked(market)
    with market.acting("agency1") as uow:
        complaints.state(uow, ref, "We did not.", [])
    with market.acting("regulator") as uow:
        complaints.decide(uow, ref, cases.FOUND)
        complaints.publish(uow, ref)
    tell_all(market)
    assert {name: entry.path for name, entry in told(market, "complaint_published").items()} == {
        "agency1": f"/complaints/{ref}"
    }
    assert told(market, "statement_asked_of_supplier") == {}, "it has answered before it was told"


def test_an_end_by_agreement_is_asked_of_the_other_side_and_told_as_the_end(market: Market) -> None:
    contract = market.signed()
    with market.acting("approver") as uow:
        change = changes.propose_termination(uow, contract, "secret-reason").ref
    tell_all(market)
    assert set(told(market, "change_asked_of_supplier")) == {"agency1"}
    assert told(market, "change_asked_of_buyer") == {}
    with market.acting("agency1") as uow:
        changes.agree(uow, change)
    tell_all(market)
    assert told(market, "change_agreed_buyer") == told(market, "change_agreed_supplier") == {}
    assert set(told(market, "contract_ended_supplier")) == {"agency1"}


def test_a_proposal_that_was_withdrawn_before_anybody_was_told_is_no_news(market: Market) -> None:
    change = more_time(market)
    with market.acting("agency1") as uow:
        changes.withdraw(uow, change)
    tell_all(market)
    with market.house.reading() as session:
        assert session.scalar(select(func.count()).where(Notice.kind.startswith("change_"))) == 0


def test_a_loser_hears_the_own_place_and_what_decided(market: Market) -> None:
    market.awarded()
    tell_all(market)
    found = told(market, "bid_lost")
    assert "place 2 of 3" in str(found["agency2"].text)
    assert "place 3 of 3" in str(found["agency3"].text)
    assert "above the lowest" in str(found["agency3"].text)
    assert "lowest" not in str(found["agency2"].subject)


def test_who_loses_an_award_with_the_purchase_hears_of_it_once(market: Market) -> None:
    tender, _ = market.awarded()
    with market.acting("approver") as uow:
        unsigned.revoke(uow, tender, "The project was dropped.")
    tell_all(market)
    assert set(told(market, "award_revoked")) == {"agency1"}
    assert set(told(market, "tender_cancelled")) == {"agency2", "agency3"}


def test_an_excluded_bidder_hears_the_reason_after_the_award_too(market: Market) -> None:
    agency = market.unverified("agency4")
    with market.acting("operator") as uow:
        organisations.verify_by_document(uow, agency, "Licence compared")
    ref = one_broken_envelope(market, "agency4")
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    with market.acting("approver") as uow:
        awards.announce(uow, ref)
    tell_all(market)
    assert "The envelope is not the one that was received." in str(told(market, "bid_excluded")["agency3"].text)
    assert "excluded" in str(told(market, "bid_lost")["agency3"].text)


@pytest.mark.parametrize("is_prompt", [True, False])
def test_of_two_sittings_the_excluded_are_told_of_theirs_alone(market: Market, is_prompt: bool) -> None:
    doubting.fourth(market)
    ref = market.closed({**PRICES, "agency4": Money(92_000_00)}, proposal="p", **panel.TERMS)
    market.spoil("agency4", ref)
    market.open_bids(ref)
    if is_prompt:
        tell_all(market)
    panel.agreed(market, ref)
    market.open_bids(ref)
    tell_all(market)
    assert set(told(market, "technical_excluded")) == {"agency4"}
    assert told(market, "bid_excluded") == {}
    assert set(told(market, "bids_opened")) == set(PRICES)


def test_a_draft_is_recalled_once_for_each_deadline_and_not_while_it_is_written(market: Market) -> None:
    ref = market.published(window_days=10)
    save_draft(market, "agency3", ref)
    tell_all(market)
    assert told(market, "tender_closing") == {}, "the deadline is far"
    market.clock.at = market.deadline(ref)
    market.clock.advance(days=-1)
    save_draft(market, "agency2", ref)
    tell_all(market)
    tell_all(market)
    assert set(told(market, "tender_closing")) == {"agency3"}
    market.clock.advance(hours=2)
    tell_all(market)
    assert set(told(market, "tender_closing")) == {"agency2", "agency3"}
    market.bid("agency2", ref, LOWEST)
    market.clock.at = market.deadline(ref)
    tell_all(market)
    with market.house.reading() as session:
        assert session.scalar(select(func.count()).where(Notice.kind == "tender_closing")) == 2


def test_who_wants_no_mail_about_a_topic_has_it_in_the_inbox_all_the_same(market: Market) -> None:
    with market.acting("approver") as uow:
        operations.choose_mails(uow, [Topic.CONTRACTS])
    with market.house.reading() as session:
        assert queries.mailed_topics(session, market.users["approver"]) == [Topic.CONTRACTS]
        assert queries.mailed_topics(session, market.users["drafter"]) == list(Topic)
    tender_to_approve(market)
    assert tell_all(market) == []
    assert set(told(market, "tender_to_approve")) == {"approver"}
    with market.acting("approver") as uow:
        operations.choose_mails(uow, list(Topic))
    tender_to_approve(market)
    assert tell_all(market) == [("tender_to_approve", "approver")]


def test_a_notice_is_read_by_its_owner_only(market: Market) -> None:
    tender_to_approve(market)
    tell_all(market)
    notice = told(market, "tender_to_approve")["approver"].id
    for name in ("drafter", "operator", "agency1"):
        with pytest.raises(NotFound), market.acting(name) as uow:
            operations.read(uow, notice)
        with market.acting(name) as uow:
            operations.read_all(uow)
    with market.house.reading() as session:
        assert queries.unread(session, market.users["approver"]) == 1
    with market.acting("approver") as uow:
        first = operations.read(uow, notice).read_at
    market.clock.advance(hours=1)
    with market.acting("approver") as uow:
        assert operations.read(uow, notice).read_at == first
    with market.house.reading() as session:
        assert queries.unread(session, market.users["approver"]) == 0
