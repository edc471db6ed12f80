"""What a bid says, how it is packed for sealing, and when it is out of time. Pure."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from marketplace.domain.bids.enclosures import MAX_ENCLOSURES, Enclosure
from marketplace.domain.bids.envelopes import NONCE, PADDING, PRICE, PROPOSAL
from marketplace.domain.bids.rates import Rate
from marketplace.domain.selection.quoting import rated_price
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
"""Working days in which a bidder replies to what ties it to others [ours]; the selection waits.

招标投标法实施条例 Art 34."""

EXPLAIN_WITHIN = 1
"""Working days in which a low price is explained [ours]; 财政部令87号 Art 60 says: within a reasonable time."""

DECIDE_WITHIN = 2
"""Working days from the bidder's reply in which the department decides [ours]; 财政部令87号 Art 69 gives it as much for
making known whom it has chosen. Nothing is decided by the silence of a department."""

LONGEST_REPLY = 4000
"""Characters [own default]."""

NO_PRICE = {"fen": None, "currency": None}
"""What stands for the price where the notice fixes it."""

RATE = "discount_rate"
"""The name of what stands for the price where the notice asks for a percentage off the ceiling."""

NO_RATE = mark("Offer a discount rate in percent; the notice asks for no amount.")
NOTHING_LEFT = mark("Nothing would be left of the price. Offer a lower rate.")

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
    """What a bidder offers: the price (none where it is fixed by the notice), the proposal, its files.

    Where the notice asks for a percentage off the ceiling, `rate` stands in the place of the price.
    """

    price: Money | None
    proposal: str
    files: tuple[Enclosure, ...] = ()
    rate: Rate | None = None

    def parts(self, nonce: bytes) -> dict[str, bytes]:
        """What is sealed, part by part, each padded with blanks; `nonce` is this bid's share in the draw."""
        quote: dict[str, Any] = NO_PRICE
        if self.rate is not None:
            quote = {RATE: str(self.rate)}
        elif self.price is not None:
            quote = {"fen": self.price.fen, "currency": self.price.currency}
        words = {"text": self.proposal, "files": [file.as_json() for file in self.files]}
        return {NONCE: nonce, PRICE: _padded(quote), PROPOSAL: _padded(words)}

    @classmethod
    def from_parts(cls, parts: Mapping[str, bytes]) -> "Content":
        """Read back what `parts` wrote, or anybody's device; ValueError for anything else."""
        try:
            quote, proposal = parts[PRICE], parts[PROPOSAL]
        except KeyError as missing:
            raise ValueError from missing
        price, rate = read_quote(quote)
        return cls(price, *read_proposal(proposal), rate)

    def packed(self) -> bytes:
        """One document, for a draft."""
        return b"\n".join(self.parts(b"")[name] for name in (PRICE, PROPOSAL))

    @classmethod
    def unpacked(cls, written: bytes) -> "Content":
        """Read back what `packed` wrote."""
        return cls.from_parts(dict(zip((PRICE, PROPOSAL), written.split(b"\n"), strict=True)))


def read_quote(part: bytes) -> tuple[Money | None, Rate | None]:
    """The price or the rate that a part holds, neither where the notice fixes the price.

    ValueError for anything that is not spelled as `Content.parts` writes it.
    """
    try:
        return _quoted(json.loads(part))
    except (KeyError, TypeError, AttributeError, RecursionError, Invalid) as missing:
        raise ValueError from missing


def read_proposal(part: bytes) -> tuple[str, tuple[Enclosure, ...]]:
    """The words and the files that a part holds; ValueError for anything else."""
    try:
        words = json.loads(part)
        text, files = words["text"], tuple(Enclosure.from_json(file) for file in words["files"])
    except (KeyError, TypeError, AttributeError, RecursionError, Invalid) as missing:
        raise ValueError from missing
    if not is_text(text):
        raise ValueError
    return text, files


def _quoted(quote: Mapping[str, Any]) -> tuple[Money | None, Rate | None]:
    if quote == NO_PRICE:
        return None, None
    if quote.keys() == {RATE}:
        rate = Rate.parse(quote[RATE])
        if quote[RATE] != str(rate):
            raise ValueError
        return None, rate
    fen, currency = quote["fen"], quote["currency"]
    if type(fen) is not int or not 0 < fen <= MAX_FEN or currency != CURRENCY:
        raise ValueError
    return Money(fen, currency), None


def price_at(ceiling: Money, rate: Rate) -> Money:
    """The price that a rate comes to, by the selection's own arithmetic (`selection.quoting`)."""
    return Money(rated_price(ceiling.fen, Fraction(rate.percent)), ceiling.currency)


def _padded(document: object) -> bytes:
    written = canonical(document).encode()
    return written.ljust(-(-len(written) // PADDING) * PADDING)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a notice asks of a bid."""

    ceiling: Money
    price_is_fixed: bool
    by_rate: bool
    """Whether a percentage off the ceiling stands in the place of the price."""
    needs_proposal: bool


def faults(content: Content, asked: Asked) -> dict[str, Text]:
    """Field by field, what keeps the bid from being submitted."""
    found = _faults_of_rate(content, asked) if asked.by_rate else _faults_of_price(content, asked)
    if asked.needs_proposal and not content.proposal.strip():
        found["proposal"] = mark("This tender is decided on merit: describe how you will do the work.")
    elif len(content.proposal) > MAX_PROPOSAL:
        found["proposal"] = mark("Keep the proposal within %(limit)s characters.", limit=MAX_PROPOSAL)
    if len(content.files) > MAX_ENCLOSURES:
        found["file"] = mark("A bid has at most %(most)s files.", most=MAX_ENCLOSURES)
    return found


def _faults_of_price(content: Content, asked: Asked) -> dict[str, Text]:
    if content.rate is not None:
        return {"price": mark("The notice asks for a price and not for a discount rate.")}
    if asked.price_is_fixed and content.price is not None:
        return {"price": mark("The price is fixed by the notice; none is offered.")}
    if not asked.price_is_fixed and (content.price is None or content.price.fen <= 0):
        return {"price": mark("Offer a price above zero.")}
    if content.price is not None and content.price > asked.ceiling:
        why = mark("The price is above the ceiling of %(ceiling)s and would be excluded.", ceiling=asked.ceiling)
        return {"price": why}
    return {}


def _faults_of_rate(content: Content, asked: Asked) -> dict[str, Text]:
    if content.price is not None or content.rate is None:
        return {"rate": NO_RATE}
    if not price_at(asked.ceiling, content.rate):
        return {"rate": NOTHING_LEFT}
    return {}


def check(content: Content, asked: Asked) -> None:
    """Raise Invalid when there are faults."""
    if found := faults(content, asked):
        raise Invalid(fields=found)


def in_time(now: datetime, deadline_at: datetime | None) -> None:
    """Raise Conflict from the deadline's very instant on, whether or not a job has closed the tender."""
    if deadline_at is None or now >= deadline_at:
        raise Conflict(mark("The deadline has passed; no bid is taken, replaced or withdrawn any more."))
