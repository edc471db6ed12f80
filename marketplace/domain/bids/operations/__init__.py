"""What an agency does with its bid, and the closing and opening of all of them."""

from marketplace.domain.bids.operations.bidding import forget_drafts, save_draft, seal_in, withdraw
from marketplace.domain.bids.operations.opening import close, conclude, hand_in, replace_opener
from marketplace.domain.bids.operations.receiving import submit

__all__ = [
    "close",
    "conclude",
    "forget_drafts",
    "hand_in",
    "replace_opener",
    "save_draft",
    "seal_in",
    "submit",
    "withdraw",
]
