"""Where the evaluators agree: everybody's sheets of one bid, what was proposed to all, and who has said yes."""

from decimal import ROUND_HALF_UP, Decimal

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, back, demand, own_tender
from marketplace.blueprints.buyer.evaluation import sheets_shown, valid_bid
from marketplace.blueprints.buyer.forms import points_form
from marketplace.blueprints.web.fields import whole
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.evaluation import operations, queries
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.i18n import mark

consensus = Blueprint("consensus", __name__, url_prefix="/tenders")


@consensus.route("/<ref>/evaluation/<bid_ref>/points", methods=["GET", "POST"])
def propose(ref: str, bid_ref: str) -> Answer:
    """The sheets that were given alone, the points proposed last, and the form that proposes others."""
    tender = own_tender(ref)
    demand("tender:evaluate", tender)
    opened = valid_bid(tender, bid_ref)
    if request.method == "GET" and not _may_agree(tender):
        return back(tender, mark("The evaluators of this tender do not agree on points now."))
    proposed = queries.latest(reading(), tender.id).get(bid_ref)
    means = queries.averages(reading(), tender)[bid_ref] if _may_agree(tender) else {}
    nearest = {code: int(Decimal(mean).quantize(Decimal(1), ROUND_HALF_UP)) for code, mean in means.items()}
    form = points_form(tender.criteria, proposed.points if proposed else nearest)
    confirmed = set(queries.confirmed_by(reading(), proposed)) if proposed else set()
    return form_page(
        form,
        "buyer/points.html",
        act=lambda uow: operations.propose(
            uow,
            bid_ref,
            {each["code"]: form[each["code"]].data for each in tender.criteria},
            form.reason.data or "",
            form.deviation.data or "",
        ),
        then=lambda _done: url_for("buyer.evaluation.show", ref=ref),
        done=_("Your points are proposed. They count once every evaluator has confirmed them."),
        tender=tender,
        opened=opened,
        proposed=proposed,
        means=means,
        sheets=[each for each in sheets_shown(tender) if each.bid_ref == bid_ref],
        confirmed=len(confirmed),
        of=len(queries.panel(reading(), tender.id)),
        has_confirmed=current_actor().user_id in confirmed,
    )


@consensus.post("/<ref>/evaluation/<bid_ref>/points/confirm")
def confirm(ref: str, bid_ref: str) -> Answer:
    """Say yes to what was proposed last, as it was read."""
    own_tender(ref)
    return act_and_return(
        lambda uow: operations.confirm(uow, bid_ref, whole(request.form.get("number", "")) or 0),
        lambda _sheet: url_for("buyer.evaluation.show", ref=ref),
        _("You have confirmed these points."),
    )


def _may_agree(tender: Tender) -> bool:
    return queries.may_agree(reading(), tender, current_actor().user_id or 0)
