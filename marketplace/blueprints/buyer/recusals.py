"""Who must stay out of a tender for earlier work on the same project: named in the draft, published with the notice."""

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from marketplace.blueprints.buyer.desk import Answer, demand, not_now, own_tender
from marketplace.blueprints.web.fields import ChoiceField, LineField, choices
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.words import EARLIER_ROLES
from marketplace.blueprints.web.work import reading
from marketplace.domain.tenders import drafting
from marketplace.domain.tenders import recusals as found
from marketplace.domain.tenders.states import EarlierRole

recusals = Blueprint("recusals", __name__, url_prefix="/tenders")


class RecusalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Who, for which work, and what shows it."""

    credit_code = LineField(_l("Credit code of the provider"), longest=32)
    role = ChoiceField(_l("What it did for this project"))
    reason = LineField(
        _l("Reason"),
        longest=found.LONGEST_REASON,
        description=_l("For example the contract under which it worked. Everybody reads it."),
    )


@recusals.route("/<ref>/recusals", methods=["GET", "POST"])
def index(ref: str) -> Answer:
    """Who is named, and a form for one more."""
    tender = own_tender(ref)
    demand("tender:edit", tender)
    if stop := not_now(tender, "edit"):
        return stop
    form = RecusalForm()
    form.role.choices = choices(EARLIER_ROLES.items(), empty=_("Choose what it did"))
    return form_page(
        form,
        "buyer/recusals.html",
        act=lambda uow: drafting.recuse(
            uow,
            ref,
            form.credit_code.data or "",
            EarlierRole(form.role.data) if form.role.data else None,
            form.reason.data or "",
        ),
        then=lambda _done: url_for("buyer.recusals.index", ref=ref),
        done=_("The provider is named. It cannot bid once the notice is published."),
        tender=tender,
        rows=found.of_tender(reading(), tender.id),
    )


@recusals.post("/<ref>/recusals/<agency>/remove")
def remove(ref: str, agency: str) -> Answer:
    """Take one off the list."""
    own_tender(ref)
    return act_and_return(
        lambda uow: drafting.let_bid(uow, ref, agency),
        lambda _done: url_for("buyer.recusals.index", ref=ref),
        _("The provider is taken off the list."),
    )
