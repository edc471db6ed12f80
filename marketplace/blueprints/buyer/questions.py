"""The questions about a notice of the department: answering them, putting one to another, refusing."""

from collections.abc import Callable

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from marketplace.blueprints.buyer.desk import Answer, demand, may, own_tender
from marketplace.blueprints.web.fields import ParagraphsField, RadiosField, choices
from marketplace.blueprints.web.standing.questions import of_question
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import reading
from marketplace.domain.questions import operations, queries, rules
from marketplace.domain.questions.models import Question
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.unit_of_work import UnitOfWork

questions = Blueprint("questions", __name__)
BOTH = ["GET", "POST"]
SHOWN = 80
"""Characters of a question by which it is told from others."""


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What the department answers."""

    answer = ParagraphsField(
        _l("Answer"), longest=rules.LONGEST_ANSWER, description=_l("Everybody reads it, with the notice.")
    )


class RefusalForm(FlaskForm):  # type: ignore[misc]
    """Why a question is not answered."""

    reason = ParagraphsField(
        _l("Reason"),
        longest=rules.LONGEST_ANSWER,
        description=_l("It is published. A question that is off the topic, or that would tell who bids, is refused."),
    )


class MergeForm(FlaskForm):  # type: ignore[misc]
    """Which other question asks the same."""

    into = RadiosField(_l("The question that asks the same"))


@questions.get("/tenders/<ref>/questions")
def index(ref: str) -> str:
    """All of a notice, each with what is to be done."""
    tender = own_tender(ref)
    found = queries.of_tender(reading(), tender.id)
    return render_template(
        "buyer/questions.html",
        tender=tender,
        questions=found,
        stands={question.id: of_question(question, tender) for question in found},
        may_answer=tender.state is TenderState.PUBLISHED and any(may("question:answer", each) for each in found),
        may_merge={question.id for question in found if queries.mergeable(reading(), question)},
    )


@questions.route("/questions/<ref>/answer", methods=BOTH)
def answer(ref: str) -> Answer:
    """Answer it for everybody."""
    form = AnswerForm()
    return _page(
        ref,
        form,
        lambda uow: operations.answer(uow, ref, form.answer.data or ""),
        _("Answer the question"),
        _("The answer is published. Where the deadline was near, everybody has more time."),
    )


@questions.route("/questions/<ref>/refuse", methods=BOTH)
def refuse(ref: str) -> Answer:
    """Say why it is not answered."""
    form = RefusalForm()
    return _page(
        ref,
        form,
        lambda uow: operations.refuse(uow, ref, form.reason.data or ""),
        _("Do not answer the question"),
        _("The reason is published."),
    )


@questions.route("/questions/<ref>/merge", methods=BOTH)
def merge(ref: str) -> Answer:
    """Put it to another question about the same notice."""
    question, _tender = _own(ref)
    form = MergeForm()
    form.into.choices = choices(
        (each.ref, f"{each.ref}: {each.text[:SHOWN]}") for each in queries.mergeable(reading(), question)
    )
    return _page(
        ref,
        form,
        lambda uow: operations.merge(uow, ref, form.into.data or ""),
        _("Put it to another question"),
        _("The question now points to the other one."),
    )


def _page(ref: str, form: FlaskForm, act: Callable[[UnitOfWork], Question], heading: str, done: str) -> Answer:
    question, tender = _own(ref)
    demand("question:answer", question)
    back = url_for("buyer.questions.index", ref=tender.ref)
    return form_page(
        form,
        "layouts/answer.html",
        act=act,
        then=lambda _question: back,
        done=done,
        words=[("", question.text)],
        about=f"{tender.ref} · {question.ref}",
        heading=heading,
        back=back,
        trail=(
            (_("Your work"), url_for("buyer.home.index")),
            (tender.ref, url_for("buyer.tenders.show", ref=tender.ref)),
            (_("Questions"), back),
            (heading, None),
        ),
    )


def _own(ref: str) -> tuple[Question, Tender]:
    """A question about a notice of the reader's department; another's is not found here."""
    question, tender = queries.see(reading(), ref)
    return question, own_tender(tender.ref)
