"""A tender from its draft to its publication, and its two other ways out."""

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.domain.budgets import operations as budgets
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.tenders import (
    attachments,
    beacons,
    notice,
    policies,
    recusals,
    reports,
    routings,
    rules,
    shortlisting,
)
from marketplace.domain.tenders.events import TenderPublished
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations.steps import advance, end, stated_reason
from marketplace.domain.tenders.rules import Terms
from marketplace.domain.tenders.states import TENDER
from marketplace.domain.tenders.writing import check, item_of, place, record_notice, same_version, write
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def draft(uow: UnitOfWork, department_ref: str, item_code: str, line_ref: str, terms: Terms) -> Tender:
    """Start a tender for a catalogue item, to be paid from a budget line of the department.

    Whoever buys with own funds names no line.
    """
    department = uow.claim(Organisation, department_ref, "tender:draft")
    item = item_of(uow, item_code)
    line_id = _line(uow, department, line_ref)
    routing = routings.of_terms(uow.session, department, item.code, terms, uow.now)
    check(uow, terms, item, routing)
    shortlisting.check(uow, department, terms, item.code, routing)
    tender = Tender(
        ref=uow.new_ref("T"),
        state=TENDER.initial,
        buyer_id=department.id,
        item_code=item.code,
        budget_line_id=line_id,
        drafted_by=uow.actor.user_id,
        authors=[uow.actor.user_id],
        created_at=uow.now,
    )
    write(tender, terms)
    place(tender, routing)
    uow.add(tender)
    uow.record("tender:draft", tender, item=item.code, line=line_ref)
    return tender


def edit(uow: UnitOfWork, tender_ref: str, line_ref: str, terms: Terms, version: int) -> Tender:
    """Replace the terms of a draft; `version` is the one the drafter had on the screen."""
    tender = uow.claim(Tender, tender_ref, "tender:edit")
    same_version(tender, version)
    advance(uow, tender, "edit")
    buyer = uow.session.get_one(Organisation, tender.buyer_id)
    routing = routings.of_terms(uow.session, buyer, tender.item_code, terms, uow.now)
    check(uow, terms, item_of(uow, tender.item_code), routing)
    shortlisting.check(uow, buyer, terms, tender.item_code, routing)
    tender.budget_line_id = _line(uow, buyer, line_ref)
    tender.authors = sorted({*tender.authors, uow.actor.user_id or 0})
    write(tender, terms)
    place(tender, routing)
    return tender


def submit(uow: UnitOfWork, tender_ref: str) -> Tender:
    """Hand the draft to a second person for approval."""
    tender = uow.claim(Tender, tender_ref, "tender:submit")
    advance(uow, tender, "submit")
    tender.submitted_at = uow.now
    tender.returned_because = None
    return tender


def approve(uow: UnitOfWork, tender_ref: str) -> Tender:
    """Approve what another person drafted; Invalid, field by field, while the restriction check blocks it."""
    tender = uow.claim(Tender, tender_ref, "tender:approve")
    advance(uow, tender, "approve")
    reports.refuse_unlawful(uow, tender, notice.terms_of(tender))
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

    Of a purchase whose law has its own place only the notice is published: nothing is held and nobody can bid.
    Bids are sealed to `openers`, by reference; to those the platform suggests when none are named.
    `beacon_source` is whose public randomness the draw also uses (`beacons.policy_beacon`).
    """
    tender = uow.claim(Tender, tender_ref, "tender:publish")
    TENDER.after(tender.state, "publish")
    _carry_on(uow, tender)
    uow.take_turn(f"purchases of {tender.item_code} by {tender.buyer_id}")
    if tender.project_code:
        uow.take_turn(f"purchases for {tender.project_code} by {tender.buyer_id}")
    terms, buyer = notice.terms_of(tender), uow.session.get_one(Organisation, tender.buyer_id)
    routing = routings.of_terms(uow.session, buyer, tender.item_code, terms, uow.now)
    item = item_of(uow, tender.item_code)
    check(uow, terms, item, routing)
    shortlisting.check(uow, buyer, terms, item.code, routing)
    place(tender, routing)
    reports.refuse_unlawful(uow, tender, terms)
    calendar = calendars.around(uow.session, uow.now)
    tender.published_at = uow.now
    advance(uow, tender, "announce" if routing.blocked else "publish")
    tender.deadline_at = rules.deadline(calendar, uow.now, tender.window_days)
    tender.next_check_at = tender.deadline_at
    attachments.publish(uow, tender)
    if routing.blocked:
        record_notice(uow, tender)
        reports.publish(uow, tender, item)
        return tender
    beacons.name(tender, beacon_source)
    budgets.reserve(uow, tender.budget_line_id, tender.ref, tender.ceiling)
    policies.name_panel(uow, tender, openers)
    record_notice(uow, tender)
    reports.publish(uow, tender, item)
    uow.emit(TenderPublished(tender.ref))
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
    terms = notice.terms_of(failed)
    write(tender, terms)
    buyer = uow.session.get_one(Organisation, tender.buyer_id)
    place(tender, routings.of_terms(uow.session, buyer, tender.item_code, terms, uow.now))
    uow.add(tender)
    attachments.carry(uow, failed, tender)
    recusals.carry(uow, failed, tender)
    uow.record("tender:draft", tender, replaces=failed.ref)
    return tender


def _carry_on(uow: UnitOfWork, tender: Tender) -> None:
    """A notice goes out in the name of a department that exists: the successor's, where the drafter's was dissolved."""
    present = succession.present_id(uow.session, tender.buyer_id)
    if present != tender.buyer_id:
        tender.buyer_id = present
        uow.record("tender:carry_on", tender, buyer=uow.session.get_one(Organisation, present).ref)


def _line(uow: UnitOfWork, buyer: Organisation, line_ref: str) -> int | None:
    """The line that pays; None for a buyer with own funds."""
    if buyer.kind is OrganisationKind.BUYER:
        if line_ref:
            raise Invalid(fields={"budget_line": mark("You pay with funds of your own; no budget line pays.")})
        return None
    payers = succession.family(uow.session, buyer.id)
    line = uow.session.scalars(
        select(BudgetLine.id).where(BudgetLine.ref == line_ref, BudgetLine.organisation_id.in_(payers)),
    ).first()
    if line is None:
        raise Invalid(fields={"budget_line": mark("Choose a budget line of your department.")})
    return line
