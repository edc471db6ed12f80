"""Who stands behind a credit code: proofs, commitments, disputes; on both databases."""

import pytest
from sqlalchemy import func, select

from marketplace.domain.accounts.models import User
from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid, Commitment
from marketplace.domain.bids.rules import COMMITMENT, COMMITMENTS
from marketplace.domain.bids.states import BidState
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.rules import Part
from marketplace.domain.documents import queries as documents
from marketplace.domain.documents.models import Document
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.models import Dispute, Organisation
from marketplace.domain.organisations.states import ClaimState, DisputeState, Proof
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.money import Money
from tests.domain.market import LOWEST, Market
from tests.domain.test_concurrency import at_once


def claim_of(market: Market, name: str) -> tuple[ClaimState, Proof | None, str]:
    found = market.get(Organisation, market.refs[name])
    assert (found.verified_at is None) == (found.claim is ClaimState.UNVERIFIED)
    return found.claim, found.proof, found.proof_note


def commit(market: Market, name: str, tender: str, version: str | None = COMMITMENT, after: int = 0) -> None:
    written = market.sealed(name, tender)
    with market.acting(name) as uow:
        market.submit(uow, name, tender, written, after=after, commitment=version)


def won(market: Market) -> str:
    """A tender selected for an agency that nobody has confirmed."""
    tender = market.published()
    market.unverified()
    commit(market, "unverified", tender)
    for agency in ("agency2", "agency3"):
        market.bid(agency, tender, Money(90_000_00))
    market.clock.at = market.deadline(tender)
    with market.acting("platform") as uow:
        bids.close(uow, tender)
    market.open_bids(tender)
    with market.acting("drafter") as uow:
        awards.select(uow, tender)
    return tender


def test_an_operator_confirms_no_agency_of_their_own(market: Market) -> None:
    ref = market.unverified()
    with market.acting("platform") as uow:
        uow.session.scalars(select(Organisation).where(Organisation.ref == ref)).one().registered_by = market.users[
            "operator"
        ]
    with pytest.raises(NotPermitted), market.acting("operator") as uow:
        organisations.verify_by_document(uow, ref, "Mine")
    with pytest.raises(NotPermitted), market.acting("operator") as uow:
        organisations.record_mail_domain(uow, ref, "firm.example")


def test_a_code_is_claimed_until_an_operator_compares_a_document(market: Market) -> None:
    ref = market.unverified()
    assert claim_of(market, "unverified") == (ClaimState.UNVERIFIED, None, "")
    with pytest.raises(NotPermitted), market.acting("unverified") as uow:
        organisations.verify_by_document(uow, ref, "Licence")
    with pytest.raises(Invalid), market.acting("operator") as uow:
        organisations.verify_by_document(uow, ref, " ")
    with market.acting("operator") as uow:
        organisations.verify_by_document(uow, ref, "Licence of 2021")
    assert claim_of(market, "unverified") == (ClaimState.VERIFIED, Proof.DOCUMENT, "Licence of 2021")
    with pytest.raises(Conflict), market.acting("operator") as uow:
        organisations.verify_by_document(uow, ref, "Again")
    with pytest.raises(Conflict), market.acting("operator") as uow:
        organisations.record_mail_domain(uow, ref, "firm.example")
    with pytest.raises(Conflict), market.acting("operator") as uow:
        organisations.verify_by_document(uow, market.refs["department"], "No agency")


@pytest.mark.parametrize("domain", ["", "qq.com", "@163.com", "no domain", "a..b", "x" * 300 + ".cn", "-.cn"])
def test_a_domain_that_proves_nothing_is_refused(market: Market, domain: str) -> None:
    ref = market.unverified()
    with pytest.raises(Invalid), market.acting("operator") as uow:
        organisations.record_mail_domain(uow, ref, domain)


