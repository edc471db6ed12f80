"""From the draft to the confirmed award."""

from collections.abc import Sequence

from marketplace.domain.awards.events import AwardAnnounced, AwardConfirmed
from marketplace.domain.awards.states import AwardState
from marketplace.domain.bids.events import BidLeftUnsent, BidReceived
from marketplace.domain.notifications import audiences as to
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.openers.events import OpenerChallenged
from marketplace.domain.tenders.events import (
    TenderAmended,
    TenderHandedOn,
    TenderMoved,
)
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.i18n import mark

ROWS: Sequence[News] = (
    # The department's desk. A draft is not public: its number says enough.
    News(
        "tender_to_approve",
        TenderHandedOn,
        to.without(to.approvers, lambda scene: scene.tender.authors),
        Topic.PURCHASING,
        mark("A tender to approve"),
        mark("The draft %(tender)s was submitted. Approve it or return it with a reason."),
        "/buyer/tenders/%(tender)s",
        TenderState.IN_APPROVAL,
        if_still=lambda scene: scene.tender.state is TenderState.IN_APPROVAL,
    ),
    News(
        "tender_returned",
        TenderHandedOn,
        to.drafters,
        Topic.PURCHASING,
        mark("A draft was returned"),
        mark("The draft %(tender)s was returned. Read the reason, change it and submit it again."),
        "/buyer/tenders/%(tender)s",
        TenderState.DRAFT,
        if_still=lambda scene: scene.tender.state is TenderState.DRAFT,
    ),
    News(
        "tender_to_publish",
        TenderHandedOn,
        to.drafters,
        Topic.PURCHASING,
        mark("A tender is approved"),
        mark("The draft %(tender)s is approved and can be published."),
        "/buyer/tenders/%(tender)s",
        TenderState.APPROVED,
        if_still=lambda scene: scene.tender.state is TenderState.APPROVED,
    ),
    # While bids are sealed, nobody but the bidder hears of a bid: not what it says, not that there is one.
    News(
        "bid_received",
        BidReceived,
        to.the_bidder,
        Topic.BIDDING,
        mark("Your bid was received"),
        mark(
            "The bid %(bid)s for “%(title)s” was received at %(received_at)s and stays sealed until the opening. "
            "You can replace or withdraw it before %(deadline)s. The receipt is on its page."
        ),
        "/supplier/bids/%(bid)s",
    ),
    News(
        "bid_invited_again",
        TenderAmended,
        to.invited_bidders,
        Topic.BIDDING,
        mark("Your bid counts only when you confirm it or send another"),
        mark(
            "The notice of “%(title)s” was changed after you bid. Your bid counts only when you confirm it or send "
            "another by %(deadline)s. The reason of the change: %(change)s"
        ),
        "/supplier/bids/%(bid)s",
    ),
    News(
        "tender_changed",
        TenderAmended,
        to.together(to.bidders, to.drafting_agencies),
        Topic.BIDDING,
        mark("A notice was changed"),
        mark(
            "The notice of “%(title)s” was changed; bids are now due by %(deadline)s. "
            "Replace your bid if you need to. The reason: %(change)s"
        ),
        "/tenders/%(tender)s",
    ),
    News(
        "tender_closing",
        BidLeftUnsent,
        to.the_drafting_agency,
        Topic.BIDDING,
        mark("Your bid is not submitted yet"),
        mark("Bids for “%(title)s” are due by %(deadline)s. Your bid is saved, but not submitted."),
        "/supplier/tenders/%(tender)s/bid",
    ),
    News(
        "tender_cancelled",
        TenderMoved,
        to.together(to.bidders_of_a_cancelled_tender, to.drafting_agencies),
        Topic.BIDDING,
        mark("A tender was cancelled"),
        mark("“%(title)s” was cancelled: %(ended_because)s"),
        "/tenders/%(tender)s",
        TenderState.CANCELLED,
    ),
    News(
        "own_tender_cancelled",
        TenderMoved,
        to.drafters,
        Topic.PURCHASING,
        mark("A tender was cancelled"),
        mark("“%(title)s” was cancelled: %(ended_because)s"),
        "/buyer/tenders/%(tender)s",
        TenderState.CANCELLED,
    ),
    News(
        "tender_to_open",
        TenderMoved,
        to.openers,
        Topic.OPENINGS,
        mark("Bids to open"),
        mark("The deadline of “%(title)s” has passed. Hand in what your key reads by %(open_by)s."),
        "/account/keys/openings/%(tender)s",
        TenderState.CLOSED,
        lambda scene: scene.tender.state is TenderState.CLOSED,
    ),
    News(
        "key_wanted",
        OpenerChallenged,
        to.the_opener,
        Topic.OPENINGS,
        mark("Show that your key is at hand"),
        mark("A tender that names your key closes soon. Show that you can use the key, before it is needed."),
        "/account/keys/%(opener)s/prove",
        if_still=lambda scene: not scene.opener.has_answered,
    ),
    # Opening and result
    News(
        "bid_excluded",
        TenderMoved,
        to.excluded_bidders,
        Topic.BIDDING,
        mark("Your bid was excluded"),
        mark("The bids for “%(title)s” were opened. Yours was excluded: %(excluded_because)s"),
        "/supplier/bids/%(bid)s",
        TenderState.OPENED,
    ),
    News(
        "bids_opened",
        TenderMoved,
        to.bidders_in_the_running,
        Topic.BIDDING,
        mark("The bids were opened"),
        mark("The bids for “%(title)s” were opened. Yours is valid and takes part in the selection."),
        "/supplier/bids/%(bid)s",
        TenderState.OPENED,
    ),
    News(
        "award_to_announce",
        TenderMoved,
        to.without(to.approvers, lambda scene: [scene.tender.selected_by]),
        Topic.PURCHASING,
        mark("An award to announce"),
        mark("The selection for “%(title)s” is made. Announce the award by %(award_by)s."),
        "/buyer/tenders/%(tender)s/award",
        TenderState.SELECTED,
        if_still=lambda scene: scene.tender.state is TenderState.SELECTED,
    ),
    News(
        "tender_failed",
        TenderMoved,
        to.bidders,
        Topic.BIDDING,
        mark("A tender failed"),
        mark("“%(title)s” ended without an award: %(ended_because)s"),
        "/tenders/%(tender)s",
        TenderState.FAILED,
    ),
    News(
        "own_tender_failed",
        TenderMoved,
        to.together(to.drafters, to.approvers),
        Topic.PURCHASING,
        mark("A tender failed"),
        mark("“%(title)s” ended without an award. Decide whether to issue it again. The reason: %(ended_because)s"),
        "/buyer/tenders/%(tender)s",
        TenderState.FAILED,
    ),
    News(
        "bid_won",
        AwardAnnounced,
        to.the_winner,
        Topic.BIDDING,
        mark("You have won"),
        mark(
            "“%(title)s” was awarded to you for %(award_amount)s. The notice stands until %(publicity_until)s; "
            "the contract is signed after that, by %(sign_by)s."
        ),
        "/supplier/bids/%(bid)s",
    ),
    News(
        "bid_lost",
        AwardAnnounced,
        to.the_losers,
        Topic.BIDDING,
        mark("Your bid was not chosen"),
        mark(
            "“%(title)s” was awarded to another provider; everything the selection rests on is public. "
            "Your bid: %(rank)s. %(why)s"
        ),
        "/supplier/bids/%(bid)s",
        if_still=lambda scene: scene.award.follows_id is None,
    ),
    News(
        "award_confirmed",
        AwardConfirmed,
        to.the_winner,
        Topic.CONTRACTS,
        mark("Your award is confirmed"),
        mark("The publicity period of “%(title)s” is over. The contract is signed by %(sign_by)s."),
        "/supplier/awards",
        if_still=lambda scene: scene.award.state is AwardState.CONFIRMED,
    ),
    News(
        "contract_to_draw_up",
        AwardConfirmed,
        to.together(to.drafters, to.approvers),
        Topic.CONTRACTS,
        mark("A contract to conclude"),
        mark("The publicity period of “%(title)s” is over. Conclude the contract by %(sign_by)s."),
        "/buyer/tenders/%(tender)s",
        if_still=lambda scene: scene.award.state is AwardState.CONFIRMED,
    ),
)
