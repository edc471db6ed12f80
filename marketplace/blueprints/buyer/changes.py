"""A contract in force that does not go straight: what the department proposes, answers, demands and ends."""

from flask import Blueprint, redirect, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.change_forms import DemandForm, EndForm, PartialForm, SupplementForm
from marketplace.blueprints.buyer.desk import Answer, demand, own_contract, own_milestone
from marketplace.blueprints.buyer.forms import ReasonForm
from marketplace.blueprints.web import contract_course
from marketplace.blueprints.web.submit import SEE_OTHER, act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts import queries, rules
from marketplace.domain.contracts.models import Contract, ContractChange
from marketplace.domain.contracts.states import OPEN_PARTS, EndGround
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.money import ZERO
from marketplace.kernel.unit_of_work import UnitOfWork

changes = Blueprint("changes", __name__)
BOTH = ["GET", "POST"]
TEMPLATE = "layouts/act.html"


@changes.route("/contracts/<ref>/supplement", methods=BOTH)
def supplement(ref: str) -> Answer:
    """Another price for a part, or one more part; within the tenth of the signed price."""
    contract = own_contract(ref)
    demand("contract:propose_supplement", contract)
    if stop := contract_course.not_in_force(contract, _page(contract)):
        return stop
    form = SupplementForm([part for part in contract.milestones if part.state in OPEN_PARTS])
    cap = rules.supplement_cap(contract.amount)
    return form_page(
        form,
        TEMPLATE,
        act=lambda uow: contracts.propose_supplement(uow, ref, form.asked(), form.reason.data or ""),
        then=lambda _done: _page(contract),
        done=_("The supplement is proposed. Another person of your department, an approver, decides on it."),
        lead=_(
            "An approver approves it and the provider signs it. What was signed first stays as it is. Where a part "
            "becomes cheaper, retention money falls in the same proportion; it never rises."
        ),
        facts=[
            (_("Signed price"), contract.amount),
            (_("All supplements together may add"), cap),
            (_("Still free of that"), cap - queries.added_by_supplements(reading(), contract.id)),
        ],
        **_around(contract, _("Propose a supplement"), _("Propose the supplement")),
    )


@changes.route("/contracts/<ref>/end", methods=BOTH)
def end(ref: str) -> Answer:
    """By agreement a proposal; for delay or because the purpose is gone a declaration."""
    contract = own_contract(ref)
    demand("contract:terminate", contract)
    if stop := contract_course.not_in_force(contract, _page(contract)):
        return stop
    form = EndForm()

    def act(uow: UnitOfWork) -> Contract | ContractChange:
        ground, reason = EndGround(form.ground.data), form.reason.data or ""
        if ground is EndGround.AGREEMENT:
            return contracts.propose_termination(uow, ref, reason)
        return contracts.terminate(uow, ref, ground, reason)

    return form_page(
        form,
        TEMPLATE,
        act=act,
        then=lambda _done: _page(contract),
        done=_("Done. The page of the contract shows how it stands."),
        lead=_(
            "What is accepted is still paid; the rest of the money goes back to the budget line. "
            "Something handed over must first be accepted or returned. Except by agreement, this cannot be undone."
        ),
        is_grave=True,
        **_around(contract, _("End the contract early"), _("End it")),
    )


@changes.route("/milestones/<ref>/demand", methods=BOTH)
def last_date(ref: str) -> Answer:
    """A last date for what is late; once it has passed in vain the contract can be ended."""
    part = own_milestone(ref)
    demand("milestone:demand", part)
    if stop := contract_course.not_in_force(part.contract, _page(part.contract)):
        return stop
    form = DemandForm()
    return form_page(
        form,
        TEMPLATE,
        act=lambda uow: contracts.demand(uow, ref, form.days.data or 0, form.reason.data or ""),
        then=lambda _done: _page(part.contract),
        done=_("The last date is set. If it passes in vain, an approver may end the contract."),
        **_around(part.contract, _("Set a last date for “%(what)s”", what=part.title), _("Set the last date")),
    )


