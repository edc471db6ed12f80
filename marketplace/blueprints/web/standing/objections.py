"""Objections, as their objector, the department and regulators read them."""

from marketplace.blueprints.web.standing import Duties, Duty, Standing, stand
from marketplace.domain.objections.models import Objection
from marketplace.domain.objections.rules import ANSWER_WITHIN
from marketplace.domain.objections.states import OBJECTION, ObjectionState
from marketplace.kernel.i18n import mark

O = ObjectionState  # noqa: E741 - as in the lifecycle

APPROVER = mark("An approver of the department")
TERM = mark(
    "Within %(days)s working days (招标投标法实施条例 Art 54 gives 3 days; working days are this market's rule).",
    days=ANSWER_WITHIN,
)
THEN = mark(
    "Then regulators see that the department is late. The signing goes on waiting, and the objector may complain."
)
MAY_COMPLAIN = mark("The signing waits no more for it. Whoever disagrees with the answer may complain.")

OBJECTIONS: Duties = {
    O.FILED: Duty(
        mark("Answer the objection: uphold the award, uphold the objection, or say why it is not taken up."),
        APPROVER,
        "objection:answer",
        TERM,
        THEN,
    ),
    O.INADMISSIBLE: Duty(MAY_COMPLAIN),
    O.ANSWERED: Duty(MAY_COMPLAIN),
    O.UPHELD: Duty(mark("What follows is said by the tender: the next in rank, or a failed tender.")),
    O.WITHDRAWN: Duty(mark("The signing waits no more for it.")),
}


def of_objection(objection: Objection) -> Standing:
    """An objection; it is due while nothing is settled."""
    state = objection.state
    return stand(OBJECTION, state, OBJECTIONS[state], objection, objection.due_at if state is O.FILED else None)
