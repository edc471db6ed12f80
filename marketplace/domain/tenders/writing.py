"""Putting terms into a tender, and what no notice may say; for the operations, which have asked before."""

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.regimes.rules import Routing
from marketplace.domain.regions.models import Region
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders import attachments, notice, project_codes, rules
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import Terms
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def write(tender: Tender, terms: Terms) -> None:
    """Put the terms into the row."""
    tender.project_code = project_codes.normal(terms.project_code)
    tender.project_name = " ".join(terms.project_name.split())
    tender.title = terms.title.strip()
    tender.description = terms.description.strip()
    tender.requirements = terms.requirements.strip()
    tender.region_code = terms.region_code
    tender.service_days = terms.service_days
    tender.window_days = terms.window_days
    tender.ceiling = terms.ceiling
    tender.method = terms.method
    tender.quote = terms.quote
    tender.invited, tender.invited_because = terms.invited or None, terms.invited_because.strip()
    tender.shortlist, tender.unlisted_because = terms.shortlist or None, terms.unlisted_because.strip()
    tender.criteria = [criterion.as_json() for criterion in terms.criteria]
    tender.price_weight = terms.price_weight
    tender.scoring = terms.scoring
    tender.method_settings = dict(terms.method_settings)
    tender.retention_percent = terms.retention_percent
    tender.retention_months = terms.retention_months
    tender.made_at = terms.made_at
    tender.exemption = terms.exemption
    tender.conditions = [requirement.as_json() for requirement in terms.conditions]


def record_notice(uow: UnitOfWork, tender: Tender) -> None:
    """Note the digest of the notice and of its files."""
    files = [document.sha256 for document in attachments.of_tender(uow.session, tender.id)]
    uow.record("tender:notice", tender, sha256=notice.digest(notice.terms_of(tender), files), files=files)


def place(tender: Tender, routing: Routing) -> None:
    """Put the regime into the row, with its reasons and limits."""
    tender.regime, tender.routing = routing.regime, routing.as_json()


def check(uow: UnitOfWork, terms: Terms, item: ServiceItem, routing: Routing) -> None:
    """Raise Invalid, field by field, for terms that no notice may have under this regime."""
    faults = dict(rules.faults(terms, item, routing))
    if terms.method not in METHODS or not notice.can_be_offered(METHODS[terms.method]):
        faults["method"] = mark("Choose one of the selection methods.")
    elif not faults and not routing.blocked:
        faults |= notice.faults(terms, routing.regime)
        if not faults and terms.invited and not _may_be_invited(uow, terms, item):
            faults["invited"] = mark("Choose an active provider that offers this service.")
    if uow.session.get(Region, terms.region_code) is None:
        faults["region_code"] = mark("Choose where the service is delivered.")
    if faults:
        raise Invalid(fields=faults)


def _may_be_invited(uow: UnitOfWork, terms: Terms, item: ServiceItem) -> bool:
    return organisations.may_be_asked(uow.session, terms.invited, item.code, day_of(uow.now))


def item_of(uow: UnitOfWork, code: str) -> ServiceItem:
    """An item of the catalogue; Invalid (field ``item_code``)."""
    item = uow.session.get(ServiceItem, code)
    if item is None:
        raise Invalid(fields={"item_code": mark("Choose an item of the catalogue.")})
    return item


def same_version(tender: Tender, version: int) -> None:
    """Raise Conflict where somebody changed the tender since `version` was shown."""
    if tender.version != version:
        raise Conflict(
            mark("Someone changed this tender after you opened the form. Your text is kept; read theirs first.")
        )
