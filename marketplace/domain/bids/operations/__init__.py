"""What an agency does with its bid, what a changed notice does to it, and the closing and opening of all."""

from marketplace.domain.bids.operations.bidding import forget_drafts, save_draft, seal_in, withdraw
from marketplace.domain.bids.operations.changing import amend, change_files, change_recusals, confirm, replace_opener
from marketplace.domain.bids.operations.doubting import (
    admit,
    doubt_low_prices,
    doubt_new_ties,
    exclude,
    expire,
    mark_overdue,
    refuse_doubted,
    reply,
)
from marketplace.domain.bids.operations.opening import close, conclude, hand_in
from marketplace.domain.bids.operations.receiving import submit

__all__ = [
    "admit",
    "amend",
    "change_files",
    "change_recusals",
    "close",
    "conclude",
    "confirm",
    "doubt_low_prices",
    "doubt_new_ties",
    "exclude",
    "expire",
    "forget_drafts",
    "hand_in",
    "mark_overdue",
    "refuse_doubted",
    "replace_opener",
    "reply",
    "save_draft",
    "seal_in",
    "submit",
    "withdraw",
]
