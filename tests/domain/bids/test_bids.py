"""Sealed bids: taken until the very deadline, read by nobody before the opening, never lost, never altered."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select, text

from marketplace.adapters.sealing.instance_key import KEY_BYTES, InstanceKeySealer
from marketplace.domain.audit import queries as audit
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries, sealing
from marketplace.domain.bids.envelopes import NONCE, PADDING, PRICE, PROPOSAL
from marketplace.domain.bids.models import Bid, BidDraft, ClosingHead, Envelope
from marketplace.domain.bids.ports import Sealer
from marketplace.domain.bids.rules import Content
from marketplace.domain.bids.states import BidState, SealedBy
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.database import Base
from marketplace.kernel.entropy import SystemEntropy
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.money import MAX_FEN, ZERO, Money
from tests.domain.market import CEILING, LOWEST, MERIT, PRICES, Market

CANARY = "canary-in-the-proposal"


def own_bid(market: Market, agency: str) -> Bid:
    with market.house.reading() as session:
        return session.scalars(select(Bid).where(Bid.tenderer_id == market.organisation_id(agency))).one()


def test_a_bid_one_microsecond_before_the_deadline_is_taken_and_one_at_it_is_late(market: Market) -> None:
    ref = market.published()
    market.clock.at = market.deadline(ref) - timedelta(microseconds=1)
    market.bid("agency1", ref, LOWEST)
    market.clock.at = market.deadline(ref)
    with pytest.raises(Conflict, match="deadline has passed"):
        market.bid("agency2", ref, LOWEST)
    assert market.get(Tender, ref).state is TenderState.PUBLISHED, (
        "no job has closed it: the rule read the clock itself"
    )


def test_replacing_and_withdrawing_are_late_at_the_deadline_too(market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    market.clock.at = market.deadline(ref)
    with pytest.raises(Conflict):
        market.bid("agency1", ref, Money(1), after=1)
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        bids.withdraw(uow, own_bid(market, "agency1").ref)
    assert own_bid(market, "agency1").envelopes == 1


def test_a_replayed_submission_is_received_once(market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    with pytest.raises(Conflict, match="already"):
        market.bid("agency1", ref, LOWEST)
    with market.house.reading() as session:
        assert session.scalar(select(func.count(Envelope.id))) == 1


def test_a_replacement_counts_and_the_first_envelope_is_kept(market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, Money(95_000_00))
    market.bid("agency1", ref, LOWEST, after=1)
    for agency in ("agency2", "agency3"):
        market.bid(agency, ref, PRICES[agency])
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)
    assert own_bid(market, "agency1").price == LOWEST
    with market.house.reading() as session:
        assert [row.number for row in queries.receipts(session, own_bid(market, "agency1").id)] == [2, 1]


def test_a_withdrawn_bid_is_never_opened_and_may_come_again_in_time(market: Market) -> None:
    ref = market.published()
    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    for agency in ("agency1", "agency2"):
        with market.acting(agency) as uow:
            bids.withdraw(uow, own_bid(market, agency).ref)
    market.bid("agency2", ref, Money(90_000_00), after=1)
    market.unverified("agency4")
    market.bid("agency4", ref, LOWEST)
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        head = bids.close(uow, ref)
    assert head is not None
    assert len(head.envelopes) == 3
    market.open_bids(ref)
    assert (own_bid(market, "agency1").state, own_bid(market, "agency1").price) == (BidState.WITHDRAWN, None)


def test_nothing_in_the_database_tells_a_price_or_a_proposal_before_the_opening(market: Market) -> None:
    ref = market.published(method="proposal_merit", criteria=MERIT, price_weight=20)
    with market.acting("agency1") as uow:
        bids.save_draft(uow, ref, market.refs["agency1"], Content(Money(87_654_32), CANARY), market.sealer)
    market.bid("agency1", ref, Money(87_654_32), proposal=CANARY)
    with market.acting("agency1") as uow:
        bids.save_draft(uow, ref, market.refs["agency1"], Content(Money(87_654_32), CANARY), market.sealer)
    dump = dumped(market)
    assert len(dump) > 10_000
    for secret in (CANARY, CANARY.encode().hex(), "8765432", "87654.32"):
        assert secret not in dump


def dumped(market: Market) -> str:
    """Every value of every table, bytes in hexadecimal."""
    parts = []
    with market.house.engine.connect() as connection:
        for table in Base.metadata.sorted_tables:
            for row in connection.execute(text(f'SELECT * FROM "{table.name}"')):  # noqa: S608 - our own tables
                parts += [value.hex() if isinstance(value, bytes) else str(value) for value in row]
    return "\n".join(parts)


def draft_of_agency1(market: Market, tender: str, reader: str, sealer: Sealer | None = None) -> Content | None:
    """Read without the writer's lock."""
    agency = market.get(Organisation, market.refs["agency1"])
    with market.house.reading() as session:
        return queries.read_draft(
            session, market.actor(reader), market.get(Tender, tender), agency, sealer or market.sealer
        )


