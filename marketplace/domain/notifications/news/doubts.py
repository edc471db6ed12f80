"""Doubts about opened bids: whose turn it is and by when; what is in them stands on their page."""

from collections.abc import Sequence

from marketplace.domain.bids.events import BidDoubted, DoubtAnswered, DoubtSettled
from marketplace.domain.bids.states import DoubtState
from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.kernel.i18n import mark

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
            "A bidder for “%(title)s” has replied to what speaks against its bid. Decide whether the bid takes part; "
            "the selection waits."
        ),
        "/buyer/doubts/%(doubt)s",
        if_still=lambda scene: scene.doubt.state is DoubtState.ANSWERED,
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
