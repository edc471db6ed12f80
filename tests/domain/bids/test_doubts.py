"""Bids that may not take part: found at the opening, answered by the bidder, decided by the department."""

import re

import pytest
from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Selection
from marketplace.domain.bids import doubts, new_ties
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.bids.states import BidState, DoubtState, Ground
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import ClaimState
from marketplace.domain.tenders.models import Tender
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.i18n import from_json
from tests.domain.bids import doubting
from tests.domain.bids.test_bids import own_bid
from tests.domain.market import MERIT, PRICES, Market


def select_now(market: Market, tender: str) -> dict[str, object]:
    with market.acting("drafter") as uow:
        return dict(awards.select(uow, tender).evidence["result"])


def doubts_of(market: Market, tender: str) -> list[Doubt]:
    with market.house.reading() as session:
        of_tender = select(Tender.id).where(Tender.ref == tender).scalar_subquery()
        return list(session.scalars(select(Doubt).where(Doubt.tender_id == of_tender).order_by(Doubt.id)))


def states(market: Market) -> list[BidState]:
    return [own_bid(market, agency).state for agency in PRICES]


def test_an_agency_tied_to_the_department_is_refused_before_it_seals(market: Market) -> None:
    entry = doubting.tie(market)
    ref = market.published()
    written = market.sealed("agency1", ref)
    with pytest.raises(NotPermitted, match=r"register of ties.*operator"), market.acting("agency1") as uow:
        market.submit(uow, "agency1", ref, written)
    with market.acting("agency2") as uow:
        market.submit(uow, "agency2", ref, market.sealed("agency2", ref))
    doubting.over(market, entry)
    market.clock.advance(days=1)
    market.bid("agency1", ref, PRICES["agency1"])


def test_a_law_may_allow_the_work_all_the_same(market: Market) -> None:
    doubting.tie(market, exception_law="气象法 Art 20")
    market.opened(dict(PRICES))
    assert states(market) == [BidState.VALID] * 3


def test_a_tie_recorded_after_the_bid_excludes_it_at_the_opening_with_a_reason(market: Market) -> None:
    ref = doubting.affiliated(market)
    assert states(market) == [BidState.INVALID, BidState.VALID, BidState.VALID]
    doubt = doubting.doubt_of(market)
    assert (doubt.ground, doubt.state, len(doubt.reasons)) == (Ground.AFFILIATION, DoubtState.ASKED, 1)
    excluded = own_bid(market, "agency1").excluded_because
    assert excluded is not None
    assert "register of ties" in str(from_json(excluded))
    with pytest.raises(Conflict, match="not settled: 1"):
        select_now(market, ref)


