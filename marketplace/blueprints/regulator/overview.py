"""All tenders, awards, contracts and payments, in every state; a sealed bid stays sealed here, too."""

from flask import render_template

from marketplace.blueprints.web import contract_course, journal_pages
from marketplace.blueprints.web.amendments import changes
from marketplace.blueprints.web.fields import query_choice, query_int
from marketplace.blueprints.web.requirements import asked
from marketplace.blueprints.web.standing import tenders as standing
from marketplace.blueprints.web.words import DEFAULTS
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.states import ENDED
from marketplace.domain.bids import doubts
from marketplace.domain.bids import queries as bids
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.complaints import queries as complaints
from marketplace.domain.complaints.states import OPEN
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.payments import queries as payments
from marketplace.domain.restrictions.rules import RULES
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders import attachments, reports, requirements
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import OverrideState, TenderState
from marketplace.kernel.i18n import from_json
from marketplace.kernel.paging import Place

MAX_PAGE = 1000
LATEST = 10
"""Tenders, and complaints and overrides that wait, on the first page."""


def index() -> str:
    """What waits for the reader, how many there are of everything, and the latest."""
    session, actor = reading(), current_actor()
    cases, _count = complaints.desk(session, actor, None, 1)
    rows, total = tenders.supervised_page(session, actor)
    overrides, override_count = reports.register(session, OverrideState.GIVEN, 1)
    _rows, contract_count = contracts.page(session, actor)
    _rows, payment_count = payments.page(session, actor)
    return render_template(
        "regulator/index.html",
        waiting=[row for row in cases if row.Complaint.state in OPEN][:LATEST],
        overrides=overrides[:LATEST],
        override_count=override_count,
        late_doubts=doubts.overdue(session, now()),
        label_of=lambda rule: RULES[rule].label,
        now=now(),
        rows=rows[:LATEST],
        total=total,
        counts=tenders.counts_by_state(session, actor),
        states=list(TenderState),
        award_count=awards.count(session),
        contract_count=contract_count,
        payment_count=payment_count,
    )


def tender_list() -> str:
    """Every tender, drafts too."""
    state = query_choice("status", set(TenderState), "")
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = tenders.supervised_page(
        reading(), current_actor(), state=TenderState(state) if state else None, page=number
    )
    return render_template(
        "regulator/tenders.html",
        rows=rows,
        total=total,
        status=state,
        states=list(TenderState),
        page=number,
        pages=-(-total // tenders.PAGE_SIZE),
    )


def tender(ref: str) -> str:
    """One tender: its terms, who drafted and approved it, and what followed."""
    session, actor = reading(), current_actor()
    found = tenders.see(session, actor, ref)
    every_award = awards.history(session, found.id)
    award = next((one for one in every_award if one.state not in ENDED), None)
    agreed = contracts.of_award(session, award.id) if award else None
    acted = {found.drafted_by, found.approved_by, found.selected_by}
    for one in every_award:
        acted |= {one.announced_by, one.ended_by}
    return render_template(
        "regulator/tender.html",
        tender=found,
        stands=standing.of_tender(found, award, agreed, [one for one in every_award if one.state in ENDED]),
        method=from_json(dict(METHODS[found.method].label)),
        buyer=session.get_one(Organisation, found.buyer_id),
        item=catalogue.get(session, found.item_code),
        people=accounts.names(session, {person for person in acted if person is not None}),
        asked=asked(requirements.read(found.conditions)),
        documents=attachments.of_tender(session, found.id),
        changes_of=changes,
        amendments=tenders.amendments(session, found.id),
        head=bids.closing_head(session, found.id),
        opened=bids.of_tender(session, actor, found),
        doubts=doubts.of_tender(session, actor, found.id),
        now=now(),
        selection=awards.selection_of(session, found.id),
        every_award=every_award,
        defaults=DEFAULTS,
        suppliers=awards.suppliers_of(session, every_award),
        contract=agreed,
        ended_because=from_json(found.ended_because) if found.ended_because else None,
    )


def award_list() -> str:
    """Every award notice."""
    number = query_int("page", 1, 1, MAX_PAGE)
    total = awards.count(reading())
    rows = awards.newest(reading(), Place(number), lambda: total)
    return render_template(
        "regulator/awards.html", rows=rows, total=total, page=number, pages=-(-total // awards.PAGE_SIZE)
    )


def contract_list() -> str:
    """Every contract."""
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = contracts.page(reading(), current_actor(), number=number)
    return render_template(
        "regulator/contracts.html", rows=rows, total=total, page=number, pages=-(-total // contracts.PAGE_SIZE)
    )


def contract(ref: str) -> str:
    """One contract with its milestones, hand-overs and payments."""
    session = reading()
    found = contracts.see(session, current_actor(), ref)
    paid = payments.of_contract(session, found.id)
    return render_template(
        "regulator/contract.html",
        contract=found,
        tender=session.get_one(Tender, found.tender_id),
        buyer=session.get_one(Organisation, found.buyer_id),
        supplier=session.get_one(Organisation, found.supplier_id),
        deliveries=contracts.deliveries(session, found.id),
        payments=paid,
        **contract_course.course(found, paid),
    )


def payment_list() -> str:
    """Every payment."""
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = payments.page(reading(), current_actor(), number=number)
    return render_template(
        "regulator/payments.html",
        rows=rows,
        total=total,
        page=number,
        pages=-(-total // payments.PAGE_SIZE),
    )


def journal() -> str:
    """Who did what when."""
    return journal_pages.entries("regulator/journal.html", "regulator.journal")


def verify_journal() -> str:
    """Walk the whole chain."""
    return journal_pages.verification("regulator/journal_verified.html")
