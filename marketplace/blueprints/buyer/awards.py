"""The award notice: announced by another person than the one who ran the selection."""

from flask import Blueprint, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, demand, not_now, own_tender
from marketplace.blueprints.buyer.forms import ConfirmForm
from marketplace.blueprints.web.freshness import freshly_signed_in
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.awards import operations
from marketplace.domain.awards import queries as awards_read
from marketplace.domain.bids import queries as bids
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.tenders import notice, rules
from marketplace.kernel.actor import Role
from marketplace.kernel.i18n import mark

awards = Blueprint("awards", __name__, url_prefix="/tenders")

OWN_SELECTION = mark("You ran the selection; another approver announces the award (four eyes).")


@awards.route("/<ref>/award", methods=["GET", "POST"])
@freshly_signed_in
def announce(ref: str) -> Answer:
    """Show whom the notice names, at which price and until when it stands; then announce it."""
    tender = own_tender(ref)
    is_approver = current_actor().sits(tender.buyer_id, Role.APPROVER)
    demand("tender:award", tender, OWN_SELECTION if is_approver else None)
    if stop := not_now(tender, "award"):
        return stop
    selection = awards_read.selection_of(reading(), tender.id)
    winner = operations.result_of(selection)["winner"] if selection else None
    named = next((one for one in bids.of_tender(reading(), current_actor(), tender) if one.bid.ref == winner), None)
    calendar = calendars.around(reading(), now())
    publicity_until = calendar.add_working_days(now(), rules.PUBLICITY)
    return form_page(
        ConfirmForm(),
        "buyer/award.html",
        act=lambda uow: operations.announce(uow, ref),
        then=lambda _done: url_for("buyer.tenders.show", ref=ref),
        done=_("The award notice is public. When its period is over, both sides sign the contract."),
        tender=tender,
        named=named,
        price=tender.ceiling if notice.price_is_fixed(tender.method) else named.bid.price if named else None,
        publicity_days=rules.PUBLICITY,
        publicity_until=publicity_until,
        sign_by=calendar.add_working_days(publicity_until, rules.SIGN_WITHIN),
    )
