"""Going on without an evaluator: one who lets the others wait, or who stands aside."""

from flask import Blueprint, request, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer.desk import Answer, back, demand, own_tender
from marketplace.blueprints.buyer.forms import ReasonForm
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.evaluation import operations, queries
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import mark

releases = Blueprint("releases", __name__, url_prefix="/tenders")


@releases.route("/<ref>/evaluators/<int:user_id>/release", methods=["GET", "POST"])
def release(ref: str, user_id: int) -> Answer:
    """Why the evaluation goes on without this evaluator."""
    tender = own_tender(ref)
    demand("tender:release_evaluator", tender)
    if user_id not in queries.panel(reading(), tender.id):
        raise NotFound
    if request.method == "GET" and user_id not in queries.overdue(reading(), tender, now()):
        return back(tender, mark("Nobody waits for this evaluator, or there is still time."))
    form = ReasonForm()
    form.reason.description = _("It is published once the selection is made; write no name.")
    name = accounts.names(reading(), [user_id])[user_id]
    return form_page(
        form,
        "buyer/reason.html",
        act=lambda uow: operations.release(uow, ref, user_id, form.reason.data or ""),
        then=lambda _release: url_for("buyer.evaluation.show", ref=ref),
        done=_("The evaluator is released; the evaluation goes on with the others."),
        tender=tender,
        heading=_("Release the evaluator %(name)s", name=name),
        submit=_("Release the evaluator"),
        back=url_for("buyer.evaluation.show", ref=ref),
        warning=_("This cannot be taken back. What the evaluator gave alone stays on record and counts no more."),
    )


@releases.route("/<ref>/evaluators/stand-aside", methods=["GET", "POST"])
def stand_aside(ref: str) -> Answer:
    """What interest the reader, who evaluates, has found."""
    tender = own_tender(ref)
    demand("tender:evaluate", tender)
    if request.method == "GET" and not tender.is_being_scored:
        return back(tender, operations.NOT_EVALUATED)
    form = ReasonForm()
    form.reason.label.text = _("What the interest is")
    form.reason.description = _("It is published once the selection is made; write no name.")
    return form_page(
        form,
        "buyer/reason.html",
        act=lambda uow: operations.stand_aside(uow, ref, form.reason.data or ""),
        then=lambda _release: url_for("buyer.evaluation.show", ref=ref),
        done=_("You evaluate this tender no more."),
        tender=tender,
        heading=_("Stand aside"),
        submit=_("Stand aside"),
        back=url_for("buyer.evaluation.show", ref=ref),
        warning=_(
            "This cannot be taken back. Your sheets, and what was proposed to all, count no more; where too few "
            "evaluators are left, the department lets another one score."
        ),
    )