def test_only_a_confirmed_address_at_the_very_domain_proves_the_claim(market: Market) -> None:
    ref = market.unverified()
    for address, confirmed in (("li@notfirm.example", True), ("li@firm.example", False), ("li@firm.example", True)):
        assert claim_of(market, "unverified")[0] is ClaimState.UNVERIFIED
        with market.house.writing(PLATFORM) as uow:
            user = uow.session.get_one(User, market.users["unverified"])
            user.email, user.confirmed_at = address, uow.now if confirmed else None
        with market.acting("operator") as uow:
            organisations.record_mail_domain(uow, ref, "firm.example")
    assert claim_of(market, "unverified") == (ClaimState.VERIFIED, Proof.MAIL_DOMAIN, "firm.example")


@pytest.mark.parametrize("version", [None, "", "0", "y"])
def test_without_the_commitment_an_unverified_agency_does_not_bid(market: Market, version: str | None) -> None:
    tender = market.published()
    market.unverified()
    with pytest.raises(Invalid) as refused:
        commit(market, "unverified", tender, version)
    assert set(refused.value.fields) == {"commitment"}
    with market.house.reading() as session:
        assert session.scalar(select(func.count(Bid.id))) == 0


def test_the_commitment_is_kept_with_each_envelope_and_never_changed(market: Market) -> None:
    tender = market.published()
    market.unverified()
    commit(market, "unverified", tender)
    commit(market, "unverified", tender, after=1)
    with market.house.reading() as session:
        bid = session.scalars(select(Bid)).one()
        signed = session.scalars(select(Commitment)).all()
        assert [(each.version, each.text, each.signed_by) for each in signed] == [
            (COMMITMENT, COMMITMENTS[COMMITMENT].msgid, market.users["unverified"])
        ] * 2
        noted = session.scalars(select(JournalEntry.data).where(JournalEntry.action == "bid:commit")).all()
        assert noted == [{"number": number, "version": COMMITMENT} for number in (1, 2)]
    assert bid.state is BidState.SUBMITTED


def test_a_verified_agency_is_not_asked(market: Market) -> None:
    tender = market.published()
    market.bid("agency1", tender, LOWEST)
    commit(market, "agency2", tender)
    with market.house.reading() as session:
        assert session.scalar(select(func.count(Commitment.envelope_id))) == 0


def test_a_contract_in_force_confirms_the_claim(market: Market) -> None:
    tender = won(market)
    with market.acting("approver") as uow:
        award = awards.announce(uow, tender).ref
    with market.acting("drafter") as uow:
        contract = contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref
    market.clock.advance(days=7)
    with market.acting("unverified") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    assert claim_of(market, "unverified")[0] is ClaimState.UNVERIFIED
    with market.acting("approver") as uow:
        contracts.sign_for_the_buyer(uow, contract)
    assert claim_of(market, "unverified") == (ClaimState.VERIFIED, Proof.CONTRACT, contract)


def test_a_dispute_holds_up_awards_and_never_bids(market: Market) -> None:
    tender, other = won(market), market.published(title="Other")
    dispute = market.disputed("unverified")
    commit(market, "unverified", other)
    with pytest.raises(Conflict, match="disputed"), market.acting("approver") as uow:
        awards.announce(uow, tender)
    with market.house.reading() as session:
        assert set(session.scalars(select(Bid.state))) == {BidState.VALID, BidState.SUBMITTED}
    with market.acting("operator") as uow:
        organisations.reject(uow, dispute, "The licence is theirs.")
    with market.acting("approver") as uow:
        award = awards.announce(uow, tender).ref
    with market.acting("drafter") as uow:
        contract = contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref
    dispute = market.disputed("unverified")
    market.clock.advance(days=7)
    with pytest.raises(Conflict, match="disputed"), market.acting("platform") as uow:
        awards.confirm(uow, award)
    with pytest.raises(Conflict, match="disputed"), market.acting("unverified") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    assert market.get(Award, award).state is AwardState.PUBLICITY
    with market.acting("claimant") as uow:
        organisations.withdraw_dispute(uow, dispute)
    with market.acting("unverified") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    market.disputed("unverified")
    with pytest.raises(Conflict, match="disputed"), market.acting("approver") as uow:
        contracts.sign_for_the_buyer(uow, contract)


