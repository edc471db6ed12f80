"""The decision, and whether the public reads it."""

from dataclasses import dataclass

from marketplace.domain.complaints import rules
from marketplace.domain.complaints.articles import ARTICLES
from marketplace.domain.complaints.events import ComplaintPublished
from marketplace.domain.complaints.models import (
    Complaint,
    ComplaintDecision,
    ComplaintPublication,
)
from marketplace.domain.complaints.operations.steps import advance, write
from marketplace.domain.complaints.queries import told
from marketplace.domain.complaints.states import COMPLAINT, ComplaintState, EntryKind, Outcome
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import paragraphs
from marketplace.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Finding:
    """A decision as the officer writes it."""

    outcome: Outcome
    facts: str
    reasoning: str
    articles: tuple[str, ...]
    measures: str = ""


def decide(uow: UnitOfWork, ref: str, finding: Finding) -> Complaint:
    """Decide the case. Nobody on the platform is found at fault unheard (反垄断法 Art 51)."""
    complaint = uow.claim(Complaint, ref, "complaint:decide")
    clean = _checked(finding)
    if complaint.state is ComplaintState.STATEMENT_ASKED and (complaint.due_at is None or uow.now < complaint.due_at):
        raise Conflict(mark("The respondent still has time for its statement."))
    unheard = complaint.respondent_id is not None and complaint.statement_asked_at is None
    if clean.outcome is Outcome.FOUNDED and unheard:
        raise Conflict(mark("Ask the respondent for a statement first: nobody is found at fault unheard."))
    advance(uow, complaint, "decide", None)
    uow.add(
        ComplaintDecision(
            complaint_id=complaint.id,
            outcome=clean.outcome,
            facts=clean.facts,
            reasoning=clean.reasoning,
            articles=list(clean.articles),
            measures=clean.measures,
            at=uow.now,
            decided_by=uow.actor.user_id,
        )
    )
    uow.record("complaint:outcome", complaint, outcome=clean.outcome, articles=list(clean.articles))
    return complaint


def publish(uow: UnitOfWork, ref: str) -> Complaint:
    """Publish the decision with everybody's personal data masked, the filer's above all."""
    complaint = uow.claim(Complaint, ref, "complaint:decide")
    advance(uow, complaint, "publish", None)
    complaint.published_at = uow.now
    text = told(uow.session, complaint)
    if text is None:
        raise Conflict(COMPLAINT.meanings[complaint.state])
    uow.add(
        ComplaintPublication(
            complaint_id=complaint.id,
            clause=text.clause[: rules.LONGEST_CLAUSE],
            facts=text.facts,
            reasoning=text.reasoning,
            measures=text.measures,
            at=uow.now,
            published_by=uow.actor.user_id,
        )
    )
    uow.emit(ComplaintPublished(complaint.ref))
    return complaint


def withhold(uow: UnitOfWork, ref: str, reason: str) -> Complaint:
    """Do not publish it, with the reason on file; it may still be published later."""
    complaint = uow.claim(Complaint, ref, "complaint:decide")
    words = rules.said(reason, "text")
    advance(uow, complaint, "withhold", None)
    write(uow, complaint, EntryKind.WITHHELD, words)
    return complaint


def _checked(finding: Finding) -> Finding:
    wrong: dict[str, Text] = {}
    texts = {}
    is_founded = finding.outcome is Outcome.FOUNDED
    for name, is_required in (("facts", True), ("reasoning", True), ("measures", is_founded)):
        try:
            texts[name] = paragraphs(getattr(finding, name), longest=rules.LONGEST_TEXT, required=is_required)
        except Invalid as refusal:
            wrong[name] = refusal.text
    articles = tuple(code for code in ARTICLES if code in finding.articles)
    if is_founded and not articles:
        wrong["articles"] = mark("Choose at least one provision.")
    if wrong:
        raise Invalid(fields=wrong)
    return Finding(finding.outcome, texts["facts"], texts["reasoning"], articles, texts["measures"])
