"""Letting a bid stand under a notice that was changed after it came."""

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.web.submit import act_and_return
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.bids import operations, queries
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.panel import opens_with_the_panel
from marketplace.domain.bids.states import BID
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState


def can_confirm(bid: Bid, tender: Tender) -> bool:
    """Whether the button is of use: it was invited again, in time, and those to whom it is sealed are to open it."""
    is_open = tender.state is TenderState.PUBLISHED and tender.deadline_at is not None and now() < tender.deadline_at
    return is_open and BID.allows(bid.state, "confirm") and opens_with_the_panel(reading(), bid, tender)


def confirm_bid(ref: str) -> Response:
    """Let it stand as it was sealed."""
    queries.see_own(reading(), current_actor(), ref)
    return act_and_return(
        lambda uow: operations.confirm(uow, ref),
        lambda _done: url_for("supplier.receipt", ref=ref),
        _("Your bid is confirmed and counts under the changed notice."),
    )
