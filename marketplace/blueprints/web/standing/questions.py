"""Questions about a notice, as the public, their asker and the department read them."""

from marketplace.blueprints.web.standing import Duties, Duty, Standing, stand
from marketplace.domain.questions.models import Question
from marketplace.domain.questions.states import QUESTION, QuestionState
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import HOLD_FOR, MAX_HOLDS
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.i18n import mark

Q = QuestionState

QUESTIONS: Duties = {
    Q.ASKED: Duty(
        mark("Answer the question, put it to one that asks the same, or refuse it with a reason."),
        mark("A drafter or an approver of the department"),
        "question:answer",
        mark("Before the deadline for bids."),
        mark(
            "Then the deadline moves by %(days)s working day for everybody, at most %(times)s times; "
            "after that the tender fails.",
            days=HOLD_FOR,
            times=MAX_HOLDS,
        ),
    ),
    Q.ANSWERED: Duty(mark("Whoever bids bids on the notice with this answer.")),
    Q.MERGED: Duty(mark("Whoever bids reads the answer there.")),
    Q.REFUSED: Duty(mark("The notice stands as it is. Whoever finds the reason wrong may complain.")),
}
TOO_LATE = Duty(mark("The tender takes no bids any more, so the question is not answered."))


def of_question(question: Question, tender: Tender) -> Standing:
    """A question; it is due while its tender takes bids."""
    state = question.state
    if state is not Q.ASKED:
        return stand(QUESTION, state, QUESTIONS[state], question)
    if tender.state is not TenderState.PUBLISHED:
        return stand(QUESTION, state, TOO_LATE, question)
    return stand(QUESTION, state, QUESTIONS[state], question, tender.deadline_at)
