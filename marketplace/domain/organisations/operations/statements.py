"""What an agency publishes about a service it offers."""

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations import offering
from marketplace.domain.organisations.events import OrganisationProfileChanged
from marketplace.domain.organisations.models import OfferedService, Organisation
from marketplace.domain.organisations.offering import Statement
from marketplace.domain.organisations.states import PriceMode
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def state_service(uow: UnitOfWork, ref: str, item_code: str, statement: Statement) -> OfferedService:
    """Publish conditions, flow, promised working days and price of an offered service (优化营商环境条例 Art 43(1)).

    Raises Invalid by field, also where more days are promised than the catalogue allows; NotFound for a service that
    the agency does not offer.
    """
    agency = uow.claim(Organisation, ref, "organisation:offer_services")
    service = uow.session.get(OfferedService, (agency.id, item_code))
    if service is None:
        raise NotFound(mark("The agency does not offer this service. Add it to the services first."))
    item = uow.session.get_one(ServiceItem, item_code)
    answers = offering.checked(statement, item.time_limit_working_days)
    service.conditions, service.flow = answers.conditions, answers.flow
    service.promised_days = answers.promised_days
    service.price_mode = PriceMode(answers.price_mode)
    service.price_from, service.price_to = answers.price_from, answers.price_to
    service.price_text = answers.price_text
    uow.flush()
    uow.record(
        "organisation:state_service",
        agency,
        service=item_code,
        days=answers.promised_days,
        mode=answers.price_mode,
        from_fen=answers.price_from and answers.price_from.fen,
        to_fen=answers.price_to and answers.price_to.fen,
        conditions=answers.conditions,
        flow=answers.flow,
        price=answers.price_text,
    )
    uow.emit(OrganisationProfileChanged(agency.ref))
    return service
