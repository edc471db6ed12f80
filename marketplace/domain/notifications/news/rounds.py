"""Prices that are sent in rounds after the opening, and quotes that the department answers."""

from collections.abc import Sequence

from marketplace.domain.bids import doubts
from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.scene import Scene
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.rounds.events import (
    FinalPricesWanted,
    QuotesWanted,
    ReplyWanted,
    RoundCalled,
    RoundPaused,
    RoundResumed,
    RoundsOver,
)
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.i18n import mark


def _asks(scene: Scene, *, department: bool) -> bool:
    """Whether the step that runs asks the department, or the bidders."""
    step = rounds.current(scene.session, scene.tender.id)
    return step is not None and (rounds.BY_BUYER in step.who) is department


def _is_over(scene: Scene, *, doubted: bool) -> bool:
    """Whether the selection comes next, or doubts about bids that it waits for."""
    waits = bool(doubts.unsettled(scene.session, scene.tender.id))
    return scene.tender.state is TenderState.OPENED and waits is doubted


ROWS: Sequence[News] = (
    News(
        "round_called",
        RoundCalled,
        to.bidders_in_the_running,
        Topic.BIDDING,
        mark("The rounds begin"),
        mark(
            "The round of “%(title)s” begins at %(round_begins)s. You see your own place only; your last price stands "
            "until you send a lower one."
        ),
        "/supplier/tenders/%(tender)s/auction",
    ),
    News(
        "quotes_wanted",
        QuotesWanted,
        to.bidders_in_the_running,
        Topic.BIDDING,
        mark("You may quote"),
        mark(
            "“%(title)s”: quote from %(round_begins)s, by %(round_ends)s. Your last price stands if you send none. "
            "What the department answered to the quotes before stands on the page."
        ),
        "/supplier/tenders/%(tender)s/auction",
        if_still=lambda scene: _asks(scene, department=False),
    ),
    News(
        "final_prices_wanted",
        FinalPricesWanted,
        to.bidders_asked,
        Topic.BIDDING,
        mark("Give your final price"),
        mark(
            "“%(title)s”: your bid is among the best. Give one final price from %(round_begins)s, by %(round_ends)s. "
            "Whoever gives none comes after all who gave one."
        ),
        "/supplier/tenders/%(tender)s/auction",
        if_still=lambda scene: _asks(scene, department=False),
    ),
    News(
        "reply_wanted",
        ReplyWanted,
        to.together(to.drafters, to.approvers),
        Topic.PURCHASING,
        mark("Quotes to answer"),
        mark(
            "The quotes for “%(title)s” are in. Answer them from %(round_begins)s, by %(round_ends)s; without an "
            "answer the last quotes stand and the selection is run."
        ),
        "/buyer/tenders/%(tender)s/rounds",
        if_still=lambda scene: _asks(scene, department=True),
    ),
    News(
        "round_paused",
        RoundPaused,
        to.bidders_in_the_running,
        Topic.BIDDING,
        mark("A round is interrupted"),
        mark("The round of “%(title)s” is interrupted. Nobody can offer until it goes on; you will be told when."),
        "/supplier/tenders/%(tender)s/auction",
    ),
    News(
        "round_resumed",
        RoundResumed,
        to.bidders_in_the_running,
        Topic.BIDDING,
        mark("A round goes on"),
        mark("The round of “%(title)s” goes on at %(round_begins)s."),
        "/supplier/tenders/%(tender)s/auction",
    ),
    News(
        "rounds_over",
        RoundsOver,
        to.together(to.drafters, to.approvers),
        Topic.PURCHASING,
        mark("The rounds are over."),
        mark("The rounds of “%(title)s” are over. Run the selection by %(award_by)s."),
        "/buyer/tenders/%(tender)s",
        if_still=lambda scene: _is_over(scene, doubted=False),
    ),
    News(
        "rounds_over_doubted",
        RoundsOver,
        to.together(to.drafters, to.approvers),
        Topic.PURCHASING,
        mark("The rounds are over; a price is in doubt"),
        mark(
            "The rounds of “%(title)s” are over, and a last price is abnormally low. Its bidder is asked to explain "
            "it, then an approver decides whether the bid takes part. Run the selection after that, by %(award_by)s."
        ),
        "/buyer/tenders/%(tender)s",
        if_still=lambda scene: _is_over(scene, doubted=True),
    ),
)
