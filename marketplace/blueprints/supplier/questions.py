"""The questions about one notice, and asking one more in nobody's name."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import active_agencies, bidding_agency
from marketplace.blueprints.web.fields import ParagraphsField
from marketplace.blueprints.web.standing.questions import of_question
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.questions import operations, queries, rules
from marketplace.domain.questions.models import Question
from marketplace.domain.tenders import queries as tenders
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

NOT_YET = mark("Only a provider whose registration has passed may ask.")


class QuestionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One question."""

    text = ParagraphsField(
        _l("Your question about the notice"),
        longest=rules.LONGEST_QUESTION,
        description=_l(
            "It is published word for word, without a name. Say nothing by which others could tell who asks."
        ),
    )


def questions(ref: str) -> Response | str | tuple[str, int]:
    """What was asked and answered; the form while questions are taken."""
    tender = tenders.see(reading(), current_actor(), ref)
    agency = bidding_agency()
    form = QuestionForm()

    def act(uow: UnitOfWork) -> Question:
        if agency is None:
            raise NotPermitted(NOT_YET)
        return operations.ask(uow, ref, agency.ref, form.text.data or "")

    found = queries.of_tender(reading(), tender.id)
    until = queries.asking_until(reading(), tender)
    return form_page(
        form,
        "supplier/questions.html",
        act=act,
        then=lambda _question: url_for("supplier.questions", ref=ref, agency=agency.ref if agency else None),
        done=_("Your question is published. The department answers it for everybody; you are told."),
        tender=tender,
        agency=agency,
        others=[each for each in active_agencies() if agency is not None and each.id != agency.id],
        questions=found,
        own=queries.own(reading(), current_actor(), tender.id),
        stands={question.id: of_question(question, tender) for question in found},
        until=until,
        takes_questions=agency is not None and until is not None and now() < until,
    )
