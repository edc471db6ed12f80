"""What an agency does with its bid, and the closing and opening of all of them."""

from marketplace.domain.bids.operations.bidding import forget_drafts, save_draft, seal_in, submit, withdraw
from marketplace.domain.bids.operations.opening import close, open_all

__all__ = ["close", "forget_drafts", "open_all", "save_draft", "seal_in", "submit", "withdraw"]
