"""What an organisation shows of itself."""

from collections.abc import Callable, Collection

from marketplace.domain.organisations import rules
from marketplace.domain.organisations.events import OrganisationProfileChanged
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.operations.services import check_services, put_services
from marketplace.kernel.errors import Invalid
from marketplace.kernel.texts import paragraphs
from marketplace.kernel.unit_of_work import UnitOfWork


def update_profile(
    uow: UnitOfWork,
    ref: str,
    *,
    description: str,
    contact_name: str,
    contact_phone: str,
    contact_email: str,
    shareholders: str = "",
) -> Organisation:
    """A member changes the description, whom to contact and who holds shares, one a line; raises Invalid by field."""
    organisation = uow.claim(Organisation, ref, "organisation:correct")
    answers: dict[str, tuple[Callable[[str], str], str]] = {
        "description": (_description, description),
        "shareholders": (_shareholders, shareholders),
        "contact_name": (rules.person, contact_name),
        "contact_phone": (rules.phone, contact_phone),
        "contact_email": (rules.email, contact_email),
    }
    wrong = {}
    for field, (rule, answer) in answers.items():
        try:
            setattr(organisation, field, rule(answer))
        except Invalid as refusal:
            wrong[field] = refusal.text
    if wrong:
        raise Invalid(fields=wrong)
    uow.flush()
    uow.record("organisation:update_profile", organisation)
    uow.emit(OrganisationProfileChanged(organisation.ref))
    return organisation


def offer_services(uow: UnitOfWork, ref: str, codes: Collection[str]) -> Organisation:
    """An active agency says which catalogue items it offers, replacing the list; Invalid (``services``)."""
    agency = uow.claim(Organisation, ref, "organisation:offer_services")
    wanted = check_services(uow, codes)
    put_services(agency, wanted)
    uow.flush()
    uow.record("organisation:offer_services", agency, services=wanted)
    uow.emit(OrganisationProfileChanged(agency.ref))
    return agency


def _description(written: str) -> str:
    return paragraphs(written, longest=rules.LONGEST_DESCRIPTION, required=False)


def _shareholders(written: str) -> str:
    return paragraphs(written, longest=rules.LONGEST_SHAREHOLDERS, required=False)
