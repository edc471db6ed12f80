"""The rating of a contract, once, when everything is accepted."""

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, demand, own_contract
from marketplace.blueprints.buyer.forms import DIMENSIONS, RatingForm
from marketplace.blueprints.web.submit import SEE_OTHER, form_page
from marketplace.blueprints.web.work import reading
from marketplace.domain.contracts.states import RATEABLE
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings import operations
from marketplace.domain.ratings import queries as ratings_read
from marketplace.domain.tenders.models import Tender

ratings = Blueprint("ratings", __name__, url_prefix="/contracts")


@ratings.route("/<ref>/rate", methods=["GET", "POST"])
def rate(ref: str) -> Answer:
    """Five dimensions and a text."""
    contract = own_contract(ref)
    demand("contract:rate", contract)
    is_accepted = contract.state in RATEABLE
    if request.method == "GET" and (not is_accepted or ratings_read.of_contract(reading(), contract.id)):
        words = (
            _("This contract is rated already.")
            if is_accepted
            else _("A contract is rated when everything is accepted.")
        )
        flash(words, "warning")
        return redirect(url_for("buyer.contracts.show", ref=ref), SEE_OTHER)
    form = RatingForm()
    return form_page(
        form,
        "buyer/rate.html",
        act=lambda uow: operations.rate(uow, ref, form.stars(), form.text.data or ""),
        then=lambda _done: url_for("buyer.contracts.show", ref=ref),
        done=_("Thank you. The rating is published; the provider may reply once."),
        contract=contract,
        tender=reading().get_one(Tender, contract.tender_id),
        supplier=reading().get_one(Organisation, contract.supplier_id),
        dimensions=list(DIMENSIONS),
    )
