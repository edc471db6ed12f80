"""Confirming who stands behind a credit code. Without it an agency bids all the same, with a written commitment."""

from sqlalchemy import select

from marketplace.domain.accounts.models import User
from marketplace.domain.organisations import rules
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.states import CLAIM, ClaimState, OrganisationKind, Proof
from marketplace.kernel.errors import Conflict, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import one_line
from marketplace.kernel.unit_of_work import UnitOfWork


def verify_by_document(uow: UnitOfWork, ref: str, note: str) -> Organisation:
    """An operator has compared a document with the registration; `note` says which (field ``note``)."""
    agency = _agency(uow, ref)
    with at_field("note"):
        because = one_line(note, longest=rules.LONGEST_NOTE)
    prove(uow, agency, "verify", Proof.DOCUMENT, because)
    return agency


def record_mail_domain(uow: UnitOfWork, ref: str, domain: str) -> Organisation:
    """An operator records the firm's own mail domain; Invalid (field ``domain``) for one that everybody can use.

    The claim is proved as soon as a member has a confirmed address there: at once, or when such a
    person accepts an invitation.
    """
    agency = _agency(uow, ref)
    if agency.claim is ClaimState.VERIFIED:
        raise Conflict(CLAIM.meanings[agency.claim])
    with at_field("domain"):
        agency.mail_domain = rules.mail_domain(domain)
    uow.flush()
    uow.record("organisation:record_mail_domain", agency, domain=agency.mail_domain)
    prove_by_domain(uow, agency)
    return agency


def prove_by_domain(uow: UnitOfWork, agency: Organisation) -> None:
    """Prove the claim if a member's confirmed address is at the recorded domain; the caller has locked the agency.

    Asked when the domain is recorded and when somebody accepts an invitation, not when an operator seats a person:
    who is seated has agreed to nothing, so an operator who may not confirm the claim could make it come true with them.
    """
    if agency.claim is ClaimState.VERIFIED or not agency.mail_domain:
        return
    confirmed = uow.session.scalar(
        select(User.id)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.organisation_id == agency.id,
            User.confirmed_at.is_not(None),
            User.email.endswith(f"@{agency.mail_domain}", autoescape=True),
        )
        .limit(1)
    )
    if confirmed is not None:
        prove(uow, agency, "verify", Proof.MAIL_DOMAIN, agency.mail_domain)


def prove_by_contract(uow: UnitOfWork, organisation_id: int, contract_ref: str) -> None:
    """A department has signed a contract with the agency (called by contracts in its own transaction)."""
    agency = uow.lock(Organisation, organisation_id)
    if agency.claim is ClaimState.UNVERIFIED:
        prove(uow, agency, "verify", Proof.CONTRACT, contract_ref)


def prove(uow: UnitOfWork, agency: Organisation, action: str, proof: Proof, note: str) -> None:
    """Move the claim along; the caller has locked the agency."""
    agency.claim = CLAIM.after(agency.claim, action)
    agency.proof, agency.proof_note, agency.verified_at = proof, note, uow.now
    uow.flush()
    uow.record(f"organisation:{action}_claim", agency, proof=proof.value, note=note)


def _agency(uow: UnitOfWork, ref: str) -> Organisation:
    organisation = uow.claim(Organisation, ref, "organisation:verify")
    if organisation.kind is not OrganisationKind.AGENCY:
        raise Conflict(mark("Only an agency's claim is checked; the operator set this organisation up."))
    return organisation
