"""No beacon: the draws rest on the nonces inside the sealed bids, and nothing leaves the machine."""

from marketplace.domain.tenders.beacons import NO_SOURCE
from marketplace.domain.tenders.ports import Pulse
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark


class NoBeacon:
    """Answers nothing; a round that was named under another setting is given up in time."""

    source = NO_SOURCE

    def fetch(self, number: int) -> Pulse:  # noqa: ARG002 - there is no round
        """Nothing can be had."""
        raise Unavailable(mark("No beacon is set up."))
