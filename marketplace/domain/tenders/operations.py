"""What people do with a tender, from the draft to its end."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from marketplace.domain.budgets import operations as budgets
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.regimes import rules as regimes
from marketplace.domain.regions.models import Region
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders import attachments, beacons, notice, policies, rules
from marketplace.domain.tenders.events import TenderAmended, TenderHandedOn, TenderMoved, TenderPublished
from marketplace.domain.tenders.models import Tender, TenderAmendment
from marketplace.domain.tenders.requirements import Requirement
from marketplace.domain.tenders.rules import Terms
from marketplace.domain.tenders.states import TENDER
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_REASON = 1000


@dataclass(frozen=True, slots=True)
class Amendment:
    """What a corrigendum may change; `conditions` of None stay as they are."""

    description: str
    requirements: str
    service_days: int
    conditions: tuple[Requirement, ...] | None = None

    def applied_to(self, terms: Terms) -> Terms:
        """The terms as they would then stand."""
        return replace(
            terms,
            description=self.description.strip(),
            requirements=self.requirements.strip(),
            service_days=self.service_days,
            conditions=terms.conditions if self.conditions is None else self.conditions,
        )


def draft(uow: UnitOfWork, department_ref: str, item_code: str, line_ref: str, terms: Terms) -> Tender:
    """Start a tender for a catalogue item, to be paid from a budget line of the department."""
    department = uow.claim(Organisation, department_ref, "tender:draft")
    item = _item(uow, item_code)
    line = _line(uow, department.id, line_ref)
    _check(uow, terms, item)
    tender = Tender(
        ref=uow.new_ref("T"),
        state=TENDER.initial,
        buyer_id=department.id,
        item_code=item.code,
        budget_line_id=line.id,
        drafted_by=uow.actor.user_id,
        authors=[uow.actor.user_id],
        created_at=uow.now,
    )
    _write(tender, terms)
    uow.add(tender)
    uow.record("tender:draft", tender, item=item.code, line=line.ref)
    return tender


def edit(uow: UnitOfWork, tender_ref: str, line_ref: str, terms: Terms, version: int) -> Tender:
    """Replace the terms of a draft; `version` is the one the drafter had on the screen."""
    tender = uow.claim(Tender, tender_ref, "tender:edit")
    _same_version(tender, version)
    advance(uow, tender, "edit")
    _check(uow, terms, _item(uow, tender.item_code))
    tender.budget_line_id = _line(uow, tender.buyer_id, line_ref).id
    tender.authors = sorted({*tender.authors, uow.actor.user_id or 0})
    _write(tender, terms)
    return tender


def submit(uow: UnitOfWork, tender_ref: str) -> Tender:
    """Hand the draft to a second person for approval."""
    tender = uow.claim(Tender, tender_ref, "tender:submit")
    advance(uow, tender, "submit")
    tender.submitted_at = uow.now
    tender.returned_because = None
    return tender


def approve(uow: UnitOfWork, tender_ref: str) -> Tender:
    """Approve what another person drafted."""
    tender = uow.claim(Tender, tender_ref, "tender:approve")
    advance(uow, tender, "approve")
    tender.approved_by = uow.actor.user_id
    return tender


def send_back(uow: UnitOfWork, tender_ref: str, reason: str) -> Tender:
    """Return it to its drafter with a reason."""
    tender = uow.claim(Tender, tender_ref, "tender:return")
    tender.returned_because = stated_reason(reason)
    advance(uow, tender, "return")
    tender.approved_by = None
    return tender


def publish(
    uow: UnitOfWork, tender_ref: str, openers: Sequence[str] = (), *, beacon_source: str = beacons.NO_SOURCE
) -> Tender:
    """Publish the notice, hold the ceiling price on the budget line and start the window.

    Bids are sealed to `openers`, by reference; to those the platform suggests when none are named.
    `beacon_source` is whose public randomness the draw also uses (`beacons.policy_beacon`).
    """
    tender = uow.claim(Tender, tender_ref, "tender:publish")
    advance(uow, tender, "publish")
    _check(uow, notice.terms_of(tender), _item(uow, tender.item_code))
    _carry_on(uow, tender)
    tender.regime = regimes.route(tender.ceiling)
    calendar = calendars.around(uow.session, uow.now)
    tender.published_at = uow.now
    tender.deadline_at = rules.deadline(calendar, uow.now, tender.window_days)
    tender.next_check_at = tender.deadline_at
    beacons.name(tender, beacon_source)
    budgets.reserve(uow, tender.budget_line_id, tender.ref, tender.ceiling)
    attachments.publish(uow, tender)
    policies.name_panel(uow, tender, openers)
    _record_notice(uow, tender)
    uow.emit(TenderPublished(tender.ref))
    return tender


def amend(uow: UnitOfWork, tender_ref: str, reason: str, version: int, changes: Amendment) -> Tender:
    """Change the published notice before its deadline; the minimum window then runs anew.

    Price, method and criteria stay: whoever must change those cancels and issues a new tender.
    """
    tender = uow.claim(Tender, tender_ref, "tender:amend")
    _same_version(tender, version)
    advance(uow, tender, "amend")
    if tender.deadline_at is None or uow.now >= tender.deadline_at:
        raise Conflict(mark("The deadline has passed; the notice can no longer be changed."))
    before = notice.terms_of(tender)
    after = changes.applied_to(before)
    if after == before:
        raise Invalid(mark("Nothing was changed."))
    _check(uow, after, _item(uow, tender.item_code))
    _write(tender, after)
    _renew(uow, tender)
    policies.carry_on(uow, tender)
    _publish_change(uow, tender, reason, notice.changes(before, after, Amendment.__dataclass_fields__))
    return tender


def replace_opener(uow: UnitOfWork, tender_ref: str, leaving: str, coming: str, reason: str) -> Tender:
    """Name somebody else in place of an opener, before the deadline; the minimum window then runs anew.

    A corrigendum: `bids.replace_opener` invites those whose bids were sealed to the old panel again.
    """
    tender = uow.claim(Tender, tender_ref, "tender:amend")
    advance(uow, tender, "amend")
    if tender.deadline_at is None or uow.now >= tender.deadline_at:
        raise Conflict(mark("The deadline has passed; the notice can no longer be changed."))
    _renew(uow, tender)
    left, came = policies.replace_opener(uow, tender, leaving, coming)
    told = {
        "field": "openers",
        "before": f"{left.name}, {left.organisation} ({left.fingerprint})",
        "after": f"{came.name}, {came.organisation} ({came.fingerprint})",
    }
    _publish_change(uow, tender, reason, [told])
    return tender


def cancel(uow: UnitOfWork, tender_ref: str, reason: str) -> Tender:
    """End it without an award, before the award notice; what was held on the budget is free again."""
    tender = uow.claim(Tender, tender_ref, "tender:cancel")
    end(uow, tender, "cancel", mark("%(reason)s", reason=stated_reason(reason)))
    return tender


def reissue(uow: UnitOfWork, tender_ref: str) -> Tender:
    """Start a new draft with the terms of a failed tender; a tender that is itself a re-issue is not issued again."""
    failed = uow.claim(Tender, tender_ref, "tender:reissue")
    if failed.replaces_id is not None:
        raise Conflict(
            mark("This was already the second attempt. Draft a new tender with another method or other terms.")
        )
    advance(uow, failed, "reissue")
    tender = Tender(
        ref=uow.new_ref("T"),
        state=TENDER.initial,
        buyer_id=succession.present_id(uow.session, failed.buyer_id),
        item_code=failed.item_code,
        budget_line_id=failed.budget_line_id,
        drafted_by=uow.actor.user_id,
        authors=sorted({*failed.authors, uow.actor.user_id or 0}),
        created_at=uow.now,
        replaces_id=failed.id,
    )
    _write(tender, notice.terms_of(failed))
    uow.add(tender)
    attachments.carry(uow, failed, tender)
    uow.record("tender:draft", tender, replaces=failed.ref)
    return tender


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


def _write(tender: Tender, terms: Terms) -> None:
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


def _record_notice(uow: UnitOfWork, tender: Tender) -> None:
    files = [document.sha256 for document in attachments.of_tender(uow.session, tender.id)]
    uow.record("tender:notice", tender, sha256=notice.digest(notice.terms_of(tender), files), files=files)


def _renew(uow: UnitOfWork, tender: Tender) -> None:
    """The minimum window runs anew from now, where the deadline is nearer."""
    calendar = calendars.around(uow.session, uow.now)
    renewed = rules.deadline(calendar, uow.now, rules.minimum_window(tender.ceiling))
    tender.deadline_at = tender.next_check_at = max(tender.deadline_at or renewed, renewed)
    beacons.name(tender, tender.beacon_source)


def _publish_change(uow: UnitOfWork, tender: Tender, reason: str, changes: list[dict[str, Any]]) -> None:
    """The corrigendum, for everybody to read."""
    counted = select(func.count(TenderAmendment.id)).where(TenderAmendment.tender_id == tender.id)
    uow.add(
        TenderAmendment(
            tender_id=tender.id,
            number=(uow.session.scalar(counted) or 0) + 1,
            at=uow.now,
            reason=stated_reason(reason),
            changes=changes,
        ),
    )
    _record_notice(uow, tender)
    uow.emit(TenderAmended(tender.ref))


def _check(uow: UnitOfWork, terms: Terms, item: ServiceItem) -> None:
    faults = dict(rules.faults(terms, item))
    if terms.method not in METHODS:
        faults["method"] = mark("Choose one of the selection methods.")
    elif not faults:
        faults |= notice.faults(terms, regimes.route(terms.ceiling))
    if uow.session.get(Region, terms.region_code) is None:
        faults["region_code"] = mark("Choose where the service is delivered.")
    if faults:
        raise Invalid(fields=faults)


def _carry_on(uow: UnitOfWork, tender: Tender) -> None:
    """A notice goes out in the name of a department that exists: the successor's, where the drafter's was dissolved."""
    present = succession.present_id(uow.session, tender.buyer_id)
    if present != tender.buyer_id:
        tender.buyer_id = present
        uow.record("tender:carry_on", tender, buyer=uow.session.get_one(Organisation, present).ref)


def _item(uow: UnitOfWork, code: str) -> ServiceItem:
    item = uow.session.get(ServiceItem, code)
    if item is None:
        raise Invalid(fields={"item_code": mark("Choose an item of the catalogue.")})
    return item


def _line(uow: UnitOfWork, buyer_id: int, line_ref: str) -> BudgetLine:
    payers = succession.family(uow.session, buyer_id)
    line = uow.session.scalars(
        select(BudgetLine).where(BudgetLine.ref == line_ref, BudgetLine.organisation_id.in_(payers)),
    ).first()
    if line is None:
        raise Invalid(fields={"budget_line": mark("Choose a budget line of your department.")})
    return line


def _same_version(tender: Tender, version: int) -> None:
    if tender.version != version:
        raise Conflict(
            mark("Someone changed this tender after you opened the form. Your text is kept; read theirs first.")
        )
