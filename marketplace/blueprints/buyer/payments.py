"""Payments: one officer instructs and records, another confirms."""

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, demand, may, own_milestone, own_payment
from marketplace.blueprints.buyer.forms import ReasonForm, VoucherForm
from marketplace.blueprints.web.documents import disposition
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.freshness import freshly_signed_in
from marketplace.blueprints.web.standing import contracts as standing
from marketplace.blueprints.web.submit import SEE_OTHER, ConfirmForm, act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.payments import operations
from marketplace.domain.payments import queries as payments_read
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PAYMENT, PaymentState
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted
from marketplace.kernel.i18n import Text, mark

payments = Blueprint("payments", __name__)

OWN_VOUCHER = mark("You recorded this voucher; another finance officer confirms or rejects it (four eyes).")


@payments.get("/payments")
def index() -> str:
    """What can be paid, what is under way, what is settled."""
    if not current_actor().has(Role.FINANCE_OFFICER):
        raise NotPermitted(mark("Payments are the finance officers' work."))
    rows = payments_read.of_buyers(reading(), current_actor())
    return render_template(
        "buyer/payments.html",
        payable=payments_read.payable(reading(), current_actor()),
        under_way=[row for row in rows if row.Payment.state is not PaymentState.SETTLED],
        settled=[row for row in rows if row.Payment.state is PaymentState.SETTLED],
        has_instructions=any(row.Payment.state is PaymentState.INSTRUCTED for row in rows),
        me=current_actor().user_id,
    )


@payments.post("/milestones/<ref>/pay")
def instruct(ref: str) -> Answer:
    """Order the payment of an accepted milestone."""
    own_milestone(ref)
    return act_and_return(
        lambda uow: operations.instruct(uow, ref, next(iter(providers().payments))),
        lambda made: url_for("buyer.payments.show", ref=made.ref) if made else url_for("buyer.payments.index"),
        _("The payment is instructed. Hand the instruction file to the treasury, then record the bank's voucher."),
    )


@payments.get("/payments/<ref>")
def show(ref: str) -> str:
    """One payment: who is paid what out of which line, and who has done what."""
    payment = own_payment(ref)
    return render_template(
        "buyer/payment.html",
        **_about(payment),
        stands=standing.of_payment(payment, reading().get_one(Milestone, payment.milestone_id)),
        may_record=payment.state is PaymentState.INSTRUCTED and may("payment:record", payment),
        may_confirm=payment.state is PaymentState.RECORDED and may("payment:confirm", payment),
        recorded_it=payment.state is PaymentState.RECORDED and payment.recorded_by == current_actor().user_id,
    )


@payments.get("/payments/<ref>/instruction.csv")
def instruction(ref: str) -> Response:
    """The file by which the treasury pays this one."""
    payment = own_payment(ref)
    demand("payment:instruct", payment)
    return _file([payment], f"{payment.ref}.csv")


@payments.get("/payments/instructions.csv")
def instructions() -> Response:
    """One file for every payment that waits for its voucher; the order's number tells the treasury what it has done."""
    rows = payments_read.of_buyers(reading(), current_actor())
    waiting = [row.Payment for row in rows if row.Payment.state is PaymentState.INSTRUCTED]
    if not waiting:
        raise NotFound
    return _file(waiting, "payments.csv")


@payments.route("/payments/<ref>/voucher", methods=["GET", "POST"])
def record(ref: str) -> Answer:
    """Record what the bank printed."""
    payment = own_payment(ref)
    demand("payment:record", payment)
    if stop := _not_now(payment, "record"):
        return stop
    form = VoucherForm()
    return form_page(
        form,
        "buyer/voucher.html",
        act=lambda uow: operations.record(
            uow, ref, form.bank_reference.data or "", form.value_date.data, form.amount.data
        ),
        then=lambda _done: url_for("buyer.payments.show", ref=ref),
        done=_("The voucher is recorded. Another finance officer confirms it.")
        if payment.budget_line_id
        else _("The voucher is recorded. The provider says whether the money came."),
        **_about(payment),
    )


@payments.route("/payments/<ref>/confirm", methods=["GET", "POST"])
@freshly_signed_in
def confirm(ref: str) -> Answer:
    """The second officer compares the voucher and settles the payment."""
    payment = own_payment(ref)
    demand("payment:confirm", payment, _four_eyes(payment))
    if stop := _not_now(payment, "confirm"):
        return stop
    return form_page(
        ConfirmForm(),
        "buyer/confirm_payment.html",
        act=lambda uow: operations.confirm(uow, ref),
        then=lambda _done: url_for("buyer.payments.show", ref=ref),
        done=_("The payment is settled: the commitment is spent and the milestone is paid."),
        **_about(payment),
    )


@payments.route("/payments/<ref>/reject", methods=["GET", "POST"])
def reject(ref: str) -> Answer:
    """The second officer finds the voucher wrong."""
    payment = own_payment(ref)
    demand("payment:reject", payment, _four_eyes(payment))
    if stop := _not_now(payment, "reject"):
        return stop
    form = ReasonForm()
    form.reason.description = _("The officer who recorded the voucher reads it and records it anew.")
    about = _about(payment)
    return form_page(
        form,
        "buyer/reason.html",
        act=lambda uow: operations.reject(uow, ref, form.reason.data or ""),
        then=lambda _done: url_for("buyer.payments.show", ref=ref),
        done=_("The voucher is rejected. It is recorded anew."),
        tender=about["tender"],
        heading=_("Reject the voucher of %(payment)s", payment=payment.ref),
        submit=_("Reject the voucher"),
        back=url_for("buyer.payments.show", ref=ref),
        warning=None,
    )


def _about(payment: Payment) -> dict[str, object]:
    contract = reading().get_one(Contract, payment.contract_id)
    return {
        "payment": payment,
        "contract": contract,
        "milestone": reading().get_one(Milestone, payment.milestone_id),
        "tender": reading().get_one(Tender, contract.tender_id),
        "supplier": reading().get_one(Organisation, payment.supplier_id),
        "line": reading().get_one(BudgetLine, payment.budget_line_id) if payment.budget_line_id else None,
    }


def _file(waiting: list[Payment], name: str) -> Response:
    orders = [payments_read.order_of(reading(), payment) for payment in waiting]
    response = Response(
        providers().payments[waiting[0].provider].instruction(orders), content_type="text/csv; charset=utf-8"
    )
    response.headers["Content-Disposition"] = disposition(name)
    return response


def _four_eyes(payment: Payment) -> Text | None:
    """What to tell an officer who may not, though officers may."""
    return OWN_VOUCHER if current_actor().sits(payment.buyer_id, Role.FINANCE_OFFICER) else None


def _not_now(payment: Payment, action: str) -> Answer | None:
    """As `desk.not_now`: back to the payment, saying why, when `action` comes at another point of its life."""
    try:
        PAYMENT.after(payment.state, action)
    except Conflict as refusal:
        if request.method == "POST":
            return None
        flash(translate(refusal.text), "warning")
        return redirect(url_for("buyer.payments.show", ref=payment.ref), SEE_OTHER)
    return None
