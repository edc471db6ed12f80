"""What every act on a tender shares: moving it along, ending it, checking and writing its terms."""

from marketplace.domain.budgets import operations as budgets
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.regimes import rules as regimes
from marketplace.domain.regions.models import Region
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders import attachments, notice, rules
from marketplace.domain.tenders.events import TenderHandedOn, TenderMoved
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import Terms
from marketplace.domain.tenders.states import TENDER
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_REASON = 1000


def advance(uow: UnitOfWork, tender: Tender, action: str) -> None:
    """Move along the lifecycle; every later stage that changes a tender's state comes through here."""
    before = tender.state
    tender.state = TENDER.after(before, action)
    uow.record(f"tender:{action}", tender, before=before, after=tender.state)
    if tender.state is before or action == "publish":
        return
    uow.emit((TenderMoved if tender.is_public else TenderHandedOn)(tender.ref, tender.state))


def end(uow: UnitOfWork, tender: Tender, action: str, reason: Text) -> None:
    """Fail or cancel before an award: say why, and release what was reserved."""
    was_public = tender.published_at is not None
    conclude(uow, tender, action, reason)
    if was_public:
        budgets.release(uow, tender.budget_line_id, tender.ref, tender.ceiling)


def conclude(uow: UnitOfWork, tender: Tender, action: str, reason: Text) -> None:
    """Say that and why it is over; what its money is held by, the caller lets go of in the same transaction."""
    advance(uow, tender, action)
    tender.ended_at = uow.now
    tender.ended_because = reason.as_json()
    tender.next_check_at = None


def stated_reason(reason: str) -> str:
    """A reason that says something and is not a book."""
    reason = reason.strip()
    if not reason or len(reason) > MAX_REASON:
        raise Invalid(fields={"reason": mark("Give a reason of up to %(limit)s characters.", limit=MAX_REASON)})
    return reason


def write(tender: Tender, terms: Terms) -> None:
    """Put the terms into the row, and with them the regime that follows from the ceiling."""
    tender.regime = regimes.route(terms.ceiling)
    tender.title = terms.title.strip()
    tender.description = terms.description.strip()
    tender.requirements = terms.requirements.strip()
    tender.region_code = terms.region_code
    tender.service_days = terms.service_days
    tender.window_days = terms.window_days
    tender.ceiling = terms.ceiling
    tender.method = terms.method
    tender.criteria = [criterion.as_json() for criterion in terms.criteria]
    tender.price_weight = terms.price_weight
    tender.retention_percent = terms.retention_percent
    tender.retention_months = terms.retention_months
    tender.conditions = [requirement.as_json() for requirement in terms.conditions]


def record_notice(uow: UnitOfWork, tender: Tender) -> None:
    """Note the digest of the notice and of its files."""
    files = [document.sha256 for document in attachments.of_tender(uow.session, tender.id)]
    uow.record("tender:notice", tender, sha256=notice.digest(notice.terms_of(tender), files), files=files)


def check(uow: UnitOfWork, terms: Terms, item: ServiceItem) -> None:
    """Raise Invalid, field by field, for terms that no notice may have."""
    faults = dict(rules.faults(terms, item))
    if terms.method not in METHODS:
        faults["method"] = mark("Choose one of the selection methods.")
    elif not faults:
        faults |= notice.faults(terms, regimes.route(terms.ceiling))
    if uow.session.get(Region, terms.region_code) is None:
        faults["region_code"] = mark("Choose where the service is delivered.")
    if faults:
        raise Invalid(fields=faults)


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
