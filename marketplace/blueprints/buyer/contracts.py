"""Contracts from the drawing-up to the acceptance of the last deliverable."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, back, demand, may, own_contract, own_milestone, own_tender
from marketplace.blueprints.buyer.forms import MilestonesForm, ReasonForm
from marketplace.blueprints.web import contract_course, ratings
from marketplace.blueprints.web.submit import SEE_OTHER, act_and_return, form_page
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.awards import queries as awards
from marketplace.domain.contracts import operations, rules
from marketplace.domain.contracts import queries as contracts_read
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.states import AWAITED, ContractState, MilestoneState
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.payments import queries as payments
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.i18n import mark

contracts = Blueprint("contracts", __name__)


@contracts.route("/tenders/<ref>/contract", methods=["GET", "POST"])
def draw_up(ref: str) -> Answer:
    """Split the awarded price into milestones; one with all of it unless the department plans more."""
    tender = own_tender(ref)
    award = awards.of_tender(reading(), tender.id)
    demand("contract:draw_up", award or tender)
    if award is None:
        return back(tender, mark("There is no award to draw a contract up for."))
    contract = contracts_read.of_award(reading(), award.id)
    if contract is not None and request.method == "GET":
        return redirect(url_for("buyer.contracts.show", ref=contract.ref), SEE_OTHER)
    kept = rules.retention(award.amount, tender.retention_percent)
    whole = {"title": tender.title, "amount": award.amount - kept, "days": tender.service_days}
    form = MilestonesForm(data={"milestones": [whole]})
    return form_page(
        form,
        "buyer/draw_up.html",
        act=lambda uow: operations.draw_up(uow, award.ref, form.parts()),
        then=_show,
        done=_("The contract is drawn up. The provider signs first, once the publicity period is over."),
        tender=tender,
        award=award,
        supplier=reading().get_one(Organisation, award.supplier_id),
        kept=kept,
    )


@contracts.get("/contracts/<ref>")
def show(ref: str) -> str:
    """The terms that are signed, every milestone with what was delivered, and what is paid."""
    contract = own_contract(ref)
    paid = payments.of_contract(reading(), contract.id)
    is_active = contract.state is ContractState.ACTIVE
    awaited = [part for part in contract.milestones if part.goes_on and part.state in AWAITED]
    return render_template(
        "buyer/contract.html",
        contract=contract,
        tender=reading().get_one(Tender, contract.tender_id),
        supplier=reading().get_one(Organisation, contract.supplier_id),
        deliveries=contracts_read.deliveries(reading(), contract.id),
        payments=paid,
        sides=ratings.sides(contract, by_supplier=False),
        may_sign=contract.state is ContractState.SUPPLIER_SIGNED and may("contract:sign_for_the_buyer", contract),
        **contract_course.course(contract, paid),
        may_supplement=is_active and may("contract:propose_supplement", contract),
        may_end=is_active and may("contract:terminate", contract),
        to_demand={part.ref for part in awaited if is_active and part.is_late(now()) and may("milestone:demand", part)},
        to_give_up={part.ref for part in awaited if not part.is_the_last and may("milestone:propose_waiver", part)},
        to_examine={
            part.ref
            for part in contract.milestones
            if part.state is MilestoneState.DELIVERED and may("milestone:accept", part)
        },
        to_claim={
            part.ref for part in contract.milestones if part.is_claimable(now()) and may("milestone:claim_defect", part)
        },
    )


@contracts.post("/contracts/<ref>/sign")
def sign(ref: str) -> Answer:
    """The department's signature, the second of two."""
    own_contract(ref)
    return act_and_return(
        lambda uow: operations.sign_for_the_buyer(uow, ref),
        lambda _done: url_for("buyer.contracts.show", ref=ref),
        _("The contract is signed and in force. Every milestone has its date; the provider delivers."),
    )


@contracts.post("/milestones/<ref>/accept")
def accept(ref: str) -> Answer:
    """Accept what was delivered."""
    contract = own_milestone(ref).contract.ref

    def then(accepted: Milestone | None) -> str:
        if accepted is not None and accepted.state is MilestoneState.KEPT:
            flash(_("What was mended is accepted. The money is payable when the liability period is over."), "success")
        elif accepted is not None:
            flash(_("The deliverable is accepted. A finance officer can now instruct its payment."), "success")
        return url_for("buyer.contracts.show", ref=contract)

    return act_and_return(lambda uow: operations.accept(uow, ref), then)


@contracts.route("/milestones/<ref>/claim", methods=["GET", "POST"])
def claim(ref: str) -> Answer:
    """Claim a defect, so that what is kept back waits until it is mended."""
    part = own_milestone(ref)
    demand("milestone:claim_defect", part)
    page = url_for("buyer.contracts.show", ref=part.contract.ref)
    if request.method == "GET" and not part.is_claimable(now()):
        return redirect(page, SEE_OTHER)
    form = ReasonForm()
    form.reason.description = _("The provider reads it, and it is published: say what is defective, and where.")
    return form_page(
        form,
        "buyer/reason.html",
        act=lambda uow: operations.claim_defect(uow, ref, form.reason.data or ""),
        then=lambda _done: page,
        done=_("The defect is claimed. The money stays kept back until it is mended and you accept that."),
        tender=reading().get_one(Tender, part.contract.tender_id),
        heading=_("Claim a defect"),
        submit=_("Claim the defect"),
        back=page,
        warning=None,
    )


@contracts.route("/milestones/<ref>/return", methods=["GET", "POST"])
def send_back(ref: str) -> Answer:
    """Return it with reasons the provider can act on."""
    milestone = own_milestone(ref)
    demand("milestone:return", milestone)
    contract = milestone.contract.ref
    if request.method == "GET" and milestone.state is not MilestoneState.DELIVERED:
        return redirect(url_for("buyer.contracts.show", ref=contract), SEE_OTHER)
    form = ReasonForm()
    form.reason.description = _("The provider reads it: say what is missing or wrong, and where.")
    return form_page(
        form,
        "buyer/reason.html",
        act=lambda uow: operations.send_back(uow, ref, form.reason.data or ""),
        then=lambda _done: url_for("buyer.contracts.show", ref=contract),
        done=_("The deliverable is returned with your reasons. The provider delivers again."),
        tender=reading().get_one(Tender, milestone.contract.tender_id),
        heading=_("Return the deliverable “%(what)s”", what=milestone.title),
        submit=_("Return the deliverable"),
        back=url_for("buyer.contracts.show", ref=contract),
        warning=None,
    )


def _show(contract: Contract) -> str:
    return url_for("buyer.contracts.show", ref=contract.ref)
