"""Published changes of a notice, before its deadline."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import func, select

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.tenders import attachments, beacons, notice, policies, recusals, reports, routings, rules
from marketplace.domain.tenders.events import TenderAmended
from marketplace.domain.tenders.models import Tender, TenderAmendment
from marketplace.domain.tenders.operations.steps import advance, stated_reason
from marketplace.domain.tenders.recusals import Named
from marketplace.domain.tenders.requirements import Requirement
from marketplace.domain.tenders.rules import Terms
from marketplace.domain.tenders.writing import check, item_of, record_notice, same_version, write
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


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


def amend(uow: UnitOfWork, tender_ref: str, reason: str, version: int, changes: Amendment) -> Tender:
    """Change the published notice before its deadline, also one whose purchase is made elsewhere.

    The minimum window then runs anew. Price, method and criteria stay: whoever must change those cancels and issues a
    new tender.
    """
    tender = uow.claim(Tender, tender_ref, "tender:amend")
    same_version(tender, version)
    advance(uow, tender, "amend")
    if tender.deadline_at is None or uow.now >= tender.deadline_at:
        raise Conflict(mark("The deadline has passed; the notice can no longer be changed."))
    before = notice.terms_of(tender)
    after = changes.applied_to(before)
    if after == before:
        raise Invalid(mark("Nothing was changed."))
    item = item_of(uow, tender.item_code)
    check(uow, after, item, routings.as_published(tender))
    reports.refuse_unlawful(uow, tender, after)
    write(tender, after)
    reports.publish(uow, tender, item)
    _renew(uow, tender)
    policies.carry_on(uow, tender)
    _publish_change(uow, tender, reason, notice.changes(before, after, Amendment.__dataclass_fields__))
    return tender


def change_files(
    uow: UnitOfWork, tender_ref: str, reason: str, added: Sequence[StoredFile], removed: Sequence[str]
) -> Tender:
    """Put files into the published notice and take others out (`removed`, by reference); the minimum window runs anew.

    What is taken out was public and can still be read; the corrigendum names every file with its digest. `added` were
    checked and stored before this transaction began.
    """
    tender = uow.claim(Tender, tender_ref, "tender:amend")
    advance(uow, tender, "amend")
    if tender.deadline_at is None or uow.now >= tender.deadline_at:
        raise Conflict(mark("The deadline has passed; the notice can no longer be changed."))
    if not added and not removed:
        raise Invalid(mark("Nothing was changed."))
    before = _listed(uow, tender)
    for ref in removed:
        attachments.remove(uow, tender, ref)
    for stored in added:
        attachments.add(uow, tender, stored)
    attachments.publish(uow, tender)
    _renew(uow, tender)
    policies.carry_on(uow, tender)
    _publish_change(uow, tender, reason, [{"field": "files", "before": before, "after": _listed(uow, tender)}])
    return tender


def _listed(uow: UnitOfWork, tender: Tender) -> str:
    """The files as a corrigendum names them, a line each."""
    files = attachments.of_tender(uow.session, tender.id)
    return "\n".join(f"{each.filename} ({each.ref}, SHA-256 {each.sha256})" for each in files)


def change_recusals(
    uow: UnitOfWork, tender_ref: str, reason: str, named: Named | None, lifted: Sequence[str]
) -> Tender:
    """Name one more agency that stays out for earlier work, or take some off the list (`lifted`, by reference).

    The minimum window runs anew: whoever may bid now has it, and whoever may not can ask the department or complain.
    """
    tender = uow.claim(Tender, tender_ref, "tender:amend")
    advance(uow, tender, "amend")
    if tender.deadline_at is None or uow.now >= tender.deadline_at:
        raise Conflict(mark("The deadline has passed; the notice can no longer be changed."))
    if named is None and not lifted:
        raise Invalid(mark("Nothing was changed."))
    before = recusals.as_json(uow.session, tender.id)
    for ref in lifted:
        recusals.remove(uow, tender, ref)
    if named is not None:
        recusals.add(uow, tender, named)
    after = recusals.as_json(uow.session, tender.id)
    _renew(uow, tender)
    policies.carry_on(uow, tender)
    _publish_change(uow, tender, reason, [{"field": "recusals", "before": before, "after": after}])
    return tender


def replace_opener(uow: UnitOfWork, tender_ref: str, leaving: str, coming: str, reason: str) -> Tender:
    """Name somebody else in place of an opener, before the deadline; the minimum window then runs anew.

    A corrigendum: `bids.replace_opener` invites those whose bids were sealed to the old panel again.
    """
    tender = uow.claim(Tender, tender_ref, "tender:amend")
    advance(uow, tender, "replace_opener")
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


def _renew(uow: UnitOfWork, tender: Tender) -> None:
    """The minimum window runs anew from now, where the deadline is nearer."""
    calendar = calendars.around(uow.session, uow.now)
    renewed = rules.deadline(calendar, uow.now, tender.limits.minimum_window(tender.ceiling))
    tender.deadline_at = tender.next_check_at = max(tender.deadline_at or renewed, renewed)
    if not tender.is_notice_only:
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
    record_notice(uow, tender)
    uow.emit(TenderAmended(tender.ref))
