"""A contract in force that does not go straight, from the agency's side: asking, answering, taking back."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms.validators import InputRequired

from marketplace.blueprints.supplier.agencies import agency_ids
from marketplace.blueprints.web import contract_course
from marketplace.blueprints.web.fields import REQUIRED, ParagraphsField, WholeField
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts import queries
from marketplace.domain.contracts.models import Contract, ContractChange
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import MAX_REASON
from marketplace.kernel.errors import NotFound, NotPermitted

Page = Response | str | tuple[str, int]
TEMPLATE = "layouts/act.html"


class WhyForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """A reason."""

    reason = ParagraphsField(
        _l("Reason"),
        longest=MAX_REASON,
        description=_l("The department reads it; what is agreed is published with it."),
    )


class TimeForm(WhyForm):
    """How much more time, and why."""

    days = WholeField(
        _l("How many more working days"),
        validators=[InputRequired(REQUIRED)],
        description=_l("Counted from the day on which it is due."),
    )


def ask_for_time(ref: str) -> Page:
    """Ask for a later date."""
    part = queries.see_milestone(reading(), current_actor(), ref)
    contract = _ours(part.contract)
    if stop := contract_course.not_in_force(contract, _page(contract)):
        return stop
    form = TimeForm()
    return form_page(
        form,
        TEMPLATE,
        act=lambda uow: contracts.ask_for_time(uow, ref, form.days.data or 0, form.reason.data or ""),
        then=lambda _done: _page(contract),
        done=_("The department is asked for more time. Until it grants it, the old date stands."),
        **_around(contract, _("Ask for more time for “%(what)s”", what=part.title), _("Ask for more time")),
    )


def end_contract(ref: str) -> Page:
    """Propose to end the contract by agreement."""
    contract = _ours(queries.see(reading(), current_actor(), ref))
    if stop := contract_course.not_in_force(contract, _page(contract)):
        return stop
    form = WhyForm()
    return form_page(
        form,
        TEMPLATE,
        act=lambda uow: contracts.propose_termination(uow, ref, form.reason.data or ""),
        then=lambda _done: _page(contract),
        done=_("Proposed. The contract stays in force until the department agrees."),
        lead=_("What is accepted is still paid; nothing is paid for the rest."),
        **_around(contract, _("Propose to end the contract"), _("Propose it")),
    )


def agree_to_change(ref: str) -> Page:
    """Sign a supplement, or agree to what the department proposes."""
    change = _own(ref)
    page, done = _page(change.contract), contract_course.done(change)
    return act_and_return(lambda uow: contracts.agree(uow, ref), lambda _done: page, done)


def withdraw_change(ref: str) -> Page:
    """Take one's own proposal back."""
    page = _page(_own(ref).contract)
    return act_and_return(lambda uow: contracts.withdraw(uow, ref), lambda _done: page, _("The proposal is withdrawn."))


def refuse_change(ref: str) -> Page:
    """Refuse, with a reason the department reads."""
    change = _own(ref)
    if not providers().authority.permits(reading(), current_actor(), "change:refuse", change):
        raise NotPermitted
    form = WhyForm()
    return form_page(
        form,
        TEMPLATE,
        act=lambda uow: contracts.refuse(uow, ref, form.reason.data or ""),
        then=lambda _done: _page(change.contract),
        done=_("Refused. The contract stays as it was."),
        lead=contract_course.asked(change),
        **_around(change.contract, _("Refuse the proposal"), _("Refuse")),
    )


def _own(ref: str) -> ContractChange:
    change = queries.see_change(reading(), current_actor(), ref)
    _ours(change.contract)
    return change


def _ours(contract: Contract) -> Contract:
    if contract.supplier_id not in agency_ids():
        raise NotFound
    return contract


def _page(contract: Contract) -> str:
    return url_for("supplier.contract", ref=contract.ref)


def _around(contract: Contract, heading: str, submit: str) -> dict[str, object]:
    """What every form of this page is set in."""
    return {
        "heading": heading,
        "submit": submit,
        "back": _page(contract),
        "about": reading().get_one(Tender, contract.tender_id).title,
        "trail": ((_("Your work"), url_for("supplier.index")), (contract.ref, _page(contract)), (heading, None)),
    }
