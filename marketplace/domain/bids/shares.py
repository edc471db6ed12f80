"""What one opener's device hands in: for every sealed bid and part, the pads that were sealed to that opener. Pure.

``{"format": "shares-v1", "tender", "opener", "shares": {bid: {part: {"0,1": 64 digits}}}}``.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

from marketplace.domain.bids.ports import Pads
from marketplace.domain.openers.panels import Panel
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

FORMAT = "shares-v1"
_PAD = re.compile(r"[0-9a-f]{64}")
_LONGEST_NAME = 20

Shares = Mapping[str, Mapping[str, Mapping[str, str]]]
"""Bid, part, group of openers: the pad in hexadecimal."""


def read(document: object, tender_ref: str, opener_ref: str) -> Shares:
    """The shares of a document that was handed in by this opener for this tender; Invalid for anything else."""
    if isinstance(document, Mapping) and set(document) == {"format", "tender", "opener", "shares"}:
        named = (document["format"], document["tender"], document["opener"])
        if named == (FORMAT, tender_ref, opener_ref) and _is_shares(document["shares"]):
            return dict(document["shares"])
    raise Invalid(mark("This is not what an opener's device hands in for this tender. Open the page again."))


def only_of(shares: Shares, bids: Collection[str], parts: Collection[str]) -> Shares:
    """The same shares; Invalid where they open a bid or a part that this sitting does not: none of that is kept.

    A device that hands in the keys of prices while only technical parts are opened must leave no trace of them.
    """
    if not set(shares) <= set(bids) or not all(set(of) <= set(parts) for of in shares.values()):
        raise Invalid(mark("This would open more than is opened now. Nothing of it was kept. Open the page again."))
    return shares


def written(tender_ref: str, opener_ref: str, shares: Mapping[str, Mapping[str, Pads]]) -> dict[str, Any]:
    """The document of one opener."""
    named = {
        bid: {part: {",".join(map(str, group)): pad.hex() for group, pad in pads.items()} for part, pads in of.items()}
        for bid, of in shares.items()
    }
    return {"format": FORMAT, "tender": tender_ref, "opener": opener_ref, "shares": named}


def pads_for(shares: Shares, bid_ref: str, part: str, panel: Panel) -> Pads:
    """The pads for one part of one bid; groups that the panel does not have are left out."""
    of_part = shares.get(bid_ref, {}).get(part, {})
    named = {group: of_part.get(",".join(map(str, group))) for group in panel.groups}
    return {group: bytes.fromhex(pad) for group, pad in named.items() if pad is not None}


def _is_shares(shares: object) -> bool:
    return isinstance(shares, Mapping) and all(
        _is_name(bid)
        and isinstance(parts, Mapping)
        and all(
            _is_name(part)
            and isinstance(pads, Mapping)
            and all(_is_name(group) and isinstance(pad, str) and _PAD.fullmatch(pad) for group, pad in pads.items())
            for part, pads in parts.items()
        )
        for bid, parts in shares.items()
    )


def _is_name(name: object) -> bool:
    return isinstance(name, str) and len(name) <= _LONGEST_NAME