def test_a_draft_that_was_saved_elsewhere_is_not_overwritten(market: Market) -> None:
    ref = market.published()
    for seen, words in ((0, "first"), (1, "second")):
        with market.acting("agency1") as uow:
            bids.save_draft(uow, ref, market.refs["agency1"], Content(None, words), market.sealer, seen=seen)
    with pytest.raises(Conflict, match="another window"), market.acting("agency1") as uow:
        bids.save_draft(uow, ref, market.refs["agency1"], Content(None, "stale"), market.sealer, seen=1)
    assert draft_of_agency1(market, ref, "agency1") == Content(None, "second")


def test_a_draft_is_read_back_by_its_own_agency_alone_and_gone_when_submitted(market: Market) -> None:
    ref = market.published()
    content = Content(LOWEST, "half-written")
    with market.acting("agency1") as uow:
        bids.save_draft(uow, ref, market.refs["agency1"], content, market.sealer)
    assert draft_of_agency1(market, ref, "agency1") == content
    for stranger in ("agency2", "drafter", "operator", "regulator"):
        assert draft_of_agency1(market, ref, stranger) is None
    market.bid("agency1", ref, LOWEST)
    assert draft_of_agency1(market, ref, "agency1") is None
    with market.house.reading() as session:
        assert session.scalar(select(func.count()).select_from(BidDraft)) == 0


def test_nobody_bids_in_anothers_name(market: Market) -> None:
    ref = market.published()
    written = market.sealed("agency1", ref)
    for stranger in ("agency2", "drafter", "operator"):
        with pytest.raises((NotFound, NotPermitted)), market.acting(stranger) as uow:
            market.submit(uow, "agency1", ref, written)
    with pytest.raises(NotFound), market.acting("agency1") as uow:
        bids.submit(uow, ref, "O-NOBODY", written, sealed_by=SealedBy.BIDDER)


def test_anothers_bid_is_not_found(market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    bid = own_bid(market, "agency1").ref
    with pytest.raises(NotFound), market.acting("agency2") as uow:
        bids.withdraw(uow, bid)
    with pytest.raises(NotFound), market.acting("agency2") as uow:
        bids.withdraw(uow, "B-NOTHING")
    with market.house.reading() as session:
        assert queries.see_own(session, market.actor("agency1"), bid).ref == bid
        with pytest.raises(NotFound):
            queries.see_own(session, market.actor("agency2"), bid)


def test_a_tender_that_is_not_published_takes_no_bid(market: Market) -> None:
    ref = market.published()
    with market.acting("approver") as uow:
        tenders.cancel(uow, ref, "x")
    with pytest.raises(Conflict):
        market.bid("agency1", ref, LOWEST)


@pytest.mark.parametrize("price", [None, ZERO, CEILING + Money(1)])
def test_a_price_that_would_be_excluded_is_refused_with_its_reason_and_else_excluded(
    market: Market, price: Money | None
) -> None:
    ref = market.published()
    with pytest.raises(Invalid) as refusal:
        sealing.check(market.get(Tender, ref), Content(price, ""))
    assert set(refusal.value.fields) == {"price"}
    for agency, offered in (PRICES | {"agency1": price}).items():
        market.bid(agency, ref, offered)
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)
    assert own_bid(market, "agency1").state is BidState.INVALID
    assert own_bid(market, "agency2").state is BidState.VALID


