"""Reads of questions. Who asked is answered to the asker alone."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.questions import rules
from marketplace.domain.questions.models import Question, QuestionAsker
from marketplace.domain.questions.states import QuestionState
from marketplace.domain.tenders import moves
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound


def of_tender(session: Session, tender_id: int) -> Sequence[Question]:
    """All of a notice, the oldest first; as public as the notice is."""
    return session.scalars(select(Question).where(Question.tender_id == tender_id).order_by(Question.id)).all()


def own(session: Session, actor: Actor, tender_id: int) -> Collection[int]:
    """Keys of those that the actor's agencies asked."""
    agencies = actor.organisations(Role.AGENCY_MEMBER)
    asked = select(QuestionAsker.question_id).join(Question, Question.id == QuestionAsker.question_id)
    return set(
        session.scalars(asked.where(Question.tender_id == tender_id, QuestionAsker.organisation_id.in_(agencies)))
    )


def see(session: Session, ref: str) -> tuple[Question, Tender]:
    """A question and its tender; raises NotFound. A notice that takes questions is public."""
    found = session.execute(
        select(Question, Tender).join(Tender, Tender.id == Question.tender_id).where(Question.ref == ref)
    ).first()
    if found is None:
        raise NotFound
    return found.Question, found.Tender


def asking_until(session: Session, tender: Tender) -> datetime | None:
    """Until when one may ask, whether that has passed or not; None unless the tender takes bids.

    It counts from the deadline that the department set: one that moved for a question opens no new time for others.
    """
    deadline = moves.announced(session, tender)
    if tender.state is not TenderState.PUBLISHED or deadline is None:
        return None
    return rules.open_until(calendars.around(session, deadline), deadline)


def number_of(session: Session, tender_id: int, agency_id: int) -> int:
    """How many this agency asked about a tender; for the rule that limits it."""
    asked = select(func.count(Question.id)).join(QuestionAsker, QuestionAsker.question_id == Question.id)
    return session.scalar(asked.where(Question.tender_id == tender_id, QuestionAsker.organisation_id == agency_id)) or 0


def mergeable(session: Session, question: Question) -> Sequence[Question]:
    """Those that a question may be put to: others about the same tender that are answered, or will be."""
    ends = (QuestionState.ASKED, QuestionState.ANSWERED)
    others = select(Question).where(Question.tender_id == question.tender_id, Question.id != question.id)
    return session.scalars(others.where(Question.state.in_(ends)).order_by(Question.id)).all()


def waiting(session: Session, buyer_ids: Collection[int]) -> Sequence[AnyRow]:
    """(Question, Tender) that these departments have to answer, the nearest deadline first."""
    return session.execute(
        select(Question, Tender)
        .join(Tender, Tender.id == Question.tender_id)
        .where(
            Tender.buyer_id.in_(buyer_ids),
            Tender.state == TenderState.PUBLISHED,
            Question.state == QuestionState.ASKED,
        )
        .order_by(Tender.deadline_at, Question.id)
    ).all()
