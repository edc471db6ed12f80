"""Doubts about opened bids, to read: above all those that a department leaves undecided."""

from marketplace.blueprints.web.doubts import doubt_page


def doubt(ref: str) -> str:
    """One of them."""
    return doubt_page(ref, "regulator")
