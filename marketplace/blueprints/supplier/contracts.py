"""Awards, contracts, deliverables and payments, from the agency's side."""

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import agency_ids
from marketplace.blueprints.supplier.forms import DeliverForm, SignForm
from marketplace.blueprints.web import contract_course, ratings
from marketplace.blueprints.web.fields import query_int
from marketplace.blueprints.web.standing import awards as standing
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.uploads import upload_page
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AWARD
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts import queries as contract_queries
from marketplace.domain.contracts.models import Contract, Deliverable
from marketplace.domain.contracts.rules import ACCEPT_WITHIN
from marketplace.domain.contracts.states import MILESTONE, ContractState
from marketplace.domain.documents import operations as documents
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.documents.rules import MAX_BYTES
from marketplace.domain.objections import queries as objections
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.payments import queries as payments
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

Page = Response | str | tuple[str, int]
MAX_PAGE = 1000


def award_list() -> str:
    """What the reader's agencies have won."""
    ids = agency_ids()
    rows = awards.of_suppliers(reading(), ids)
    return render_template(
        "supplier/awards.html",
        rows=rows,
        stands=standing.of_awards([awards.see_own(reading(), current_actor(), row.ref) for row in rows]),
        can_decline=lambda state: AWARD.allows(state, "decline"),
    )


def contract_list() -> str:
    """The contracts of the reader's agencies."""
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = contract_queries.page(reading(), current_actor(), supplier_ids=agency_ids(), number=number)
    return render_template(
        "supplier/contracts.html", rows=rows, page=number, pages=-(-total // contract_queries.PAGE_SIZE)
    )


def contract(ref: str) -> Page:
    """One contract; the agency signs it here."""
    found = _own_contract(ref)
    form = SignForm()

    def act(uow: UnitOfWork) -> Contract:
        if not form.agrees.data:
            raise Invalid(fields={"agrees": mark("Tick the box to sign.")})
        return contracts.sign_for_the_supplier(uow, ref)

    award = reading().get_one(Award, found.award_id)
    paid = payments.of_contract(reading(), found.id)
    return form_page(
        form,
        "supplier/contract.html",
        act=act,
        then=lambda signed: url_for("supplier.contract", ref=signed.ref),
        done=_("The contract is signed for the agency. The department signs next."),
        contract=found,
        award=award,
        tender=reading().get_one(Tender, found.tender_id),
        buyer=reading().get_one(Organisation, found.buyer_id),
        deliveries=contract_queries.deliveries(reading(), found.id),
        payments=paid,
        may_sign=found.state is ContractState.DRAWN_UP
        and now() >= award.publicity_until
        and objections.waiting(reading(), found.tender_id) is None,
        can_decline=AWARD.allows(award.state, "decline"),
        sides=ratings.sides(found, by_supplier=True),
        **contract_course.course(found, paid),
        is_active=found.state is ContractState.ACTIVE,
        deliverable=lambda milestone: milestone.goes_on and MILESTONE.allows(milestone.state, "deliver"),
    )


def deliver(ref: str) -> Page:
    """Hand over a file for a milestone: it is stored first, and becomes a document in the act's own transaction."""
    milestone = contract_queries.see_milestone(reading(), current_actor(), ref)
    found = _own_contract(milestone.contract.ref)
    form = DeliverForm()

    def act(uow: UnitOfWork, stored: StoredFile) -> Deliverable:
        document = documents.register(uow, stored, organisation_id=found.supplier_id)
        return contracts.deliver(uow, ref, document.ref, form.note.data or "")

    return upload_page(
        form,
        "supplier/deliver.html",
        act=act,
        then=lambda _handed: url_for("supplier.contract", ref=found.ref),
        done=_("The deliverable is handed over. The department accepts or returns it."),
        contract=found,
        milestone=milestone,
        tender=reading().get_one(Tender, found.tender_id),
        past=contract_queries.deliveries(reading(), found.id).get(milestone.id, []),
        can_deliver=milestone.goes_on and MILESTONE.allows(milestone.state, "deliver"),
        meaning=MILESTONE.meanings[milestone.state],
        days=ACCEPT_WITHIN,
        most=MAX_BYTES,
    )


def payment_list() -> str:
    """What is paid, and what is on its way."""
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = payments.page(reading(), current_actor(), supplier_ids=agency_ids(), number=number)
    return render_template(
        "supplier/payments.html",
        rows=rows,
        page=number,
        pages=-(-total // payments.PAGE_SIZE),
    )


def _own_contract(ref: str) -> Contract:
    """Only where an agency of the reader's is the supplier: the department has pages of its own."""
    found = contract_queries.see(reading(), current_actor(), ref)
    if found.supplier_id not in agency_ids():
        raise NotFound
    return found
