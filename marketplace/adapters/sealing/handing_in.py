"""What an opener's device hands in, for devices that run Python: the demonstration's and the tests'.

`marketplace/static/envelope.js` is the same in the browser, where people open.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from marketplace.adapters.sealing import threshold
from marketplace.domain.bids import envelopes, shares
from marketplace.domain.bids.sittings import PARTS_OF
from marketplace.domain.bids.states import Sitting
from marketplace.domain.openers.panels import Policy
from marketplace.kernel.errors import Invalid


def document(
    policies: Sequence[Policy],
    opener_ref: str,
    key: X25519PrivateKey,
    sealed: Iterable[tuple[str, bytes]],
    sitting: Sitting,
) -> Mapping[str, Any]:
    """The shares of one opener for (bid's reference, sealed bid) pairs of one tender; `policies` are all its own.

    Of a bid with two envelopes only the parts of this sitting are read, and never all of them at once (ValueError).

    What is no sealed bid under one of these policies gets no share: no key of a tender opens anything else.
    """
    newest, by_digest = policies[-1], {policy.sha256: policy for policy in policies}
    if newest.has_two_envelopes is (sitting is Sitting.WHOLE):
        raise ValueError(sitting)
    found = {}
    for bid_ref, written in sealed:
        try:
            bid = envelopes.read(written, newest.panel)
        except Invalid:
            continue
        policy = by_digest.get(bid.context["policy"])
        number = policy.number_of(opener_ref) if policy else None
        if policy is not None and number is not None:
            found[bid_ref] = {
                name: threshold.pads_of(policy.panel, bid.context_of(name), part, number, key)
                for name, part in bid.parts.items()
                if name in PARTS_OF[sitting]
            }
    return shares.written(newest.tender, opener_ref, found)
