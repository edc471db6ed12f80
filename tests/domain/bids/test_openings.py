"""Openings: who opens what, and every way to cheat that somebody with a key, a bid or the database has."""

import json
from typing import Any

import pytest
from sqlalchemy import select, text

from marketplace.adapters.sealing import threshold
from marketplace.domain.bids import envelopes, queries, sittings
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.envelopes import SealedBid
from marketplace.domain.bids.models import Bid, OpeningRecord
from marketplace.domain.bids.states import BidState, SealedBy
from marketplace.domain.openers.panels import Policy
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.domain.bids.test_bids import own_bid
from tests.domain.market import LOWEST, PRICES, Market
from tests.openers import key_of

THREE = ("approver", "regulator", "other_approver")
FALSE_PAD = "00" * 32


def state_of(market: Market, ref: str) -> TenderState:
    return market.get(Tender, ref).state


def minutes(market: Market, ref: str) -> OpeningRecord:
    with market.house.reading() as session:
        found = sittings.opening_record(session, market.get(Tender, ref).id)
    assert found is not None
    return found


def hand_in(market: Market, name: str, ref: str, document: object) -> None:
    with market.acting(name) as uow:
        bids.hand_in(uow, ref, document, threshold)


def lie_about(market: Market, name: str, ref: str, agency: str) -> None:
    """`name` hands in false pads for the price of one bid, and true ones for everything else."""
    document: dict[str, Any] = json.loads(json.dumps(market.openers.shares(name, ref)))
    pads = document["shares"][own_bid(market, agency).ref]["price"]
    document["shares"][own_bid(market, agency).ref]["price"] = dict.fromkeys(pads, FALSE_PAD)
    hand_in(market, name, ref, document)


def policy_of(market: Market, ref: str) -> Policy:
    with market.house.reading() as session:
        found = policies.current(session, market.get(Tender, ref).id)
    assert found is not None
    return found


@pytest.mark.parametrize("absent", THREE)
def test_any_two_of_three_open_and_the_missing_one_is_named(market: Market, absent: str) -> None:
    ref = market.closed(dict(PRICES))
    first, second = (name for name in THREE if name != absent)
    market.openers.open(ref, [first])
    assert state_of(market, ref) is TenderState.CLOSED
    assert own_bid(market, "agency1").price is None
    market.openers.open(ref, [second])
    assert state_of(market, ref) is TenderState.OPENED
    assert own_bid(market, "agency1").price == LOWEST
    record = minutes(market, ref)
    assert record.absent == [market.openers.ref(absent)]
    assert (len(record.present), record.liars) == (2, [])
    assert [each["state"] for each in record.bids] == ["valid"] * 3