def test_a_tie_that_begins_after_the_deadline_excludes_nobody(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    market.clock.advance(days=1)
    doubting.tie(market, since=market.clock.at.date())
    market.open_bids(ref)
    assert states(market) == [BidState.VALID] * 3


def test_a_tie_recorded_after_the_opening_is_raised_and_the_selection_waits(market: Market) -> None:
    ref = doubting.tied_late(market)
    with pytest.raises(Conflict, match="learned of a tie"):
        select_now(market, ref)
    deadlines.doubt_new_ties(market.house)
    assert states(market) == [BidState.INVALID, BidState.VALID, BidState.VALID]
    doubt = doubting.doubt_of(market)
    assert (doubt.ground, doubt.state) == (Ground.AFFILIATION, DoubtState.ASKED)
    with pytest.raises(Conflict, match="not settled: 1"):
        select_now(market, ref)
    with market.acting("approver") as uow:
        bids.admit(uow, doubt.ref, doubting.REASON)
    deadlines.doubt_new_ties(market.house)
    assert [each.ref for each in doubts_of(market, ref)] == [doubt.ref], "a bid is doubted on a ground once"
    assert select_now(market, ref)["winner"] == own_bid(market, "agency1").ref


def test_a_tie_that_began_after_the_deadline_or_is_allowed_is_not_raised(market: Market) -> None:
    ref = market.opened(dict(PRICES))
    market.clock.advance(days=1)
    doubting.tie(market, since=market.clock.at.date())
    doubting.tie(market, "agency2", exception_law="气象法 Art 20")
    with market.acting("platform") as uow:
        bids.doubt_new_ties(uow, ref)
    assert doubts_of(market, ref) == []
    assert select_now(market, ref)["winner"] == own_bid(market, "agency1").ref
    doubting.tie(market, "agency3")
    with pytest.raises(Conflict), market.acting("platform") as uow:
        bids.doubt_new_ties(uow, ref)
    with market.house.reading() as session:
        assert new_ties.refs_to_raise(session, market.clock.at) == [], "the selection is made"


def market_ref(market: Market) -> str:
    with market.house.reading() as session:
        return session.scalars(select(Tender.ref)).one()


def test_the_reply_convinces_and_the_bid_wins(market: Market) -> None:
    ref = doubting.affiliated(market)
    doubt = doubting.doubt_of(market).ref
    doubting.reply(market, doubt)
    with pytest.raises(Conflict, match="not settled"):
        select_now(market, ref)
    with market.acting("approver") as uow:
        bids.admit(uow, doubt, doubting.REASON)
    assert own_bid(market, "agency1").state is BidState.VALID
    assert own_bid(market, "agency1").excluded_because is None
    assert select_now(market, ref)["winner"] == own_bid(market, "agency1").ref


def test_the_exclusion_stands_and_every_result_is_without_the_bid(market: Market) -> None:
    ref = doubting.affiliated(market)
    doubt = doubting.doubt_of(market).ref
    doubting.reply(market, doubt)
    with market.acting("approver") as uow:
        bids.exclude(uow, doubt, doubting.REASON)
    result = select_now(market, ref)
    assert result["winner"] is None
    assert "2 valid" in str(from_json(result["failed"]))  # type: ignore[arg-type]


def test_silence_keeps_the_bid_out_and_the_selection_goes_on_without_a_job(market: Market) -> None:
    ref = doubting.affiliated(market)
    doubt = doubting.doubt_of(market)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        bids.expire(uow, doubt.ref)
    market.clock.at = doubt.due_at
    with pytest.raises(Conflict, match="taken until"):
        doubting.reply(market, doubt.ref)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        bids.admit(uow, doubt.ref, doubting.REASON)
    select_now(market, ref)
    assert doubting.doubt_of(market).state is DoubtState.SILENT
    assert own_bid(market, "agency1").state is BidState.INVALID


def test_the_job_ends_what_nobody_answered(market: Market) -> None:
    doubting.late(market)
    deadlines.end_doubts(market.house)
    assert doubting.doubt_of(market).state is DoubtState.SILENT
    with market.house.reading() as session:
        assert doubts.refs_due_to_expire(session, market.clock.at) == []


def test_nobody_decides_against_a_bidder_who_has_not_been_heard(market: Market) -> None:
    ref = doubting.asked(market)
    with pytest.raises(Conflict), market.acting("approver") as uow:
        bids.exclude(uow, ref, doubting.REASON)
    with market.acting("approver") as uow:
        bids.admit(uow, ref, "The register was wrong.")
    with pytest.raises(Conflict):
        doubting.reply(market, ref)


def test_words_are_asked_of_both(market: Market) -> None:
    ref = doubting.asked(market)
    with pytest.raises(Invalid) as refused, market.acting("agency1") as uow:
        bids.reply(uow, ref, " ")
    assert set(refused.value.fields) == {"reply"}
    doubting.reply(market, ref)
    with pytest.raises(Invalid) as refused, market.acting("approver") as uow:
        bids.exclude(uow, ref, "")
    assert set(refused.value.fields) == {"reason"}


def test_only_the_bidder_and_the_department_read_it_before_the_selection(market: Market) -> None:
    ref = doubting.answered(market)
    with market.house.reading() as session:
        for name in ("agency1", "drafter", "approver", "regulator"):
            assert doubts.see(session, market.actor(name), ref).Doubt.reply == doubting.REPLY
        for name in ("agency2", "other_drafter"):
            with pytest.raises(NotFound):
                doubts.see(session, market.actor(name), ref)
    with market.acting("approver") as uow:
        bids.exclude(uow, ref, doubting.REASON)
    select_now(market, market_ref(market))
    with market.house.reading() as session:
        assert doubts.see(session, market.actor("agency2"), ref).Doubt.decision == doubting.REASON


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("legal_representative", "张 三", "same name of their legal representative"),
        ("contact_phone", "028-12345678", "telephone"),
        ("contact_email", "Same@example.org", "e-mail"),
        ("shareholders", "甲公司\n乙公司", "same shareholder"),
        ("address", "成都市天府大道1号", "office address"),
        ("account", "622202100100", "bank account"),
    ],
)
def test_bidders_who_say_the_same_are_both_asked_and_stay_in(market: Market, field: str, value: str, said: str) -> None:
    doubting.alike(market, field, value, "agency1", "agency2")
    ref = market.opened(dict(PRICES))
    assert states(market) == [BidState.VALID] * 3
    found = doubts_of(market, ref)
    assert {doubt.ground for doubt in found} == {Ground.TIED_BIDDERS}
    words = [str(from_json(doubt.reasons[0])) for doubt in found]
    assert all(said in each and value.splitlines()[0] not in each for each in words)
    assert "agency2" in str(from_json(doubting.doubt_of(market, "agency1").reasons[0]))