@changes.route("/milestones/<ref>/accept-in-part", methods=BOTH)
def accept_in_part(ref: str) -> Answer:
    """Part of the amount is accepted and payable, the rest is delivered anew."""
    part = own_milestone(ref)
    demand("milestone:accept_in_part", part)
    if stop := contract_course.over(part, _page(part.contract)):
        return stop
    form = PartialForm()
    return form_page(
        form,
        TEMPLATE,
        act=lambda uow: contracts.accept_in_part(
            uow, ref, form.amount.data or ZERO, form.days.data or 0, form.reason.data or ""
        ),
        then=lambda _done: _page(part.contract),
        done=_("Accepted in part. The rest is a part of its own with a date of its own."),
        lead=_("The accepted amount can be paid at once. You may then propose to give the rest up.")
        if not part.is_retention
        else _(
            "The accepted amount is paid when the liability period is over. You may then propose to give the rest up."
        ),
        facts=[(_("Amount of this part"), part.amount)],
        **_around(part.contract, _("Accept “%(what)s” in part", what=part.title), _("Accept in part")),
    )


@changes.route("/milestones/<ref>/give-up", methods=BOTH)
def give_up(ref: str) -> Answer:
    """Propose that a part is neither delivered nor paid."""
    part = own_milestone(ref)
    demand("milestone:propose_waiver", part)
    if stop := contract_course.over(part, _page(part.contract)):
        return stop
    form = _published_reason()
    return form_page(
        form,
        TEMPLATE,
        act=lambda uow: contracts.propose_waiver(uow, ref, form.reason.data or ""),
        then=lambda _done: _page(part.contract),
        done=_("Proposed. It counts once the provider agrees."),
        **_around(part.contract, _("Propose to give up “%(what)s”", what=part.title), _("Propose it")),
    )


@changes.get("/changes/<ref>")
def show(ref: str) -> Answer:
    """Where a proposal is shown: on the page of its contract."""
    return redirect(_page(_own(ref).contract), SEE_OTHER)


@changes.post("/changes/<ref>/agree")
def agree(ref: str) -> Answer:
    """Approve the department's own supplement, or agree to what the provider proposes."""
    change = _own(ref)
    page, done = _page(change.contract), contract_course.done(change)
    return act_and_return(lambda uow: contracts.agree(uow, ref), lambda _done: page, done)


@changes.post("/changes/<ref>/withdraw")
def withdraw(ref: str) -> Answer:
    """Take one's own proposal back."""
    page = _page(_own(ref).contract)
    return act_and_return(lambda uow: contracts.withdraw(uow, ref), lambda _done: page, _("The proposal is withdrawn."))


@changes.route("/changes/<ref>/refuse", methods=BOTH)
def refuse(ref: str) -> Answer:
    """Refuse, with a reason the other side reads."""
    change = _own(ref)
    demand("change:refuse", change)
    form = ReasonForm()
    return form_page(
        form,
        TEMPLATE,
        act=lambda uow: contracts.refuse(uow, ref, form.reason.data or ""),
        then=lambda _done: _page(change.contract),
        done=_("Refused. The contract stays as it was."),
        lead=contract_course.asked(change),
        **_around(change.contract, _("Refuse the proposal"), _("Refuse")),
    )


def _published_reason() -> ReasonForm:
    form = ReasonForm()
    form.reason.description = _("It is published with the contract.")
    return form


def _own(ref: str) -> ContractChange:
    change = queries.see_change(reading(), current_actor(), ref)
    own_contract(change.contract.ref)
    return change


def _page(contract: Contract) -> str:
    return url_for("buyer.contracts.show", ref=contract.ref)


def _around(contract: Contract, heading: str, submit: str) -> dict[str, object]:
    """What every form of this page is set in."""
    return {
        "heading": heading,
        "submit": submit,
        "back": _page(contract),
        "about": reading().get_one(Tender, contract.tender_id).title,
        "trail": (
            (_("Your work"), url_for("buyer.home.index")),
            (contract.ref, _page(contract)),
            (heading, None),
        ),
    }
