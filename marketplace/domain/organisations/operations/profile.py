"""What an organisation shows of itself."""

from collections.abc import Callable, Collection, Mapping

from marketplace.domain.organisations import rules
from marketplace.domain.organisations.events import OrganisationProfileChanged
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.operations.services import check_services, put_services
from marketplace.kernel.errors import Invalid
from marketplace.kernel.texts import one_line, paragraphs
from marketplace.kernel.unit_of_work import UnitOfWork


def update_profile(uow: UnitOfWork, ref: str, **said: str) -> Organisation:
    """A member changes what the organisation says of itself, named as in `PROFILE`; raises Invalid by field.

    What is not named stays as it is. Shareholders are written one a line.
    """
    organisation = uow.claim(Organisation, ref, "organisation:correct")
    wrong = {}
    for field, answer in said.items():
        try:
            setattr(organisation, field, PROFILE[field](answer))
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


def _address(written: str) -> str:
    return one_line(written, longest=rules.LONGEST_ADDRESS, required=False)


def _shareholders(written: str) -> str:
    return paragraphs(written, longest=rules.LONGEST_SHAREHOLDERS, required=False)


PROFILE: Mapping[str, Callable[[str], str]] = {
    "description": _description,
    "shareholders": _shareholders,
    "address": _address,
    "account": rules.bank_account,
    "contact_name": rules.person,
    "contact_phone": rules.phone,
    "contact_email": rules.email,
}
"""What an organisation says of itself, by the field, and the rule that brings it into its normal form."""
