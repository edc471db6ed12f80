"""Rating the agency after a contract, changing that once, and replying to what the agency says."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, demand, own_contract
from marketplace.blueprints.web import ratings as both
from marketplace.blueprints.web.ratings import RatingForm, ReplyForm
from marketplace.blueprints.web.submit import SEE_OTHER, form_page
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.contracts.models import Contract
from marketplace.domain.ratings import operations

ratings = Blueprint("ratings", __name__)


@ratings.route("/contracts/<ref>/rate", methods=["GET", "POST"])
def rate(ref: str) -> Answer:
    """Five dimensions and a text."""
    contract = own_contract(ref)
    demand("contract:rate", contract)
    if request.method == "GET" and (refusal := both.why_not(contract, by_supplier=False)):
        flash(refusal, "warning")
        return redirect(_page(ref), SEE_OTHER)
    form = RatingForm(by_supplier=False)
    return form_page(
        form,
        "ratings/rate.html",
        act=lambda uow: operations.rate(uow, ref, form.stars(), form.text.data or ""),
        then=lambda _done: _page(ref),
        done=_("Thank you. It is shown once both sides have rated, or when the time to rate is over."),
        **both.shown(contract, contract.supplier_id),
        heading=_("Rate the provider's work"),
        desk=url_for("buyer.home.index"),
        back=_page(ref),
    )


@ratings.route("/ratings/<ref>/correct", methods=["GET", "POST"])
def correct(ref: str) -> Answer:
    """Change the department's rating: once before it is shown, once after."""
    rating = both.own(ref, current_actor().organisations(), by_supplier=False)
    demand("rating:correct", rating)
    contract = reading().get_one(Contract, rating.contract_id)
    if request.method == "GET" and not both.is_changeable(rating):
        return redirect(_page(contract.ref), SEE_OTHER)
    form = RatingForm(by_supplier=False, given=rating)
    return form_page(
        form,
        "ratings/rate.html",
        act=lambda uow: operations.correct(uow, ref, form.stars(), form.text.data or ""),
        then=lambda _done: _page(contract.ref),
        done=_("The rating is changed."),
        **both.shown(contract, contract.supplier_id, rating),
        heading=_("Change the rating"),
        desk=url_for("buyer.home.index"),
        back=_page(contract.ref),
    )


@ratings.route("/ratings/<ref>/reply", methods=["GET", "POST"])
def reply(ref: str) -> Answer:
    """The department's one reply to what an agency says of it."""
    rating = both.about(ref, current_actor().organisations(), by_supplier=True)
    demand("rating:reply_of_buyer", rating)
    contract = reading().get_one(Contract, rating.contract_id)
    form = ReplyForm()
    return form_page(
        form,
        "ratings/reply.html",
        act=lambda uow: operations.reply_of_buyer(uow, ref, form.reply.data or ""),
        then=lambda _done: _page(contract.ref),
        done=_("Your reply is published."),
        rating=rating,
        desk=url_for("buyer.home.index"),
        back=_page(contract.ref),
        back_label=contract.ref,
    )


def _page(ref: str) -> str:
    return url_for("buyer.contracts.show", ref=ref)
