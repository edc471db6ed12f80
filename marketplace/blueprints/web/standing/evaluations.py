"""While proposals are evaluated: who scores, who agrees, and with two envelopes who opens the prices after that."""

from dataclasses import replace

from marketplace.blueprints.web.standing import AWARD_TERM, NO_DATE, Duty
from marketplace.blueprints.web.work import reading
from marketplace.domain.bids.rules import OPEN_WITHIN
from marketplace.domain.evaluation import queries as evaluation
from marketplace.domain.evaluation.rules import MINIMUM_EVALUATORS, fewest_evaluators
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.i18n import mark

_SCORE_AND_AGREE = mark(
    "Score every bid alone, at least %(count)s evaluators do, and then agree on the points of each. "
    "Nobody can read a price before that."
)
_SCORE = mark("Score every bid; at least %(count)s evaluators do. Then the selection is run.")

EVALUATING = Duty(
    mark(_SCORE_AND_AGREE.msgid, count=MINIMUM_EVALUATORS),
    mark("The evaluators of the department"),
    "tender:evaluate",
    NO_DATE,
    mark("Then those who hold the keys open the prices."),
)
EVALUATED = Duty(
    mark("Hand in what the keys read of the prices. They all open as soon as enough openers have done so."),
    mark("The openers whom the notice names"),
    "tender:hand_in",
    mark("Within %(days)s working day of the agreement (this market's rule).", days=OPEN_WITHIN),
    mark("Then an approver of the department may end the opening with the keys that are there."),
)
SCORED = Duty(
    mark(_SCORE.msgid, count=MINIMUM_EVALUATORS),
    mark("The evaluators of the department"),
    "tender:evaluate",
    AWARD_TERM,
)
"""While proposals are scored."""
AGREED = replace(
    SCORED, what=mark("Agree on the points of every bid: one proposes, all others confirm. Then the selection is run.")
)
"""While the evaluators have to agree."""


def evaluating(tender: Tender) -> Duty:
    """While proposals are scored and no price is known."""
    return replace(EVALUATING, what=mark(_SCORE_AND_AGREE.msgid, count=fewest_evaluators(tender.regime)))


def before_the_selection(tender: Tender) -> Duty | None:
    """What comes before the selection: the sheets, then the agreement where the notice asks for one."""
    if evaluation.is_ready(reading(), tender):
        return None
    if evaluation.all_are_in(reading(), tender):
        return AGREED
    return replace(SCORED, what=mark(_SCORE.msgid, count=fewest_evaluators(tender.regime)))
