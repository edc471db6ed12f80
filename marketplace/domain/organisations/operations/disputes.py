"""A second person says that a registered credit code is theirs; the operator decides.

While it is open, awards to the agency wait (`refuse_disputed`). Bids are never touched.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import func, select

from marketplace.domain.accounts.models import User
from marketplace.domain.documents import operations as documents
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.organisations import rules
from marketplace.domain.organisations.credit_codes import credit_code
from marketplace.domain.organisations.events import DisputeMoved
from marketplace.domain.organisations.models import Dispute, Membership, Organisation
from marketplace.domain.organisations.operations.claims import prove
from marketplace.domain.organisations.operations.invitations import revoke_all
from marketplace.domain.organisations.operations.members import seat
from marketplace.domain.organisations.queries import is_disputed
from marketplace.domain.organisations.states import DISPUTE, DisputeState, OrganisationKind, Proof
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted, at_field
from marketplace.kernel.i18n import mark
from marketplace.kernel.texts import paragraphs
from marketplace.kernel.unit_of_work import UnitOfWork


def open_dispute(uow: UnitOfWork, code: str, reason: str, stored: StoredFile) -> Dispute:
    """Claim a registered credit code with a reason and a document; claimant, operator and regulators read them.

    Raises NotFound when no agency has the code, Invalid (``reason``), NotPermitted for its own members, Conflict for a
    second claim of the same person to it or too many at the same time.
    """
    ref = uow.session.scalar(
        select(Organisation.ref).where(
            Organisation.credit_code == credit_code(code), Organisation.kind == OrganisationKind.AGENCY
        )
    )
    if ref is None:
        raise NotFound(mark("No agency is registered with this credit code; you can register it."))
    agency = uow.claim(Organisation, ref, "organisation:dispute")
    because = _reason(reason, rules.LONGEST_CLAIM)
    claimant = uow.lock(User, uow.actor.user_id or 0)
    if claimant.erased_at is not None:
        raise NotPermitted(mark("This account was closed."))
    _refuse_too_many(uow, agency, claimant)
    document = documents.register(uow, stored, organisation_id=agency.id, is_personal=True)
    dispute = uow.add(
        Dispute(
            ref=uow.new_ref("X"),
            organisation_id=agency.id,
            claimant_id=claimant.id,
            reason=because,
            document_id=document.id,
            state=DISPUTE.initial,
            opened_at=uow.now,
        )
    )
    uow.record("dispute:open", dispute, organisation=agency.ref, document=document.ref)
    _tell(uow, dispute, (claimant.id, *_members(uow, agency)))
    return dispute


def uphold(uow: UnitOfWork, dispute_ref: str, reason: str) -> Dispute:
    """The claimant is right: the former members lose their seats, the claimant administers the agency.

    Raises Invalid (``reason``) without a reason. The bids and contracts of the agency stay the agency's.
    """
    dispute = uow.claim(Dispute, dispute_ref, "dispute:decide")
    agency = uow.lock(Organisation, dispute.organisation_id)
    former = _members(uow, agency)
    _decide(uow, dispute, "uphold", reason)
    for membership in uow.session.scalars(select(Membership).where(Membership.organisation_id == agency.id)):
        uow.session.delete(membership)
    uow.flush()
    revoke_all(uow, agency)
    seat(uow, agency, dispute.claimant_id, Role.AGENCY_MEMBER)
    prove(uow, agency, "transfer", Proof.DOCUMENT, dispute.ref)
    agency.mail_domain = ""
    uow.record("organisation:transfer", agency, dispute=dispute.ref, former=list(former), now=dispute.claimant_id)
    _tell(uow, dispute, (dispute.claimant_id, *former))
    return dispute


def reject(uow: UnitOfWork, dispute_ref: str, reason: str) -> Dispute:
    """The claimant is not right; a reason has to be given (field ``reason``)."""
    dispute = uow.claim(Dispute, dispute_ref, "dispute:decide")
    agency = uow.lock(Organisation, dispute.organisation_id)
    _decide(uow, dispute, "reject", reason)
    _tell(uow, dispute, (dispute.claimant_id, *_members(uow, agency)))
    return dispute


def withdraw_dispute(uow: UnitOfWork, dispute_ref: str) -> Dispute:
    """The claimant gives the claim up."""
    dispute = uow.claim(Dispute, dispute_ref, "dispute:withdraw")
    dispute.state = DISPUTE.after(dispute.state, "withdraw")
    dispute.decided_at = uow.now
    agency = uow.lock(Organisation, dispute.organisation_id)
    uow.record("dispute:withdraw", dispute, organisation=agency.ref)
    _tell(uow, dispute, _members(uow, agency))
    return dispute


def refuse_disputed(uow: UnitOfWork, organisation_id: int) -> None:
    """Raise Conflict while it is disputed who stands behind the agency; asked by awards and contracts.

    It takes the agency's lock, so that no dispute can open between the question and the act.
    """
    uow.lock(Organisation, organisation_id)
    if is_disputed(uow.session, organisation_id):
        raise Conflict(
            mark(
                "It is disputed who stands behind this agency's credit code. "
                "Awards to it wait until the operator has decided."
            )
        )


def _decide(uow: UnitOfWork, dispute: Dispute, action: str, reason: str) -> None:
    dispute.state = DISPUTE.after(dispute.state, action)
    dispute.decision = _reason(reason, rules.LONGEST_REASON)
    dispute.decided_at, dispute.decided_by = uow.now, uow.actor.user_id
    uow.flush()
    uow.record(f"dispute:{action}", dispute, reason=dispute.decision)


def _reason(written: str, longest: int) -> str:
    with at_field("reason"):
        return paragraphs(written, longest=longest)


def _members(uow: UnitOfWork, agency: Organisation) -> Sequence[int]:
    return uow.session.scalars(
        select(Membership.user_id).where(Membership.organisation_id == agency.id).distinct()
    ).all()


def _tell(uow: UnitOfWork, dispute: Dispute, user_ids: Iterable[int]) -> None:
    for user_id in sorted(set(user_ids)):
        uow.emit(DisputeMoved(dispute.ref, dispute.state, user_id))


def _refuse_too_many(uow: UnitOfWork, agency: Organisation, claimant: User) -> None:
    mine = (Dispute.claimant_id == claimant.id, Dispute.state == DisputeState.OPEN)
    if uow.session.scalar(select(Dispute.id).where(*mine, Dispute.organisation_id == agency.id)) is not None:
        raise Conflict(mark("You have claimed this credit code already; the operator decides."))
    if (uow.session.scalar(select(func.count(Dispute.id)).where(*mine)) or 0) >= rules.MAX_OPEN_DISPUTES:
        raise Conflict(
            mark("One person may claim %(most)s credit codes at the same time.", most=rules.MAX_OPEN_DISPUTES)
        )
