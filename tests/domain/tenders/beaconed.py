"""Tenders that name a round of the beacon, and the rounds."""

import hashlib
from datetime import timedelta

from marketplace.domain.selection.evidence import DRAND
from marketplace.domain.tenders.beacons import due_at
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.ports import Pulse
from tests.domain.market import PRICES, Market


def pulse(number: int) -> Pulse:
    """A round as the beacon would publish it."""
    signature = hashlib.sha384(str(number).encode()).digest()
    return Pulse(number, hashlib.sha256(signature).hexdigest(), signature.hex())


def awaiting(market: Market, after: timedelta = timedelta()) -> tuple[str, Pulse]:
    """A tender whose bids are opened and whose round is due since `after`, and that round."""
    ref = market.opened(dict.fromkeys(PRICES), method="random", beacon_source=DRAND)
    number = market.get(Tender, ref).beacon_round or 0
    market.clock.at = due_at(number) + after
    return ref, pulse(number)
