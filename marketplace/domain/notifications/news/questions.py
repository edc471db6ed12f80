"""Questions about a notice: that there is one, and what the department says to it; never who asked."""

from collections.abc import Sequence

from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.questions.events import QuestionAsked, QuestionMoved
from marketplace.domain.questions.states import QuestionState
from marketplace.kernel.i18n import mark

ROWS: Sequence[News] = (
    News(
        "question_to_answer",
        QuestionAsked,
        to.together(to.drafters, to.approvers),
        Topic.PURCHASING,
        mark("A question to answer"),
        mark("A question about “%(title)s” is public. While it is not answered, the tender does not close."),
        "/buyer/tenders/%(tender)s/questions",
        if_still=lambda scene: scene.question.state is QuestionState.ASKED,
    ),
    News(
        "question_answered",
        QuestionMoved,
        to.together(to.the_asker, to.bidders, to.invited_bidders, to.drafting_agencies),
        Topic.BIDDING,
        mark("A question was answered"),
        mark("The department has answered a question about “%(title)s”. Bids are due by %(deadline)s."),
        "/tenders/%(tender)s",
        QuestionState.ANSWERED,
    ),
    News(
        "question_merged",
        QuestionMoved,
        to.the_asker,
        Topic.BIDDING,
        mark("Your question was asked before"),
        mark("Your question %(question)s about “%(title)s” was put to another one that asks the same."),
        "/tenders/%(tender)s",
        QuestionState.MERGED,
    ),
    News(
        "question_refused",
        QuestionMoved,
        to.the_asker,
        Topic.BIDDING,
        mark("Your question was not answered"),
        mark("The department does not answer your question %(question)s about “%(title)s”. The reason is public."),
        "/tenders/%(tender)s",
        QuestionState.REFUSED,
    ),
)
