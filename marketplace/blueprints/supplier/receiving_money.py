"""What a buyer with own funds paid: the agency says whether it came. A department's officers confirm for it."""

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.forms import MissingForm
from marketplace.blueprints.web.standing import contracts as standing
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.payments import operations, queries
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import NotFound, NotPermitted

Page = Response | str | tuple[str, int]


def payment(ref: str) -> str:
    """One payment to the reader's agency."""
    found = _own(ref)
    return render_template("supplier/payment.html", **_about(found))


def confirm_payment(ref: str) -> Response:
    """The money came."""
    _own(ref)
    return act_and_return(
        lambda uow: operations.confirm(uow, ref),
        lambda _done: url_for("supplier.payment", ref=ref),
        _("You have confirmed that the money came."),
    )


def reject_payment(ref: str) -> Page:
    """The money did not come, or not this much."""
    found = _own(ref)
    if not providers().authority.permits(reading(), current_actor(), "payment:reject", found):
        raise NotPermitted
    form = MissingForm()
    return form_page(
        form,
        "supplier/reject_payment.html",
        act=lambda uow: operations.reject(uow, ref, form.reason.data or ""),
        then=lambda _done: url_for("supplier.payment", ref=ref),
        done=_("The buyer is told and records the payment anew."),
        **_about(found),
    )


def _own(ref: str) -> Payment:
    found = queries.see(reading(), current_actor(), ref)
    if not current_actor().sits(found.supplier_id, Role.AGENCY_MEMBER):
        raise NotFound
    return found


def _about(found: Payment) -> dict[str, object]:
    contract = reading().get_one(Contract, found.contract_id)
    milestone = reading().get_one(Milestone, found.milestone_id)
    return {
        "payment": found,
        "contract": contract,
        "milestone": milestone,
        "tender": reading().get_one(Tender, contract.tender_id),
        "buyer": reading().get_one(Organisation, found.buyer_id),
        "stands": standing.of_payment(found, milestone),
        "may_confirm": found.state is PaymentState.RECORDED
        and providers().authority.permits(reading(), current_actor(), "payment:confirm", found),
    }