def test_an_upheld_claim_gives_the_agency_to_the_claimant(market: Market) -> None:
    firm = market.organisation_id("agency1")
    tender = market.published()
    market.bid("agency1", tender, LOWEST)
    with market.acting("agency1") as uow:
        invitation = organisations.invite(
            uow, market.refs["agency1"], "friend@example.org", Role.AGENCY_MEMBER, "en"
        ).ref
    dispute = market.disputed("agency1")
    with market.acting("operator") as uow:
        organisations.uphold(uow, dispute, "The licence names the claimant.")
    assert market.actor("agency1").seats == frozenset()
    assert market.actor("claimant").administers(firm)
    assert claim_of(market, "agency1") == (ClaimState.VERIFIED, Proof.DOCUMENT, dispute)
    with market.house.writing(PLATFORM) as uow:
        assert organisations.issue_token(uow, invitation) is None
    with market.house.reading() as session:
        assert session.scalars(select(Bid.state)).all() == [BidState.SUBMITTED]
        assert not queries.is_disputed(session, firm)
    for decide in (organisations.uphold, organisations.reject):
        with pytest.raises(Conflict), market.acting("operator") as uow:
            decide(uow, dispute, "Again")


def test_a_dispute_needs_a_reason_a_stranger_and_a_registered_agency(market: Market) -> None:
    market.person("claimant")
    code = market.get(Organisation, market.refs["agency1"]).credit_code
    with pytest.raises(Invalid), market.acting("claimant") as uow:
        organisations.open_dispute(uow, code, " \n ", market.stored())
    with pytest.raises(Invalid), market.acting("claimant") as uow:
        organisations.open_dispute(uow, "123", "Ours", market.stored())
    with pytest.raises(NotPermitted), market.acting("agency1") as uow:
        organisations.open_dispute(uow, code, "Ours", market.stored())
    office = market.get(Organisation, market.refs["department"]).credit_code
    with pytest.raises(NotFound), market.acting("claimant") as uow:
        organisations.open_dispute(uow, office, "Ours", market.stored())
    market.disputed("agency1")
    with pytest.raises(Conflict, match="already"), market.acting("claimant") as uow:
        organisations.open_dispute(uow, code.lower(), "Ours", market.stored())


def test_one_person_claims_few_codes_at_a_time(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.domain.organisations.rules.MAX_OPEN_DISPUTES", 1)
    market.disputed("agency1")
    with pytest.raises(Conflict, match="at the same time"):
        market.disputed("agency2")


def test_nobody_of_either_side_decides(market: Market) -> None:
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["agency1"], market.users["operator"], Role.AGENCY_MEMBER)
    dispute = market.disputed("agency1")
    with pytest.raises(NotPermitted), market.acting("operator") as uow:
        organisations.reject(uow, dispute, "Mine")
    own = market.disputed("agency2", "operator")
    with pytest.raises(NotPermitted), market.acting("operator") as uow:
        organisations.uphold(uow, own, "Mine")


def test_the_document_of_a_claim_is_the_claimants_and_the_operators(market: Market) -> None:
    market.disputed("agency1")
    with market.house.reading() as session:
        ref = session.scalars(select(Document.ref)).one()
        for name in ("claimant", "operator", "regulator"):
            assert documents.by_ref(session, market.actor(name), ref).is_personal
        for name in ("agency1", "agency2", "drafter"):
            with pytest.raises(NotFound):
                documents.by_ref(session, market.actor(name), ref)
        for name in ("agency1", "drafter"):
            with pytest.raises(NotFound):
                queries.dispute(session, market.actor(name), session.scalars(select(Dispute.ref)).one())


def test_an_award_and_a_dispute_at_the_same_moment_are_one_after_the_other(market: Market) -> None:
    tender = won(market)
    market.person("claimant")
    code = market.get(Organisation, market.refs["unverified"]).credit_code
    stored = market.stored()
    answers = at_once(
        market,
        ("approver", lambda uow: awards.announce(uow, tender)),
        ("claimant", lambda uow: organisations.open_dispute(uow, code, "Ours", stored)),
    )
    assert answers["done"] in {1, 2}
    with market.house.reading() as session:
        assert session.scalars(select(Dispute.state)).one() is DisputeState.OPEN
        [dispute] = session.scalars(select(Dispute))
        for award in session.scalars(select(Award)):
            assert award.announced_at <= dispute.opened_at
