"""The second person's part and what follows from it: approve, return, publish, amend, cancel."""

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext as _

from marketplace.blueprints.buyer import checked
from marketplace.blueprints.buyer.amend_form import AmendForm
from marketplace.blueprints.buyer.desk import Answer, back, demand, not_now, own_tender, versioned
from marketplace.blueprints.buyer.forms import PublishForm, ReasonForm
from marketplace.blueprints.buyer.who_qualifies import narrowing
from marketplace.blueprints.web import regimes
from marketplace.blueprints.web.amendments import compared
from marketplace.blueprints.web.fields import choices
from marketplace.blueprints.web.submit import UNPROCESSABLE, act_and_return, form_page, say_on_form
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import current_actor, now, providers, reading
from marketplace.domain.bids import operations as bids
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.openers import queries as openers
from marketplace.domain.openers.rules import PANELS
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import notice, operations, reports, routings, rules
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

approval = Blueprint("approval", __name__, url_prefix="/tenders")

OK = 200

OWN_DRAFT = mark("You drafted this tender; another approver has to look at it (four eyes).")


@approval.post("/<ref>/approve")
def approve(ref: str) -> Answer:
    """Approve what another person drafted."""
    tender = own_tender(ref)
    demand("tender:approve", tender, _four_eyes(tender))
    return act_and_return(
        lambda uow: operations.approve(uow, ref),
        lambda _done: url_for("buyer.tenders.show", ref=ref),
        _("The tender is approved. A drafter or an approver can now publish it."),
    )


@approval.route("/<ref>/return", methods=["GET", "POST"])
def send_back(ref: str) -> Answer:
    """Return it with a reason."""
    tender = own_tender(ref)
    demand("tender:return", tender, _four_eyes(tender))
    if stop := not_now(tender, "return"):
        return stop
    form = ReasonForm()
    form.reason.description = _("The drafter reads it and corrects the draft.")
    return form_page(
        form,
        "buyer/reason.html",
        act=lambda uow: operations.send_back(uow, ref, form.reason.data or ""),
        then=_show,
        done=_("The tender is returned. Its drafter sees your reason and corrects it."),
        tender=tender,
        heading=_("Return the tender to its drafter"),
        submit=_("Return the tender"),
        back=_show(tender),
        warning=None,
    )


@approval.route("/<ref>/publish", methods=["GET", "POST"])
def publish(ref: str) -> Answer:
    """Show which dates would follow, then publish."""
    tender = own_tender(ref)
    demand("tender:publish", tender)
    if stop := not_now(tender, "publish"):
        return stop
    line = reading().get_one(BudgetLine, tender.budget_line_id) if tender.budget_line_id else None
    buyer = reading().get_one(Organisation, tender.buyer_id)
    routing = routings.of_terms(reading(), buyer, tender.item_code, notice.terms_of(tender), now())
    calendar = calendars.around(reading(), now())
    nameable = openers.nameable(reading(), tender.buyer_id)
    suggested = openers.suggested(reading(), tender.buyer_id, min(PANELS))
    form = PublishForm(data=None if request.method == "POST" else {"openers": suggested})
    form.openers.choices = choices(
        (opener.ref, f"{person.name}, {in_language(organisation.name, organisation.name_en)}")
        for opener, organisation, person in nameable
    )
    return form_page(
        form,
        "buyer/publish.html",
        act=lambda uow: operations.publish(uow, ref, form.openers.data or (), beacon_source=providers().beacon.source),
        then=_show,
        done=_("The notice is published. The purchase is made elsewhere; no bid is taken here.")
        if routing.blocked
        else _("The notice is published and bids may come. The ceiling price is reserved on the budget line.")
        if line
        else _("The notice is published and bids may come."),
        routing=routing,
        regime=regimes.of_tender(tender, routing),
        tender=tender,
        line=line,
        has_openers=len(suggested) == min(PANELS),
        is_short=line is not None and line.available < tender.ceiling,
        deadline_at=rules.deadline(calendar, now(), tender.window_days),
        timetable=None if routing.blocked else rules.timetable(calendar, now(), tender.window_days, routing.limits),
    )


@approval.route("/<ref>/amend", methods=["GET", "POST"])
def amend(ref: str) -> Answer:
    """Change the published notice: first what would change, side by side, then the act."""
    tender = own_tender(ref)
    demand("tender:amend", tender)
    if stop := not_now(tender, "amend"):
        return stop
    if request.method == "GET" and tender.deadline_at is not None and now() >= tender.deadline_at:
        return back(tender, mark("The deadline has passed; the notice can no longer be changed."))
    before, routing = notice.terms_of(tender), routings.as_published(tender)
    item = catalogue.get(reading(), tender.item_code)
    form = AmendForm(before, item, routing)
    if request.method == "GET":
        form.version.data = str(tender.version)
    after, given = form.amendment().applied_to(before), reports.overrides(reading(), tender.id)
    shown = {
        "tender": tender,
        "window": tender.limits.minimum_window(tender.ceiling),
        "steps": narrowing(item, form.asked()),
        "findings": checked.by_field(after, item, routing, given),
    }
    if request.method == "POST" and "publish" not in request.form:
        goes_on = "edit" in request.form
        changes = [] if goes_on or not form.validate() else form.changes()
        if not (changes or goes_on or form.errors):
            say_on_form(form, Invalid(mark("Nothing was changed.")))
        diffs = [compared(*change) for change in changes]
        status = UNPROCESSABLE if form.errors else OK
        return render_template("buyer/amend.html", form=form, diffs=diffs, **shown), status

    def act(uow: UnitOfWork) -> Tender:
        with versioned(form, ref) as version:
            return bids.amend(
                uow, ref, form.reason.data or "", version, form.amendment(), asks_again=form.asks_again.data
            )

    return form_page(
        form,
        "buyer/amend.html",
        act=act,
        then=_show,
        done=_("The change is published. Bidders have at least the minimum window from now on."),
        diffs=[],
        **shown,
    )


@approval.route("/<ref>/cancel", methods=["GET", "POST"])
def cancel(ref: str) -> Answer:
    """End it without an award."""
    tender = own_tender(ref)
    demand("tender:cancel", tender)
    if stop := not_now(tender, "cancel"):
        return stop
    form = ReasonForm()
    is_public = tender.published_at is not None
    form.reason.description = (
        _("It is published with the notice, for every provider to read.")
        if is_public
        else _("Your department reads it.")
    )
    return form_page(
        form,
        "buyer/reason.html",
        act=lambda uow: operations.cancel(uow, ref, form.reason.data or ""),
        then=_show,
        done=_("The tender is cancelled. What was reserved on the budget line is free again."),
        tender=tender,
        heading=_("Cancel this tender"),
        submit=_("Cancel the tender for good"),
        back=_show(tender),
        warning=_("A cancelled tender cannot be taken up again. Bids that were sent are never opened.")
        if is_public
        else _("A cancelled tender cannot be taken up again."),
    )


def _four_eyes(tender: Tender) -> Text | None:
    """What to tell an approver who may not, though approvers may."""
    return OWN_DRAFT if current_actor().sits(tender.buyer_id, Role.APPROVER) else None


def _show(tender: Tender) -> str:
    return url_for("buyer.tenders.show", ref=tender.ref)
