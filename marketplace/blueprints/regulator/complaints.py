"""The complaints desk: what came, what is due, and everything an officer does with it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.public.complaint_forms import ANONYMITY, ChecksField, article_choices
from marketplace.blueprints.web.documents import file_of_case
from marketplace.blueprints.web.fields import ParagraphsField, RadiosField, choices, query_choice, query_int
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.standing import complaints as standing
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, now, providers, reading
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.complaints import operations, queries, rules
from marketplace.domain.complaints.articles import named
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.complaints.operations import Finding
from marketplace.domain.complaints.states import COMPLAINT, ComplaintState, Outcome
from marketplace.kernel.errors import Conflict, NotFound, NotPermitted
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_PAGE = 1000
Page = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """An act that is a text and nothing else; `hint` says who will read it."""

    action: str
    permission: str
    act: Callable[[UnitOfWork, str, str], Complaint]
    heading: Text
    label: Text
    hint: Text
    done: Text


STEPS: Mapping[str, Step] = {
    "supplement": Step(
        "ask_supplement",
        "complaint:check",
        operations.ask_supplement,
        mark("Ask the filer for a supplement"),
        mark("What is missing"),
        mark("The filer reads it. Do not ask who they are."),
        mark("The filer was asked for a supplement."),
    ),
    "statement": Step(
        "ask_statement",
        "complaint:decide",
        operations.ask_statement,
        mark("Ask the respondent for a statement"),
        mark("Your question"),
        mark(
            "The respondent reads this and nothing that the filer wrote. Say nothing from which the filer can be known."
        ),
        mark("The respondent was asked for a statement."),
    ),
    "not-accept": Step(
        "not_accept",
        "complaint:check",
        operations.not_accept,
        mark("Do not accept the complaint"),
        mark("Reason"),
        mark("The filer reads it."),
        mark("The complaint was not accepted."),
    ),
    "transfer": Step(
        "transfer",
        "complaint:check",
        operations.transfer,
        mark("Transfer the complaint"),
        mark("To which body, and why"),
        mark("The filer reads it."),
        mark("The complaint was transferred."),
    ),
    "withhold": Step(
        "withhold",
        "complaint:decide",
        operations.withhold,
        mark("Do not publish the decision"),
        mark("Reason"),
        mark("It stays on file for the regulators. The decision may still be published later."),
        mark("The decision is not published; the reason is on file."),
    ),
}


SENDS_AWAY = frozenset({"not_accept", "transfer"})
"""Once a case has an officer, these are that officer's."""


class TextForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One text."""

    text = ParagraphsField(_l("Text"), rules.LONGEST_TEXT)


class DecisionForm(FlaskForm):  # type: ignore[misc]
    """The decision."""

    outcome = RadiosField(_l("Is the complaint founded?"))
    facts = ParagraphsField(
        _l("What was found"), rules.LONGEST_TEXT, description=_l("Name no natural person: this is to be published.")
    )
    reasoning = ParagraphsField(_l("Reasons"), rules.LONGEST_TEXT)
    articles = ChecksField(_l("Rules applied"))
    measures = ParagraphsField(
        _l("Measures"),
        rules.LONGEST_TEXT,
        description=_l("For example urging to correct, or advice to the superior body. Needed where it is founded."),
    )

    def __init__(self) -> None:
        super().__init__()
        self.outcome.choices = choices(((Outcome.FOUNDED, mark("Founded")), (Outcome.UNFOUNDED, mark("Unfounded"))))
        self.articles.choices = article_choices()

    def finding(self) -> Finding:
        """The answers, not yet checked."""
        return Finding(
            Outcome(self.outcome.data),
            self.facts.data or "",
            self.reasoning.data or "",
            tuple(self.articles.data or ()),
            self.measures.data or "",
        )


class PublishForm(FlaskForm):  # type: ignore[misc]
    """Nothing is asked; the button is the answer."""


def complaint_list() -> str:
    """Every complaint the reader may handle, what is due first on top."""
    status = query_choice("status", [str(state) for state in ComplaintState], "")
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = queries.desk(reading(), current_actor(), ComplaintState(status) if status else None, number)
    return render_template(
        "regulator/complaints.html",
        rows=rows,
        total=total,
        status=status,
        states=list(ComplaintState),
        now=now(),
        page=number,
        pages=max(1, -(-total // queries.PAGE_SIZE)),
    )


def complaint(ref: str) -> str:
    """One case with everything in it, and what the reader may do now."""
    case, contact = queries.examined(reading(), current_actor(), ref)
    found = case.complaint
    people = accounts.names(reading(), {found.officer_id} if found.officer_id else set())
    return render_template(
        "regulator/complaint.html",
        case=case,
        complaint=found,
        contact=contact,
        anonymity=ANONYMITY[found.anonymity][0],
        stands=standing.of_complaint(found),
        articles=named(found.articles),
        decided_under=named(case.decision.articles) if case.decision else [],
        officer=people.get(found.officer_id or 0),
        is_officer=found.officer_id == current_actor().user_id,
        steps=[(name, step.heading) for name, step in STEPS.items() if _may(found, step)],
        may_take=_can(found, "take", "complaint:check") and found.officer_id != current_actor().user_id,
        may_decide=_can(found, "decide", "complaint:decide"),
        may_publish=_can(found, "publish", "complaint:decide"),
        now=now(),
    )


def complaint_file(ref: str, file: str) -> Response:
    """A file of the case."""
    case, _contact = queries.examined(reading(), current_actor(), ref)
    return file_of_case(case, file)


def complaint_take(ref: str) -> Response:
    """Become its officer."""
    queries.examined(reading(), current_actor(), ref)
    return act_and_return(
        lambda uow: operations.take(uow, ref), lambda _done: _address(ref), _("You are the officer of this case.")
    )


def complaint_step(ref: str, step: str) -> Page:
    """Ask, send away or withhold: each a text."""
    chosen = STEPS.get(step)
    if chosen is None:
        raise NotFound
    case, _contact = queries.examined(reading(), current_actor(), ref)
    _demand(case.complaint, _asked(case.complaint, chosen))
    form = TextForm()
    form.text.label.text, form.text.description = translate(chosen.label), translate(chosen.hint)
    return form_page(
        form,
        "regulator/complaint_step.html",
        act=lambda uow: chosen.act(uow, ref, form.text.data or ""),
        then=lambda _done: _address(ref),
        done=translate(chosen.done),
        case=case,
        complaint=case.complaint,
        heading=translate(chosen.heading),
    )


def complaint_decide(ref: str) -> Page:
    """Write the decision."""
    case, _contact = queries.examined(reading(), current_actor(), ref)
    _demand(case.complaint, "complaint:decide")
    form = DecisionForm()
    return form_page(
        form,
        "regulator/complaint_decide.html",
        act=lambda uow: operations.decide(uow, ref, form.finding()),
        then=lambda _done: _address(ref),
        done=_("The case is decided. Publish the decision, or state why not."),
        case=case,
        complaint=case.complaint,
        articles=named(case.complaint.articles),
    )


def complaint_publish(ref: str) -> Page:
    """Show the decision as the public will read it, and publish it."""
    case, _contact = queries.examined(reading(), current_actor(), ref)
    _demand(case.complaint, "complaint:decide")
    preview = queries.told(reading(), case.complaint)
    if case.decision is None or preview is None:
        raise Conflict(COMPLAINT.meanings[case.complaint.state])
    return form_page(
        PublishForm(),
        "regulator/complaint_publish.html",
        act=lambda uow: operations.publish(uow, ref),
        then=lambda _done: _address(ref),
        done=_("The decision is published."),
        case=case,
        complaint=case.complaint,
        preview=preview,
        articles=named(case.decision.articles),
    )


def _address(ref: str) -> str:
    return url_for("regulator.complaint", ref=ref)


def _may(found: Complaint, step: Step) -> bool:
    if step.action == "ask_statement" and found.respondent_id is None:
        return False
    is_anothers = found.officer_id is not None and found.officer_id != current_actor().user_id
    return not is_anothers and _can(found, step.action, step.permission)


def _asked(found: Complaint, step: Step) -> str:
    """The permission that the step needs in this case."""
    return "complaint:decide" if found.officer_id is not None and step.action in SENDS_AWAY else step.permission


def _can(found: Complaint, action: str, permission: str) -> bool:
    return COMPLAINT.allows(found.state, action) and providers().authority.permits(
        reading(), current_actor(), permission, found
    )


def _demand(found: Complaint, permission: str) -> None:
    if not providers().authority.permits(reading(), current_actor(), permission, found):
        raise NotPermitted(mark("Another officer has this case. Take it over first."))
