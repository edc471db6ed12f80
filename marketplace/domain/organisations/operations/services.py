"""Which services an agency offers."""

from collections.abc import Collection

from sqlalchemy import select

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.states import ItemStatus
from marketplace.domain.organisations.models import OfferedService, Organisation
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def check_services(uow: UnitOfWork, codes: Collection[str]) -> list[str]:
    """The codes once each and in order; Invalid (field ``services``) names those that are not active items."""
    wanted = sorted({code.strip() for code in codes if code.strip()})
    active = set(
        uow.session.scalars(
            select(ServiceItem.code).where(ServiceItem.code.in_(wanted), ServiceItem.status == ItemStatus.ACTIVE)
        )
    )
    unknown = [code for code in wanted if code not in active]
    if unknown:
        raise Invalid(
            fields={
                "services": mark("These are not active items of the catalogue: %(codes)s.", codes=", ".join(unknown))
            }
        )
    return wanted


def put_services(organisation: Organisation, codes: Collection[str]) -> None:
    """Make `codes` the offered services."""
    kept = [service for service in organisation.services if service.item_code in codes]
    known = {service.item_code for service in kept}
    organisation.services = [*kept, *(OfferedService(item_code=code) for code in codes if code not in known)]