def test_the_owner_of_another_bidder_and_that_one_are_asked(market: Market) -> None:
    doubting.alike(market, "shareholders", "测试机构 agency2", "agency1")
    ref = market.opened(dict(PRICES))
    assert states(market) == [BidState.VALID] * 3
    assert [doubt.ground for doubt in doubts_of(market, ref)] == [Ground.TIED_BIDDERS] * 2


def copied_from_the_rival(market: Market) -> None:
    """Agency1 writes down of agency2 all that a public register says."""
    rival = market.get(Organisation, market.refs["agency2"])
    for field in ("legal_representative", "contact_phone", "contact_email"):
        doubting.alike(market, field, getattr(rival, field), "agency1")
    doubting.alike(market, "address", "成都市天府大道1号", "agency1", "agency2")
    doubting.alike(market, "shareholders", rival.name, "agency1")


def test_nobody_is_put_out_by_what_a_rival_has_copied(market: Market) -> None:
    copied_from_the_rival(market)
    ref = market.opened(dict(PRICES))
    assert states(market) == [BidState.VALID] * 3
    victim = doubting.doubt_of(market, "agency2").ref
    doubting.reply(market, victim, "agency2")
    with pytest.raises(Conflict, match="not settled: 2"):
        select_now(market, ref)
    with market.acting("approver") as uow:
        bids.admit(uow, victim, doubting.REASON)
    market.clock.at = doubting.doubt_of(market, "agency1").due_at
    select_now(market, ref)
    assert states(market) == [BidState.INVALID, BidState.VALID, BidState.VALID], "who said nothing is out"


def test_a_real_pair_is_out_once_the_department_has_said_why(market: Market) -> None:
    copied_from_the_rival(market)
    market.opened(dict(PRICES))
    for agency in ("agency1", "agency2"):
        doubt = doubting.doubt_of(market, agency).ref
        doubting.reply(market, doubt, agency)
        with market.acting("approver") as uow:
            bids.exclude(uow, doubt, doubting.REASON)
    assert states(market) == [BidState.INVALID, BidState.INVALID, BidState.VALID]


def test_one_account_and_one_telephone_are_out_at_once(market: Market) -> None:
    doubting.alike(market, "account", "622202100100", "agency1", "agency2")
    doubting.alike(market, "contact_phone", "13912345678", "agency1", "agency2", "agency3")
    market.opened(dict(PRICES))
    assert states(market) == [BidState.INVALID, BidState.INVALID, BidState.VALID]
    with market.acting("approver") as uow:
        bids.admit(uow, doubting.doubt_of(market, "agency1").ref, doubting.REASON)
    assert states(market) == [BidState.VALID, BidState.INVALID, BidState.VALID]


def test_a_claim_that_nobody_confirmed_puts_nobody_out(market: Market) -> None:
    doubting.alike(market, "account", "622202100100", "agency1", "agency2")
    doubting.alike(market, "contact_phone", "13912345678", "agency1", "agency2")
    ref = market.closed(dict(PRICES))
    doubting.alike(market, "claim", ClaimState.UNVERIFIED, "agency1")
    market.open_bids(ref)
    assert states(market) == [BidState.VALID] * 3


def test_bidders_who_are_still_to_be_asked_for_prices_do_not_learn_who_else_bids(market: Market) -> None:
    doubting.alike(market, "contact_phone", "13912345678", "agency1", "agency2")
    market.opened(dict(PRICES), method="reverse_auction")
    with market.house.reading() as session:
        doubt = doubts.see(session, market.actor("agency1"), doubting.doubt_of(market).ref).Doubt
        named = {
            name: [other.name for other in doubts.tied_to(session, market.actor(name), doubt)]
            for name in ("agency1", "agency3", "approver", "regulator")
        }
    assert named == {"agency1": [], "agency3": [], "approver": ["测试机构 agency2"], "regulator": ["测试机构 agency2"]}
    assert [str(from_json(reason)) for reason in doubt.reasons] == ["Another bidder gave the same telephone number."]


def test_the_department_has_a_term_and_is_only_told_that_it_is_late(market: Market) -> None:
    ref = doubting.answered(market)
    deadlines.mark_overdue_doubts(market.house)
    with pytest.raises(Conflict, match="still time"), market.acting("platform") as uow:
        bids.mark_overdue(uow, ref)
    due = doubting.doubt_of(market).decide_by
    assert due is not None
    market.clock.at = due
    deadlines.mark_overdue_doubts(market.house)
    late = doubting.doubt_of(market)
    assert (late.overdue_at, late.state) == (due, DoubtState.ANSWERED), "nothing is decided by that"
    with market.house.reading() as session:
        assert [row.Doubt.ref for row in doubts.overdue(session, due)] == [ref]
        assert doubts.refs_overdue(session, due) == []
    with market.acting("approver") as uow:
        bids.admit(uow, ref, doubting.REASON)
    with market.acting("platform") as uow:
        bids.mark_overdue(uow, ref)
    with market.house.reading() as session:
        assert doubts.overdue(session, due) == []


