"""Who must stay out of a tender for earlier work: named in the draft, published with the notice, changed in public."""

from collections.abc import Sequence

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms.validators import Optional
from wtforms.widgets import CheckboxInput

from marketplace.blueprints.buyer.desk import Answer, demand, not_now, own_tender
from marketplace.blueprints.web.fields import ChoiceField, ChoicesField, LineField, ParagraphsField, choices
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.words import EARLIER_ROLES, in_language
from marketplace.blueprints.web.work import reading
from marketplace.domain.bids import operations as bids
from marketplace.domain.tenders import drafting
from marketplace.domain.tenders import recusals as found
from marketplace.domain.tenders.operations import MAX_REASON
from marketplace.domain.tenders.recusals import Named
from marketplace.domain.tenders.states import EarlierRole
from marketplace.kernel.database import AnyRow

recusals = Blueprint("recusals", __name__, url_prefix="/tenders")


class RecusalForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Who, for which work, and what shows it."""

    credit_code = LineField(_l("Credit code of the provider"), longest=32)
    role = ChoiceField(_l("What it did for this project"))
    because = LineField(
        _l("Reason"),
        longest=found.LONGEST_REASON,
        description=_l("For example the contract under which it worked. Everybody reads it."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.role.choices = choices(EARLIER_ROLES.items(), empty=_("Choose what it did"))

    def named(self) -> Named:
        """What was typed."""
        role = EarlierRole(self.role.data) if self.role.data in set(EarlierRole) else None
        return Named(self.credit_code.data or "", role, self.because.data or "")


class ChangeForm(RecusalForm):
    """Who comes onto the list of a published notice and who goes, and why."""

    lifted = ChoicesField(_l("Providers to take off the list"), validators=[Optional()], option_widget=CheckboxInput())
    reason = ParagraphsField(
        _l("Why the notice is changed"), longest=MAX_REASON, description=_l("It is published with the change.")
    )

    def __init__(self, rows: Sequence[AnyRow]) -> None:
        super().__init__()
        for field in (self.credit_code, self.role, self.because):
            field.flags.optional = True
        self.lifted.choices = choices((row.ref, in_language(row.name, row.name_en)) for row in rows)

    def newcomer(self) -> Named | None:
        """Whom it names; nobody where those fields are empty."""
        named = self.named()
        return named if named.code or named.role or named.because else None


@recusals.route("/<ref>/recusals", methods=["GET", "POST"])
def index(ref: str) -> Answer:
    """Who is named, and a form for one more."""
    tender = own_tender(ref)
    demand("tender:edit", tender)
    if stop := not_now(tender, "edit"):
        return stop
    form = RecusalForm()
    return form_page(
        form,
        "buyer/recusals.html",
        act=lambda uow: drafting.recuse(uow, ref, form.named()),
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


@recusals.route("/<ref>/recusals/change", methods=["GET", "POST"])
def change(ref: str) -> Answer:
    """Change the list of a published notice: a corrigendum."""
    tender = own_tender(ref)
    demand("tender:amend", tender)
    if stop := not_now(tender, "amend"):
        return stop
    rows = found.of_tender(reading(), tender.id)
    form = ChangeForm(rows)
    return form_page(
        form,
        "buyer/change_recusals.html",
        act=lambda uow: bids.change_recusals(uow, ref, form.reason.data or "", form.newcomer(), form.lifted.data or ()),
        then=lambda _done: url_for("buyer.tenders.show", ref=ref),
        done=_("The change is published. Bidders have at least the minimum window from now on."),
        tender=tender,
        rows=rows,
        window=tender.limits.minimum_window(tender.ceiling),
    )
