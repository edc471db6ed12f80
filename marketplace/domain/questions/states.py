"""The life of a question, as a table."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class QuestionState(StrEnum):
    """Where a question stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    MERGED = "merged"
    REFUSED = "refused"


Q = QuestionState

QUESTION = Lifecycle(
    "question",
    Q.ASKED,
    {
        (Q.ASKED, "answer"): Q.ANSWERED,
        (Q.ASKED, "merge"): Q.MERGED,
        (Q.ASKED, "refuse"): Q.REFUSED,
    },
    {
        Q.ASKED: mark("The question is public and waits for the department's answer; the tender stays open for it."),
        Q.ANSWERED: mark("The department has answered, for everybody to read."),
        Q.MERGED: mark("The same was asked before; the answer stands there."),
        Q.REFUSED: mark("The department did not answer, for the reason stated."),
    },
)
