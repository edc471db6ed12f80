"""What departments say of the agency and its replies; and what the agency says of departments."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import agency_ids
from marketplace.blueprints.web import ratings as both
from marketplace.blueprints.web.ratings import RatingForm, ReplyForm
from marketplace.blueprints.web.submit import SEE_OTHER, form_page
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.contracts import queries as contract_queries
from marketplace.domain.contracts.models import Contract
from marketplace.domain.ratings import operations, queries
from marketplace.kernel.errors import NotFound

Page = Response | str | tuple[str, int]


def rating_list() -> str:
    """What departments said of the reader's agencies, and which contracts wait for the agency's own rating."""
    ids = agency_ids()
    rows = [row for agency_id in ids for row in queries.of_supplier(reading(), agency_id, now())]
    waiting = queries.to_rate(reading(), ids, now(), by_supplier=True)
    return render_template("supplier/ratings.html", rows=rows, waiting=waiting)


def rate_buyer(ref: str) -> Page:
    """Five dimensions and a text about the department."""
    contract = contract_queries.see(reading(), current_actor(), ref)
    if contract.supplier_id not in agency_ids():
        raise NotFound
    if request.method == "GET" and (refusal := both.why_not(contract, by_supplier=True)):
        flash(refusal, "warning")
        return redirect(_page(ref), SEE_OTHER)
    form = RatingForm(by_supplier=True)
    return form_page(
        form,
        "ratings/rate.html",
        act=lambda uow: operations.rate_buyer(uow, ref, form.stars(), form.text.data or ""),
        then=lambda _done: _page(ref),
        done=_("Thank you. It is shown once both sides have rated, or when the time to rate is over."),
        **both.shown(contract, contract.buyer_id),
        heading=_("Rate the department"),
        desk=url_for("supplier.index"),
        back=_page(ref),
    )


def correct_rating(ref: str) -> Page:
    """Change the agency's rating: once before it is shown, once after."""
    rating = both.own(ref, agency_ids(), by_supplier=True)
    contract = reading().get_one(Contract, rating.contract_id)
    if request.method == "GET" and not both.is_changeable(rating):
        return redirect(_page(contract.ref), SEE_OTHER)
    form = RatingForm(by_supplier=True, given=rating)
    return form_page(
        form,
        "ratings/rate.html",
        act=lambda uow: operations.correct_of_buyer(uow, ref, form.stars(), form.text.data or ""),
        then=lambda _done: _page(contract.ref),
        done=_("The rating is changed."),
        **both.shown(contract, contract.buyer_id, rating),
        heading=_("Change the rating"),
        desk=url_for("supplier.index"),
        back=_page(contract.ref),
    )


def reply(ref: str) -> Page:
    """The agency's one reply to a rating that is shown."""
    rating = both.about(ref, agency_ids(), by_supplier=False)
    form = ReplyForm()
    return form_page(
        form,
        "ratings/reply.html",
        act=lambda uow: operations.reply(uow, ref, form.reply.data or ""),
        then=lambda _rating: url_for("supplier.rating_list"),
        done=_("Your reply is published."),
        rating=rating,
        desk=url_for("supplier.index"),
        back=url_for("supplier.rating_list"),
        back_label=_("Ratings"),
    )


def _page(ref: str) -> str:
    return url_for("supplier.contract", ref=ref)
