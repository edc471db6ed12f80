"""Doubts about opened bids: whose turn it is and by when; what is in them stands on their page."""

from collections.abc import Sequence

from marketplace.domain.bids.events import BidDoubted, DoubtAnswered, DoubtOverdue, DoubtSettled
from marketplace.domain.bids.states import DoubtState
from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.scene import Scene
from marketplace.domain.notifications.topics import Topic
from marketplace.kernel.i18n import mark


def _waits_for_the_department(scene: Scene) -> bool:
    return scene.doubt.state is DoubtState.ANSWERED


ROWS: Sequence[News] = (
    News(
        "bid_doubted",
        BidDoubted,
        to.the_doubted,
        Topic.BIDDING,
        mark("Reply to what speaks against your bid"),
        mark(
            "Something speaks against your bid for “%(title)s”. Reply in writing by %(reply_by)s; "
            "otherwise the bid takes no part."
        ),
        "/supplier/doubts/%(doubt)s",
        if_still=lambda scene: scene.doubt.state is DoubtState.ASKED,
    ),
    News(
        "doubt_to_decide",
        DoubtAnswered,
        to.approvers,
        Topic.PURCHASING,
        mark("A bidder has replied"),
        mark(
            "A bidder for “%(title)s” has replied to what speaks against its bid. Decide by %(doubt_due)s whether the "
            "bid takes part; the selection waits."
        ),
        "/buyer/doubts/%(doubt)s",
        if_still=_waits_for_the_department,
    ),
    News(
        "doubt_overdue",
        DoubtOverdue,
        to.every_regulator,
        Topic.COMPLAINTS,
        mark("A department does not decide about a bid"),
        mark(
            "Whether a bid for “%(title)s” takes part was to be decided by %(doubt_due)s. The bidder has replied, and "
            "the selection waits."
        ),
        "/regulator/doubts/%(doubt)s",
        if_still=_waits_for_the_department,
    ),
    News(
        "own_doubt_overdue",
        DoubtOverdue,
        to.approvers,
        Topic.PURCHASING,
        mark("Whether a bid takes part is not decided in time"),
        mark(
            "Whether a bid for “%(title)s” takes part was to be decided by %(doubt_due)s. Regulators see that it is "
            "late, and the selection waits."
        ),
        "/buyer/doubts/%(doubt)s",
        if_still=_waits_for_the_department,
    ),
    News(
        "doubt_settled",
        DoubtSettled,
        to.the_doubted,
        Topic.BIDDING,
        mark("Whether your bid takes part"),
        mark(
            "What spoke against your bid for “%(title)s” is settled. The page says whether the bid takes part, and why."
        ),
        "/supplier/doubts/%(doubt)s",
    ),
)
