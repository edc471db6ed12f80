"""An agency leaves the market, and comes back. Nobody else can make it do either."""

from collections.abc import Sequence

from marketplace.domain.organisations.events import OrganisationRejoined, OrganisationWithdrawn
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.ports import OpenBusiness
from marketplace.domain.organisations.states import REGISTRATION
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def withdraw(uow: UnitOfWork, ref: str, open_business: Sequence[OpenBusiness]) -> Organisation:
    """Leave the market; Conflict names the first thing that is still open between the agency and others.

    Directory and search forget the agency; its page stays, with what it did, and says that it has left.
    """
    agency = uow.claim(Organisation, ref, "organisation:withdraw")
    state = REGISTRATION.after(agency.state, "withdraw")
    for look in open_business:
        for reason in look(uow.session, agency.id):
            raise Conflict(mark("The agency cannot leave yet: %(reason)s", reason=reason))
    agency.state, agency.withdrawn_at = state, uow.now
    uow.flush()
    uow.record("organisation:withdraw", agency)
    uow.emit(OrganisationWithdrawn(agency.ref))
    return agency


def rejoin(uow: UnitOfWork, ref: str) -> Organisation:
    """Come back into the market with everything as it was left."""
    agency = uow.claim(Organisation, ref, "organisation:rejoin")
    agency.state, agency.withdrawn_at = REGISTRATION.after(agency.state, "rejoin"), None
    uow.flush()
    uow.record("organisation:rejoin", agency)
    uow.emit(OrganisationRejoined(agency.ref))
    return agency