def test_a_lying_opener_is_by_passed_and_named(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    lie_about(market, "regulator", ref, "agency1")
    market.openers.open(ref, ["approver"])
    assert state_of(market, ref) is TenderState.CLOSED, "one bid does not come together: the third is waited for"
    market.openers.open(ref, ["other_approver"])
    assert state_of(market, ref) is TenderState.OPENED
    assert {own_bid(market, agency).state for agency in PRICES} == {BidState.VALID}
    assert minutes(market, ref).liars == [market.openers.ref("regulator")]


def test_with_one_key_the_tender_fails_in_plain_words_once_its_time_is_over(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    market.openers.open(ref, ["approver"])
    with pytest.raises(Conflict, match="have until"), market.acting("approver") as uow:
        bids.conclude(uow, ref, threshold)
    market.clock.advance(days=4)
    with market.acting("approver") as uow:
        bids.conclude(uow, ref, threshold)
    tender = market.get(Tender, ref)
    assert tender.state is TenderState.FAILED
    assert (tender.ended_because or {})["params"] == {"present": 1, "all": 3, "needed": 2}
    assert own_bid(market, "agency1").price is None


def test_a_lie_and_a_missing_key_cost_one_bid_alone(market: Market) -> None:
    ref = market.closed(dict(PRICES))
    lie_about(market, "regulator", ref, "agency1")
    market.openers.open(ref, ["approver"])
    market.clock.advance(days=4)
    with market.acting("approver") as uow:
        bids.conclude(uow, ref, threshold)
    assert own_bid(market, "agency1").state is BidState.INVALID
    assert {own_bid(market, agency).state for agency in ("agency2", "agency3")} == {BidState.VALID}


def test_nobody_hands_in_twice_too_early_or_for_another(market: Market) -> None:
    ref = market.published()
    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    with pytest.raises(Conflict), market.house.reading() as session:
        queries.to_open(session, market.actor("approver"), market.get(Tender, ref))
    with pytest.raises(Conflict):
        hand_in(market, "approver", ref, {})
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    shares = market.openers.shares("approver", ref)
    for stranger in ("drafter", "operator", "agency1"):
        with pytest.raises((NotFound, NotPermitted)):
            hand_in(market, stranger, ref, shares)
        with pytest.raises(NotFound), market.house.reading() as session:
            queries.to_open(session, market.actor(stranger), market.get(Tender, ref))
    with pytest.raises(Invalid):
        hand_in(market, "regulator", ref, shares)
    for nonsense in (
        None,
        [],
        {},
        {**shares, "shares": {"B-1": {"price": {"0,1": "zz"}}}},
        {**shares, "tender": "T-X"},
    ):
        with pytest.raises(Invalid):
            hand_in(market, "approver", ref, nonsense)
    hand_in(market, "approver", ref, shares)
    with pytest.raises(Conflict, match="already"):
        hand_in(market, "approver", ref, shares)


def test_a_bid_that_is_not_sealed_alike_for_everybody_is_excluded_and_no_opener_is_blamed(market: Market) -> None:
    ref = market.published()
    sealed = envelopes.read(market.sealed("agency1", ref), policy_of(market, ref).panel)
    price = sealed.parts["price"]
    group = next(reversed(list(price.pads)))
    crooked = type(price)(price.commitment, price.ciphertext, {**price.pads, group: price.pads[group][::-1]})
    with market.acting("agency1") as uow:
        market.submit(uow, "agency1", ref, SealedBid(sealed.context, {**sealed.parts, "price": crooked}).written())
    for agency in ("agency2", "agency3"):
        market.bid(agency, ref, PRICES[agency])
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref, *THREE[:2])
    excluded = own_bid(market, "agency1")
    assert excluded.state is BidState.INVALID
    assert "not sealed alike" in (excluded.excluded_because or {})["text"]
    assert minutes(market, ref).liars == []


def test_nobody_sends_anothers_envelope_or_one_for_another_tender(market: Market) -> None:
    ref, other = market.published(), market.published()
    written = market.sealed("agency1", ref)
    for agency, tender in (("agency2", ref), ("agency1", other)):
        with pytest.raises((Invalid, Conflict)), market.acting(agency) as uow:
            bids.submit(uow, tender, market.refs[agency], written, sealed_by=SealedBy.BIDDER)
    for broken in (b"", b"{}", b"[1]", b'"\xff"', written[:-1], written + b" ", written.replace(b'"pads"', b'"pets"')):
        with pytest.raises(Invalid, match="Seal it again"), market.acting("agency1") as uow:
            market.submit(uow, "agency1", ref, broken)


ADD = """
INSERT INTO bid (ref, tender_id, tenderer_id, state, submitted_by, envelopes, received_at, envelope_sha256, files, keys,
                 version)
SELECT 'B-EXTRA', tender_id, :agency, 'SUBMITTED', submitted_by, 1, received_at, :sha256, '[]', '{}', 1 FROM bid LIMIT 1
"""
ADD_ENVELOPE = """
INSERT INTO bid_envelope (bid_id, number, ciphertext, sha256, sealed_by, received_at, submitted_by)
SELECT id, 1, :written, :sha256, 'BIDDER', received_at, submitted_by FROM bid WHERE ref = 'B-EXTRA'
"""


def test_a_bid_that_is_slipped_into_the_database_after_the_closing_does_not_count(market: Market) -> None:
    late = market.unverified("late")
    ref = market.closed(dict(PRICES))
    written = market.sealed("late", ref, price=LOWEST)
    given = {"agency": market.organisation_id("late"), "written": written, "sha256": envelopes.hash_of(written)}
    with market.house.engine.begin() as connection:
        connection.execute(text(ADD), given)
        connection.execute(text(ADD_ENVELOPE), given)
    market.open_bids(ref)
    slipped = market.get(Bid, "B-EXTRA")
    assert late
    assert (slipped.state, slipped.price) == (BidState.INVALID, None)
    assert {own_bid(market, agency).state for agency in PRICES} == {BidState.VALID}


def test_keys_that_the_operator_puts_in_place_of_the_openers_make_another_policy(market: Market) -> None:
    """Whoever seals to them names another digest than the one that the notice and the journal published."""
    ref = market.published()
    true = policy_of(market, ref)
    own = [key_of(f"operator {number}").public_key().public_bytes_raw().hex() for number in range(3)]
    forged = true.as_json()
    for opener, key in zip(forged["openers"], own, strict=True):
        opener["key"] = key
    assert Policy.from_json(forged).sha256 != true.sha256
    assert {each.fingerprint for each in Policy.from_json(forged).openers}.isdisjoint(
        {each.fingerprint for each in true.openers}
    )


def test_a_bid_from_before_a_corrigendum_still_opens_and_one_sealed_before_it_is_not_taken_after(
    market: Market,
) -> None:
    ref = market.published()
    old = market.sealed("agency2", ref)
    market.bid("agency1", ref, LOWEST)
    market.clock.advance(days=1)
    with market.acting("approver") as uow:
        tenders.amend(uow, ref, "Clearer", market.get(Tender, ref).version, Amendment("Assess 13 files.", "", 21))
    assert policy_of(market, ref).version == 2
    with pytest.raises(Conflict, match="seal anew"), market.acting("agency2") as uow:
        market.submit(uow, "agency2", ref, old)
    for agency in ("agency2", "agency3"):
        market.bid(agency, ref, PRICES[agency])
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)
    assert {own_bid(market, agency).state for agency in PRICES} == {BidState.VALID}


