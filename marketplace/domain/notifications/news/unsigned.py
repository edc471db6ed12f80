"""Between an award and its contract, when things do not go straight."""

from collections.abc import Sequence

from marketplace.domain.awards.events import AwardEnded, AwardOverdue
from marketplace.domain.awards.states import AwardState
from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.i18n import mark

ROWS: Sequence[News] = (
    News(
        "winner_dropped_out",
        AwardEnded,
        to.without(to.together(to.drafters, to.approvers), lambda scene: [scene.award.ended_by]),
        Topic.CONTRACTS,
        mark("A winner dropped out"),
        mark(
            "The award of “%(title)s” ended before a contract: %(award_ended_because)s "
            "An approver decides by %(decide_by)s: the next in rank, or a failed tender."
        ),
        "/buyer/tenders/%(tender)s",
        if_still=lambda scene: scene.tender.state is TenderState.FALLEN_THROUGH,
    ),
    News(
        "award_lapsed",
        AwardEnded,
        to.the_winner,
        Topic.CONTRACTS,
        mark("Your award has lapsed"),
        mark("The department recorded that nothing comes of your award of “%(title)s”: %(award_ended_because)s"),
        "/supplier/awards",
        AwardState.LAPSED,
    ),
    News(
        "award_revoked",
        AwardEnded,
        to.the_winner,
        Topic.CONTRACTS,
        mark("Your award was revoked"),
        mark("The department cancelled “%(title)s” before its contract was signed: %(award_ended_because)s"),
        "/supplier/awards",
        AwardState.REVOKED,
    ),
    News(
        "award_overdue",
        AwardOverdue,
        to.the_winner,
        Topic.CONTRACTS,
        mark("A contract is not signed in time"),
        mark("The contract of “%(title)s” was to be signed by %(sign_by)s, and a signature is missing."),
        "/supplier/awards",
        if_still=lambda scene: scene.award.state is AwardState.CONFIRMED,
    ),
    News(
        "own_award_overdue",
        AwardOverdue,
        to.together(to.drafters, to.approvers),
        Topic.CONTRACTS,
        mark("A contract is not signed in time"),
        mark(
            "The contract of “%(title)s” was to be signed by %(sign_by)s, and a signature is missing. "
            "The page of the tender says whose, and what you can do."
        ),
        "/buyer/tenders/%(tender)s",
        if_still=lambda scene: scene.award.state is AwardState.CONFIRMED,
    ),
)
