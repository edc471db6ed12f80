"""Closing and opening: how many envelopes there are, and the one act that opens them all."""

from flask import Blueprint, flash, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.blueprints.buyer.desk import Answer, demand, not_now, own_tender
from marketplace.blueprints.web.freshness import freshly_signed_in
from marketplace.blueprints.web.submit import ConfirmForm, act_and_return, form_page
from marketplace.blueprints.web.work import providers, reading
from marketplace.domain.bids import operations
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.tenders import notice

opening = Blueprint("opening", __name__, url_prefix="/tenders")


@opening.post("/<ref>/close")
def close(ref: str) -> Answer:
    """Freeze what was received, where the platform has not done so yet."""
    own_tender(ref)
    return act_and_return(
        lambda uow: operations.close(uow, ref),
        lambda _done: url_for("buyer.tenders.show", ref=ref),
        _("The tender is closed. What was received is frozen; what follows stands below."),
    )


@opening.route("/<ref>/open", methods=["GET", "POST"])
@freshly_signed_in
def show(ref: str) -> Answer:
    """How many envelopes the closing froze, and the button that opens them."""
    tender = own_tender(ref)
    demand("tender:open", tender)
    if stop := not_now(tender, "open"):
        return stop
    is_scored = notice.is_scored(tender.method)

    def then(opened: list[Bid]) -> str:
        valid = sum(bid.state is BidState.VALID for bid in opened)
        words = ngettext("The bids are opened: %(num)s is valid.", "The bids are opened: %(num)s are valid.", valid)
        following = _("Evaluators score them now.") if is_scored else _("Run the selection next.")
        flash(f"{words} {following}", "success")
        return url_for("buyer.evaluation.show", ref=ref)

    return form_page(
        ConfirmForm(),
        "buyer/opening.html",
        act=lambda uow: operations.open_all(uow, ref, providers().sealer),
        then=then,
        tender=tender,
        head=bids.closing_head(reading(), tender.id),
    )
