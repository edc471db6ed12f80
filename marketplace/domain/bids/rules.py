"""What a bid says, how it is packed for sealing, and when it is out of time. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.bids.enclosures import MAX_ENCLOSURES, Enclosure
from marketplace.kernel.canonical import canonical
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money

MAX_PROPOSAL = 20_000
"""Characters [own default]."""

PADDING = 4096
"""Envelopes are padded to full steps of this many bytes, so that their size tells nothing [own default]."""

NONCE_BYTES = 32

COMMITMENTS: Mapping[str, Text] = {
    "1": mark(
        "I submit this bid for the organisation that holds the credit code, and with its authority. If that is not so, "
        "the award may be taken back and I answer for the damage."
    ),
}
"""What somebody signs for an agency whose credit code nobody has confirmed, by version; an older one is never changed.

A written commitment instead of a proof: 优化营商环境条例 Art 44.
"""

COMMITMENT = "1"
"""The version that is asked for now."""


@dataclass(frozen=True, slots=True)
class Content:
    """What is sealed: the price (none where it is fixed by the notice), the proposal, the nonce of the draw."""

    price: Money | None
    proposal: str
    nonce: str = ""
    files: tuple[Enclosure, ...] = ()

    def packed(self) -> bytes:
        """Canonical JSON padded with spaces to the next step."""
        document = {
            "price_fen": None if self.price is None else self.price.fen,
            "currency": None if self.price is None else self.price.currency,
            "proposal": self.proposal,
            "nonce": self.nonce,
            "files": [file.as_json() for file in self.files],
        }
        written = canonical(document).encode()
        return written.ljust(-(-len(written) // PADDING) * PADDING)

    @classmethod
    def unpacked(cls, written: bytes) -> "Content":
        """Read back what `packed` wrote."""
        document = json.loads(written)
        fen = document["price_fen"]
        price = None if fen is None else Money(fen, document["currency"])
        files = tuple(Enclosure(**file) for file in document.get("files", ()))
        return cls(price=price, proposal=document["proposal"], nonce=document["nonce"], files=files)


def faults(content: Content, ceiling: Money, *, price_is_fixed: bool, needs_proposal: bool) -> dict[str, Text]:
    """Field by field, what keeps the bid from being submitted."""
    found: dict[str, Text] = {}
    if price_is_fixed and content.price is not None:
        found["price"] = mark("The price is fixed by the notice; none is offered.")
    elif not price_is_fixed and (content.price is None or content.price.fen <= 0):
        found["price"] = mark("Offer a price above zero.")
    elif content.price is not None and content.price > ceiling:
        found["price"] = mark("The price is above the ceiling of %(ceiling)s and would be excluded.", ceiling=ceiling)
    if needs_proposal and not content.proposal.strip():
        found["proposal"] = mark("This tender is decided on merit: describe how you will do the work.")
    elif len(content.proposal) > MAX_PROPOSAL:
        found["proposal"] = mark("Keep the proposal within %(limit)s characters.", limit=MAX_PROPOSAL)
    if len(content.files) > MAX_ENCLOSURES:
        found["file"] = mark("A bid has at most %(most)s files.", most=MAX_ENCLOSURES)
    return found


def check(content: Content, ceiling: Money, *, price_is_fixed: bool, needs_proposal: bool) -> None:
    """Raise Invalid when there are faults."""
    if found := faults(content, ceiling, price_is_fixed=price_is_fixed, needs_proposal=needs_proposal):
        raise Invalid(fields=found)


def in_time(now: datetime, deadline_at: datetime | None) -> None:
    """Raise Conflict from the deadline's very instant on, whether or not a job has closed the tender."""
    if deadline_at is None or now >= deadline_at:
        raise Conflict(mark("The deadline has passed; no bid is taken, replaced or withdrawn any more."))
