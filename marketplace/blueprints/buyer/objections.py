"""Objections to the department's awards: reading and answering them."""

from collections.abc import Callable, Sequence

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from marketplace.blueprints.buyer.desk import Answer, demand, own_tender
from marketplace.blueprints.web.fields import ParagraphsField, RadiosField, choices
from marketplace.blueprints.web.objections import objection_list, objection_page
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.objections import operations, queries, rules
from marketplace.domain.objections.models import Objection
from marketplace.domain.objections.states import Remedy
from marketplace.kernel.database import AnyRow
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

objections = Blueprint("objections", __name__)
BOTH = ["GET", "POST"]

REMEDIES: Sequence[tuple[Remedy, Text]] = (
    (
        Remedy.LEAVE_OUT,
        mark("Leave the selected bid out: the next in rank may follow, where the rank is the same without it"),
    ),
    (Remedy.REPEAT, mark("Let the tender fail, so that it can be issued again")),
)


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What the department says."""

    answer = ParagraphsField(
        _l("Answer"),
        longest=rules.LONGEST_ANSWER,
        description=_l("It is published with the tender. Do not name the objector."),
    )


class UpholdForm(AnswerForm):
    """And what it does."""

    remedy = RadiosField(_l("What follows"))


@objections.get("/objections")
def index() -> str:
    """All to awards of the reader's departments."""
    return objection_list(
        "buyer", "buyer.objections.show", queries.of_buyers(reading(), current_actor().organisations())
    )


@objections.get("/objections/<ref>")
def show(ref: str) -> str:
    """One, with what is to be done."""
    _own(ref)
    return objection_page(ref, "buyer")


@objections.route("/objections/<ref>/answer", methods=BOTH)
def answer(ref: str) -> Answer:
    """Answer it; the award stands."""
    form = AnswerForm()
    return _page(
        ref,
        form,
        lambda uow: operations.answer(uow, ref, form.answer.data or ""),
        _("Answer and uphold the award"),
        _("The objection is answered. The award goes on."),
    )


@objections.route("/objections/<ref>/dismiss", methods=BOTH)
def dismiss(ref: str) -> Answer:
    """Say why it is not taken up."""
    form = AnswerForm()
    form.answer.label.text = _("Reason")
    return _page(
        ref,
        form,
        lambda uow: operations.dismiss(uow, ref, form.answer.data or ""),
        _("Do not take it up"),
        _("The reason is published. The award goes on."),
    )


@objections.route("/objections/<ref>/uphold", methods=BOTH)
def uphold(ref: str) -> Answer:
    """The objection is right: the award does not stand."""
    form = UpholdForm()
    form.remedy.choices = choices(REMEDIES)
    return _page(
        ref,
        form,
        lambda uow: operations.uphold(uow, ref, form.answer.data or "", Remedy(form.remedy.data)),
        _("Uphold the objection"),
        _("The award is withdrawn. The page of the tender shows what follows."),
        warning=_("The award ends for good, and a contract that is not signed by both becomes void."),
    )


def _page(
    ref: str,
    form: FlaskForm,
    act: Callable[[UnitOfWork], Objection],
    heading: str,
    done: str,
    warning: str | None = None,
) -> Answer:
    row = _own(ref)
    demand("objection:answer", row.Objection)
    back = url_for("buyer.objections.show", ref=ref)
    return form_page(
        form,
        "layouts/answer.html",
        act=act,
        then=lambda _objection: back,
        done=done,
        words=[
            (_("Facts and what shows them"), row.Objection.facts),
            (_("What the objector asks for"), row.Objection.request),
        ],
        about=f"{row.title} · {ref}",
        heading=heading,
        warning=warning,
        back=back,
        trail=((_("Your work"), url_for("buyer.home.index")), (ref, back), (heading, None)),
    )


def _own(ref: str) -> AnyRow:
    """An objection to an award of the reader's department; another's is not found here."""
    row = queries.see(reading(), current_actor(), ref)
    own_tender(row.tender_ref)
    return row
