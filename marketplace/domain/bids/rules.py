"""What a bid says, how it is packed for sealing, and when it is out of time. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.bids.enclosures import MAX_ENCLOSURES, Enclosure
from marketplace.domain.bids.envelopes import NONCE, PADDING, PRICE, PROPOSAL
from marketplace.kernel.canonical import canonical
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import CURRENCY, MAX_FEN, Money
from marketplace.kernel.texts import is_text

MAX_PROPOSAL = 20_000
"""Characters [own default]."""

NONCE_BYTES = 32

OPEN_WITHIN = 1
"""Working days from the closing in which the openers hand in their keys [ours]."""

REPLY_WITHIN = 2
"""Working days in which an excluded bidder replies [ours]; the selection waits (招标投标法实施条例 Art 34)."""

EXPLAIN_WITHIN = 1
"""Working days in which a low price is explained [ours]; 财政部令87号 Art 60 says: within a reasonable time."""

LONGEST_REPLY = 4000
"""Characters [own default]."""

NO_PRICE = {"fen": None, "currency": None}
"""What stands for the price where the notice fixes it."""

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
    """What a bidder offers: the price (none where it is fixed by the notice), the proposal, its files."""

    price: Money | None
    proposal: str
    files: tuple[Enclosure, ...] = ()

    def parts(self, nonce: bytes) -> dict[str, bytes]:
        """What is sealed, part by part, each padded with blanks; `nonce` is this bid's share in the draw."""
        money = {"fen": self.price.fen, "currency": self.price.currency} if self.price else NO_PRICE
        words = {"text": self.proposal, "files": [file.as_json() for file in self.files]}
        return {NONCE: nonce, PRICE: _padded(money), PROPOSAL: _padded(words)}

    @classmethod
    def from_parts(cls, parts: Mapping[str, bytes]) -> "Content":
        """Read back what `parts` wrote, or anybody's device; ValueError for anything else."""
        try:
            price, proposal = parts[PRICE], parts[PROPOSAL]
        except KeyError as missing:
            raise ValueError from missing
        return cls(read_price(price), *read_proposal(proposal))

    def packed(self) -> bytes:
        """One document, for a draft."""
        return b"\n".join(self.parts(b"")[name] for name in (PRICE, PROPOSAL))

    @classmethod
    def unpacked(cls, written: bytes) -> "Content":
        """Read back what `packed` wrote."""
        return cls.from_parts(dict(zip((PRICE, PROPOSAL), written.split(b"\n"), strict=True)))


def read_price(part: bytes) -> Money | None:
    """The price that a part holds, None where the notice fixes it; ValueError for anything else."""
    try:
        price = json.loads(part)
        fen, currency = price["fen"], price["currency"]
    except (KeyError, TypeError, RecursionError) as missing:
        raise ValueError from missing
    is_money = type(fen) is int and 0 < fen <= MAX_FEN and currency == CURRENCY
    if not (is_money or price == NO_PRICE):
        raise ValueError
    return None if price == NO_PRICE else Money(fen, currency)


def read_proposal(part: bytes) -> tuple[str, tuple[Enclosure, ...]]:
    """The words and the files that a part holds; ValueError for anything else."""
    try:
        words = json.loads(part)
        text, files = words["text"], tuple(Enclosure.from_json(file) for file in words["files"])
    except (KeyError, TypeError, RecursionError, Invalid) as missing:
        raise ValueError from missing
    if not is_text(text):
        raise ValueError
    return text, files


def _padded(document: object) -> bytes:
    written = canonical(document).encode()
    return written.ljust(-(-len(written) // PADDING) * PADDING)


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
