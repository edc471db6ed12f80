"""What an agency does with its bid, what a changed notice does to it, and the closing and opening of all."""

from marketplace.domain.bids.operations.bidding import forget_drafts, save_draft, seal_in, withdraw
from marketplace.domain.bids.operations.changing import amend, change_files, confirm, replace_opener
from marketplace.domain.bids.operations.opening import close, conclude, hand_in
from marketplace.domain.bids.operations.receiving import submit

__all__ = [
    "amend",
    "change_files",
    "close",
    "conclude",
    "confirm",
    "forget_drafts",
    "hand_in",
    "replace_opener",
    "save_draft",
    "seal_in",
    "submit",
    "withdraw",
]
