"""What the policy may know of a question: its department, never its asker."""

from sqlalchemy.orm import Session

from marketplace.domain.questions.models import Question
from marketplace.domain.tenders.models import Tender
from marketplace.policy.facts import Facts


def of_question(session: Session, question: Question) -> Facts:
    """It is public with its notice."""
    tender = session.get_one(Tender, question.tender_id)
    return Facts(is_public=tender.is_public, buyer_id=tender.buyer_id)