def test_ties_are_those_of_the_deadline(market: Market) -> None:
    doubting.alike(market, "contact_phone", "13912345678", "agency1", "agency2")
    ref = market.closed(dict(PRICES))
    doubting.alike(market, "contact_phone", "13912345679", "agency1")
    market.open_bids(ref)
    assert len(doubts_of(market, ref)) == len(("agency1", "agency2"))


def test_ties_that_begin_after_the_deadline_are_none(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    doubting.alike(market, "contact_phone", "13912345678", "agency1", "agency2")
    market.open_bids(ref)
    assert doubts_of(market, ref) == []


def test_a_bidder_out_for_two_reasons_comes_in_when_both_are_lifted(market: Market) -> None:
    doubting.alike(market, "contact_phone", "13912345678", "agency1", "agency2")
    doubting.alike(market, "account", "622202100100", "agency1", "agency2")
    ref = market.closed(dict(PRICES))
    doubting.tie(market)
    market.open_bids(ref)
    mine = own_bid(market, "agency1")
    first, second = [doubt.ref for doubt in doubts_of(market, ref) if doubt.bid_id == mine.id]
    for doubt, expected in ((first, BidState.INVALID), (second, BidState.VALID)):
        with market.acting("approver") as uow:
            bids.admit(uow, doubt, doubting.REASON)
        assert own_bid(market, "agency1").state is expected


def test_a_low_price_takes_part_until_its_explanation_fails(market: Market) -> None:
    ref = doubting.low(market)
    doubt = doubting.doubt_of(market)
    assert (doubt.ground, own_bid(market, "agency1").state) == (Ground.LOW_PRICE, BidState.VALID)
    assert not re.search(r"\d", str(from_json(doubt.reasons[0]))), "what the others offer is not told"
    doubting.reply(market, doubt.ref)
    with market.acting("approver") as uow:
        bids.exclude(uow, doubt.ref, "It covers no wages.")
    excluded = own_bid(market, "agency1").excluded_because
    assert excluded is not None
    assert "It covers no wages." in str(from_json(excluded))
    assert select_now(market, ref)["winner"] is None


def test_an_explained_low_price_wins(market: Market) -> None:
    ref = doubting.low(market)
    doubt = doubting.doubt_of(market)
    doubting.reply(market, doubt.ref)
    with market.acting("approver") as uow:
        bids.admit(uow, doubt.ref, "They have the data already.")
    assert select_now(market, ref)["winner"] == own_bid(market, "agency1").ref


def test_an_unexplained_low_price_is_out(market: Market) -> None:
    ref = doubting.low(market)
    market.clock.at = doubting.doubt_of(market).due_at
    select_now(market, ref)
    excluded = own_bid(market, "agency1").excluded_because
    assert excluded is not None
    assert "nobody explained" in str(from_json(excluded))


def test_who_comes_back_is_asked_about_the_price_too(market: Market) -> None:
    ref = market.closed(dict(doubting.LOW))
    doubting.tie(market)
    market.open_bids(ref)
    first = doubting.doubt_of(market)
    assert first.ground is Ground.AFFILIATION
    with market.acting("approver") as uow:
        bids.admit(uow, first.ref, doubting.REASON)
    assert [doubt.ground for doubt in doubts_of(market, ref)] == [Ground.AFFILIATION, Ground.LOW_PRICE]
    with market.house.reading() as session:
        assert session.scalars(select(Selection)).first() is None
        assert session.scalars(select(Bid.state).where(Bid.id == first.bid_id)).one() is BidState.VALID


def test_whoever_scores_proposals_decides_nothing_about_prices(market: Market) -> None:
    market.opened(dict(doubting.LOW), method="proposal_merit", criteria=MERIT, price_weight=20)
    ref = doubting.doubt_of(market).ref
    doubting.reply(market, ref)
    second = market.person("approver2")
    for who, role in ((second, Role.APPROVER), (market.users["approver"], Role.EVALUATOR)):
        with market.acting("platform") as uow:
            organisations.add_member(uow, market.refs["department"], who, role)
    with pytest.raises(NotPermitted, match="another approver decides"), market.acting("approver") as uow:
        bids.admit(uow, ref, doubting.REASON)
    with market.acting("approver2") as uow:
        bids.admit(uow, ref, doubting.REASON)