def test_a_draw_takes_no_price_and_a_merit_selection_needs_a_proposal(market: Market) -> None:
    draw = market.published(method="random")
    with pytest.raises(Invalid) as refusal:
        sealing.check(market.get(Tender, draw), Content(LOWEST, ""))
    assert set(refusal.value.fields) == {"price"}
    merit = market.published(method="proposal_merit", criteria=MERIT, price_weight=20)
    for proposal in ("", "x" * 20_001):
        with pytest.raises(Invalid) as refusal:
            sealing.check(market.get(Tender, merit), Content(LOWEST, proposal))
        assert set(refusal.value.fields) == {"proposal"}


def test_closing_waits_for_the_deadline_and_happens_once(market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        bids.close(uow, ref)
    market.clock.at = market.deadline(ref)
    with market.acting("drafter") as uow:
        assert bids.close(uow, ref) is not None
    with market.acting("platform") as uow:
        assert bids.close(uow, ref) is None
    with market.house.reading() as session:
        assert session.scalar(select(func.count()).select_from(ClosingHead)) == 1


def test_a_tender_without_bids_fails_at_its_closing(market: Market) -> None:
    tender = market.get(Tender, market.closed({}))
    assert tender.state is TenderState.FAILED
    assert tender.ended_because == {"text": "No bid was received.", "params": {}}


@pytest.mark.parametrize("terms", [{}, {"method": "proposal_merit", "criteria": MERIT, "price_weight": 20}])
def test_with_fewer_bids_than_needed_none_is_ever_opened(market: Market, terms: dict[str, object]) -> None:
    ref = market.published(**terms)
    for agency in ("agency1", "agency2"):
        market.bid(agency, ref, Money(87_654_32), proposal=CANARY)
    assert market.line().reserved == CEILING
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        head = bids.close(uow, ref)
    assert head is not None
    assert len(head.envelopes) == 2, "what was received is frozen all the same"
    tender = market.get(Tender, ref)
    assert (tender.state, tender.opened_at, market.line().reserved) == (TenderState.FAILED, None, ZERO)
    assert tender.ended_because is not None
    assert tender.ended_because["params"] == {"received": 2, "needed": 3}
    with pytest.raises(Conflict):
        market.open_bids(ref)
    with market.acting("drafter") as uow:
        again = tenders.reissue(uow, ref).ref
    assert market.get(Tender, again).state is TenderState.DRAFT
    with pytest.raises(Conflict):
        market.open_bids(ref)
    assert own_bid(market, "agency1").state is BidState.SUBMITTED
    with market.house.reading() as session:
        for name in ("approver", "drafter", "regulator", "operator", "agency1"):
            assert queries.of_tender(session, market.actor(name), market.get(Tender, ref)) == []
        for name in ("regulator", "operator"):
            seen = {entry.action for entry in audit.entries(session, market.actor(name), limit=1000)}
            assert not {action for action in seen if action.startswith("bid:")}, "who bid stays unknown"
            assert "tender:closing_head" in seen
    dump = dumped(market)
    for secret in (CANARY, CANARY.encode().hex(), "8765432", "87654.32"):
        assert secret not in dump


def test_as_many_bids_as_needed_wait_for_their_opening(market: Market) -> None:
    assert market.get(Tender, market.closed(dict(PRICES))).state is TenderState.CLOSED


def test_a_withdrawn_bid_does_not_count_towards_those_needed(market: Market) -> None:
    ref = market.published()
    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    with market.acting("agency3") as uow:
        bids.withdraw(uow, own_bid(market, "agency3").ref)
    market.clock.at = market.deadline(ref)
    with market.acting("drafter") as uow:
        bids.close(uow, ref)
    assert market.get(Tender, ref).state is TenderState.FAILED


SWAP = (
    "UPDATE bid_envelope SET ciphertext = (SELECT ciphertext FROM bid_envelope ORDER BY id DESC LIMIT 1)"
    " WHERE id = (SELECT MIN(id) FROM bid_envelope)"
)
SWAP_HASH = (
    "UPDATE bid SET envelope_sha256 = (SELECT envelope_sha256 FROM bid ORDER BY id DESC LIMIT 1)"
    " WHERE id = (SELECT MIN(id) FROM bid)"
)


@pytest.mark.parametrize("policy", ["[]", "{}", "5", "null", '""', '"\\u0000"', '"\\ud800"', f'"{"A" * 64}"'])
def test_an_envelope_under_no_policy_at_all_is_refused(market: Market, policy: str) -> None:
    ref = market.published()
    written = f'{{"context":{{"policy":{policy}}}}}'.encode()
    with pytest.raises(Invalid, match="not a sealed bid"), market.acting("agency1") as uow:
        bids.submit(uow, ref, market.refs["agency1"], written, sealed_by=SealedBy.BIDDER)


@pytest.mark.parametrize(
    "tampering", [(SWAP,), (SWAP, SWAP_HASH)], ids=["swapped envelope", "swapped envelope with its hash"]
)
def test_an_envelope_that_was_altered_or_copied_is_excluded_with_its_reason(
    market: Market, tampering: tuple[str, ...]
) -> None:
    ref = market.closed(dict(PRICES))
    with market.house.engine.begin() as connection:
        for statement in tampering:
            connection.execute(text(statement))
    opened = market.open_bids(ref)
    assert own_bid(market, "agency1").state is BidState.INVALID
    assert own_bid(market, "agency1").excluded_because is not None
    assert any(bid.state is BidState.VALID for bid in opened), "the honest one stays"


def test_who_sees_the_opened_bids(market: Market) -> None:
    ref = market.opened(dict(PRICES))
    tender = market.get(Tender, ref)
    with market.house.reading() as session:
        seen = {
            name: len(queries.of_tender(session, market.actor(name), tender))
            for name in ("approver", "regulator", "agency1", "other_approver", "operator")
        }
    assert seen == {"approver": 3, "regulator": 3, "agency1": 0, "other_approver": 0, "operator": 0}


def test_lists_of_ones_own_bids(market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    with market.house.reading() as session:
        tender = session.scalars(select(Tender).where(Tender.ref == ref)).one()
        assert queries.own(session, market.actor("agency2"), tender.id) is None
        assert queries.own(session, market.actor("agency1"), tender.id) is not None
        [(bid, of)] = queries.of_agencies(session, [market.organisation_id("agency1")])
        assert (bid.tender_id, of.ref) == (tender.id, ref)
        assert queries.closing_head(session, tender.id) is None


@given(
    price=st.none() | st.integers(1, MAX_FEN).map(Money),
    proposal=st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=300),
    nonce=st.binary(min_size=32, max_size=32),
)
def test_what_is_packed_is_unpacked_and_its_size_tells_nothing(
    price: Money | None, proposal: str, nonce: bytes
) -> None:
    content = Content(price, proposal)
    parts = content.parts(nonce)
    assert Content.from_parts(parts) == Content.unpacked(content.packed()) == content
    assert parts[NONCE] == nonce
    assert {len(parts[name]) % PADDING for name in (PRICE, PROPOSAL)} == {0}


def test_nobody_bids_in_a_tender_of_the_department_they_or_a_colleague_work_for(market: Market) -> None:
    ref = market.published()
    written = market.sealed("agency1", ref)
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["agency1"], market.users["evaluator1"], Role.AGENCY_MEMBER)
    for name in ("agency1", "evaluator1"):
        with pytest.raises(NotPermitted, match="works for the department"), market.acting(name) as uow:
            market.submit(uow, "agency1", ref, written)
    market.bid("agency2", ref, LOWEST)


def test_a_draft_that_the_present_key_does_not_open_is_started_anew(market: Market) -> None:
    ref = market.published()
    with market.acting("agency1") as uow:
        bids.save_draft(uow, ref, market.refs["agency1"], Content(LOWEST, ""), market.sealer)
    other = InstanceKeySealer(b"o" * KEY_BYTES, SystemEntropy())
    assert draft_of_agency1(market, ref, "agency1", other) is None
