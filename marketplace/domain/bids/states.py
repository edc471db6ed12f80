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
