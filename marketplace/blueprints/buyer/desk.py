"""What every page of the department starts with: its own objects and nobody else's, and who may act on them."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import flash, redirect, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.web.fields import whole
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.submit import SEE_OTHER
from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.budgets import queries as budgets
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.payments import queries as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TENDER
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted
from marketplace.kernel.i18n import Text

Answer = Response | str | tuple[str, int]


def own_tender(ref: str) -> Tender:
    """A tender of the reader's department; a foreign one is not found here, published or not."""
    tender = tenders.see(reading(), current_actor(), ref)
    _of_ours(tender.buyer_id)
    return tender


def own_line(ref: str) -> BudgetLine:
    """A budget line of the reader's department."""
    line = budgets.see(reading(), current_actor(), ref)
    _of_ours(line.organisation_id)
    return line


def own_contract(ref: str) -> Contract:
    """A contract in which the reader's department buys."""
    contract = contracts.see(reading(), current_actor(), ref)
    _of_ours(contract.buyer_id)
    return contract


def own_milestone(ref: str) -> Milestone:
    """A milestone of such a contract."""
    milestone = contracts.see_milestone(reading(), current_actor(), ref)
    _of_ours(milestone.contract.buyer_id)
    return milestone


def own_payment(ref: str) -> Payment:
    """A payment that the reader's department makes."""
    payment = payments.see(reading(), current_actor(), ref)
    _of_ours(payment.buyer_id)
    return payment


def may(permission: str, subject: object) -> bool:
    """Whether the reader may; asked to show a button or a form, the operation asks again."""
    return providers().authority.permits(reading(), current_actor(), permission, subject)


def demand(permission: str, subject: object, text: Text | None = None) -> None:
    """Do not even show a form whose sending would be refused; raises NotPermitted."""
    if not may(permission, subject):
        raise NotPermitted(text)


def can(tender: Tender, action: str, permission: str) -> bool:
    """Whether the reader may do it and the tender is at that point."""
    return TENDER.allows(tender.state, action) and may(permission, tender)


def not_now(tender: Tender, action: str) -> Response | None:
    """Send the reader back, saying why, when the form of `action` is asked for at another point of the tender's life.

    A POST is not sent back: the operation refuses it, and what was typed stays on the form.
    """
    try:
        TENDER.after(tender.state, action)
    except Conflict as refusal:
        return back(tender, refusal.text) if request.method == "GET" else None
    return None


@contextmanager
def versioned(form: FlaskForm, ref: str) -> Iterator[int]:
    """The version of a tender that the reader had on the screen.

    After a Conflict the form carries the present one: whoever has read the other's text may send their own on purpose.
    """
    seen = form.version.data or ""
    try:
        yield whole(seen) or 0
    except Conflict:
        reading().rollback()
        form.version.data = own_tender(ref).version
        raise


def back(tender: Tender, why: Text) -> Response:
    """To the tender's page, with a warning."""
    flash(translate(why), "warning")
    return redirect(url_for("buyer.tenders.show", ref=tender.ref), SEE_OTHER)


def _of_ours(buyer_id: int) -> None:
    if not current_actor().sits(buyer_id):
        raise NotFound