def test_another_opener_is_a_corrigendum_that_invites_again(market: Market) -> None:
    ref = market.published()
    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    market.openers.add("operator", market.refs["operator"])
    leaving, coming = market.openers.ref("regulator"), market.openers.ref("operator")
    with pytest.raises(Invalid), market.acting("approver") as uow:
        bids.replace_opener(uow, ref, leaving, market.openers.ref("approver"), "Left")
    with market.acting("approver") as uow:
        bids.replace_opener(uow, ref, leaving, coming, "The regulator's officer left")
    assert {own_bid(market, agency).state for agency in PRICES} == {BidState.INVITED_AGAIN}
    assert policy_of(market, ref).number_of(leaving) is None
    market.bid("agency1", ref, LOWEST, after=1)
    assert own_bid(market, "agency1").state is BidState.SUBMITTED
    for agency in ("agency2", "agency3"):
        market.bid(agency, ref, PRICES[agency], after=1)
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        head = bids.close(uow, ref)
    assert head is not None
    assert len(head.envelopes) == 3
    with pytest.raises(NotFound):
        market.openers.shares("regulator", ref)
    market.open_bids(ref, "approver", "operator")
    assert {own_bid(market, agency).state for agency in PRICES} == {BidState.VALID}


def test_whoever_opens_does_not_bid(market: Market) -> None:
    ref = market.published()
    with market.house.writing(market.actor("platform")) as uow:
        found = uow.session.scalars(select(Tender).where(Tender.ref == ref)).one()
        found.openers = [*found.openers, market.users["agency1"]]
    with pytest.raises(NotPermitted, match="holds a key"):
        market.bid("agency1", ref, LOWEST)
