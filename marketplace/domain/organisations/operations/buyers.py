"""A buyer with funds of its own enters: an enterprise that is checked for form, or a person who shows nothing to check.

An applicant chooses freely who serves it (优化营商环境条例 Art 43(2)); whoever wants to tender here may.
"""

from dataclasses import asdict

from marketplace.domain.organisations import rules
from marketplace.domain.organisations.events import OrganisationActivated, OrganisationRegistered
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.operations.registration import refuse_taken
from marketplace.domain.organisations.registering import check_ends, registrar
from marketplace.domain.organisations.rules import Individual, LegalForm, Particulars
from marketplace.domain.organisations.states import REGISTRATION, BuyerKind, OrganisationKind
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

SEATS: dict[BuyerKind, tuple[Role, ...]] = {
    BuyerKind.STATE_ENTERPRISE: (Role.DRAFTER, Role.FINANCE_OFFICER),
    BuyerKind.ENTERPRISE: (Role.DRAFTER, Role.APPROVER, Role.EVALUATOR, Role.FINANCE_OFFICER),
    BuyerKind.PERSON: (Role.DRAFTER, Role.APPROVER, Role.EVALUATOR, Role.FINANCE_OFFICER),
}
"""What the person who registers sits as; a state enterprise invites somebody else as its approver (four eyes)."""


def register_buyer(uow: UnitOfWork, kind: BuyerKind, particulars: Particulars, *, has_committed: bool) -> Organisation:
    """Hand in an enterprise's registration as a buyer; the actor becomes its first member and administrator.

    Raises Invalid by field (also ``has_committed``, ``buyer_kind``), Conflict for a code that is taken or too many
    registrations by one person.
    """
    uow.require("organisation:register", None)
    if kind is BuyerKind.PERSON:
        raise Invalid(fields={"buyer_kind": mark("A person registers without a credit code.")})
    answers = rules.checked(particulars)
    if answers.legal_form == LegalForm.GOVERNMENT_BODY:
        raise Invalid(fields={"legal_form": mark("A government body is set up by the operator.")})
    _need_commitment(has_committed=has_committed)
    user_id = registrar(uow)
    refuse_taken(uow, answers.credit_code)
    buyer = uow.add(
        Organisation(
            ref=uow.new_ref("O"),
            kind=OrganisationKind.BUYER,
            buyer_kind=kind,
            state=REGISTRATION.initial,
            **asdict(answers),
            registered_by=user_id,
            submitted_at=uow.now,
            next_check_at=check_ends(uow),
        )
    )
    _seat(uow, buyer, user_id)
    uow.record("organisation:register", buyer, kind=kind, name=buyer.name, credit_code=buyer.credit_code)
    uow.emit(OrganisationRegistered(buyer.ref))
    return buyer


def register_person(uow: UnitOfWork, individual: Individual, *, has_committed: bool) -> Organisation:
    """Register a natural person as a buyer, at once: there is no form to check. Raises as `register_buyer` does."""
    uow.require("organisation:register", None)
    answers = rules.checked_individual(individual)
    _need_commitment(has_committed=has_committed)
    user_id = registrar(uow)
    buyer = uow.add(
        Organisation(
            ref=uow.new_ref("O"),
            kind=OrganisationKind.BUYER,
            buyer_kind=BuyerKind.PERSON,
            state=REGISTRATION.after(REGISTRATION.initial, "pass"),
            name=rules.public_name(answers.name),
            name_en="A private person",
            legal_form=LegalForm.NATURAL_PERSON.value,
            legal_representative=answers.name,
            contact_name=answers.name,
            contact_phone=answers.contact_phone,
            contact_email=answers.contact_email,
            registered_by=user_id,
            submitted_at=uow.now,
            decided_at=uow.now,
        )
    )
    _seat(uow, buyer, user_id)
    uow.record("organisation:register", buyer, kind=BuyerKind.PERSON)
    uow.emit(OrganisationActivated(buyer.ref))
    return buyer


def correct_buyer(uow: UnitOfWork, ref: str, particulars: Particulars) -> Organisation:
    """Send a returned registration of an enterprise again; the time for the check begins anew."""
    buyer = uow.claim(Organisation, ref, "organisation:correct")
    if buyer.kind is not OrganisationKind.BUYER:
        raise Conflict(mark("This is no buyer with funds of its own."))
    state = REGISTRATION.after(buyer.state, "correct")
    answers = rules.checked(particulars)
    if answers.credit_code != buyer.credit_code:
        refuse_taken(uow, answers.credit_code)
    for field, answer in asdict(answers).items():
        setattr(buyer, field, answer)
    buyer.state, buyer.submitted_at, buyer.next_check_at = state, uow.now, check_ends(uow)
    buyer.returned_because = buyer.decided_at = None
    uow.flush()
    uow.record("organisation:correct", buyer, name=buyer.name, credit_code=buyer.credit_code)
    uow.emit(OrganisationRegistered(buyer.ref))
    return buyer


def _need_commitment(*, has_committed: bool) -> None:
    if not has_committed:
        raise Invalid(fields={"has_committed": mark("Registering needs the written commitment.")})


def _seat(uow: UnitOfWork, buyer: Organisation, user_id: int) -> None:
    for role in SEATS[buyer.buyer_kind or BuyerKind.ENTERPRISE]:
        uow.add(
            Membership(organisation_id=buyer.id, user_id=user_id, role=role, granted_at=uow.now, is_administrator=True)
        )
