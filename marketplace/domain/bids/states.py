"""The life of one agency's bid, as a table."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class BidState(StrEnum):
    """Where a bid stands."""

    SUBMITTED = "submitted"
    INVITED_AGAIN = "invited_again"
    WITHDRAWN = "withdrawn"
    VALID = "valid"
    INVALID = "invalid"


class SealedBy(StrEnum):
    """Where a bid was sealed: on the bidder's own device, or in the platform's memory for want of script."""

    BIDDER = "bidder"
    PLATFORM = "platform"


class Sitting(StrEnum):
    """What the openers open at one time: whole bids, or with two envelopes first the one part and later the other."""

    WHOLE = "whole"
    TECHNICAL = "technical"
    PRICES = "prices"


S = BidState

BID = Lifecycle(
    "bid",
    S.SUBMITTED,
    {
        (S.SUBMITTED, "replace"): S.SUBMITTED,
        (S.SUBMITTED, "withdraw"): S.WITHDRAWN,
        (S.SUBMITTED, "invite_again"): S.INVITED_AGAIN,
        (S.INVITED_AGAIN, "replace"): S.SUBMITTED,
        (S.INVITED_AGAIN, "confirm"): S.SUBMITTED,
        (S.INVITED_AGAIN, "withdraw"): S.WITHDRAWN,
        (S.WITHDRAWN, "replace"): S.SUBMITTED,
        (S.SUBMITTED, "admit"): S.VALID,
        (S.SUBMITTED, "exclude"): S.INVALID,
        (S.VALID, "admit"): S.VALID,
        (S.VALID, "exclude"): S.INVALID,
        (S.INVALID, "readmit"): S.VALID,
    },
    {
        S.SUBMITTED: mark("The bid is received and sealed."),
        S.INVITED_AGAIN: mark(
            "The notice was changed after the bid came; it counts only when confirmed or sent again."
        ),
        S.WITHDRAWN: mark("The bid was withdrawn; it is never opened."),
        S.VALID: mark("The bid was opened and takes part in the selection."),
        S.INVALID: mark("The bid was opened and excluded; the reason is stated."),
    },
)


class Ground(StrEnum):
    """Why a bid that was opened is doubted."""

    AFFILIATION = "affiliation"
    TIED_BIDDERS = "tied_bidders"
    EARLIER_WORK = "earlier_work"
    LOW_PRICE = "low_price"


class DoubtState(StrEnum):
    """Where a doubt about a bid stands."""

    ASKED = "asked"
    ANSWERED = "answered"
    ADMITTED = "admitted"
    EXCLUDED = "excluded"
    SILENT = "silent"


D = DoubtState

DOUBT = Lifecycle(
    "doubt",
    D.ASKED,
    {
        (D.ASKED, "reply"): D.ANSWERED,
        (D.ASKED, "admit"): D.ADMITTED,
        (D.ANSWERED, "admit"): D.ADMITTED,
        (D.ANSWERED, "exclude"): D.EXCLUDED,
        (D.ASKED, "expire"): D.SILENT,
    },
    {
        D.ASKED: mark("The bidder is asked to reply in writing. The selection waits for it."),
        D.ANSWERED: mark("The bidder has replied; the department decides. The selection waits for it."),
        D.ADMITTED: mark("The department has decided that the bid takes part; its reason is stated."),
        D.EXCLUDED: mark("The department has decided that the bid takes no part; its reason is stated."),
        D.SILENT: mark("The bidder did not reply in time; the bid takes no part."),
    },
)

DECIDED_AGAINST = frozenset({D.EXCLUDED, D.SILENT})
"""Out, whatever the ground is."""

UNSETTLED = frozenset({D.ASKED, D.ANSWERED})
"""What the selection waits for."""
