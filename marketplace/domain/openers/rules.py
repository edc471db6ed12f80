"""Rules of panels and proofs. Pure."""

import re
from collections.abc import Mapping
from datetime import timedelta

from marketplace.domain.openers.panels import KEY_BYTES
from marketplace.kernel.canonical import canonical

PANELS: Mapping[int, int] = {3: 2, 5: 3}
"""How many openers a tender may name, and how many of them open together: never fewer than 2n - 1 name n [ours]."""

SECRET_BYTES = 32
"""Length of what a challenge hides."""

REHEARSAL = timedelta(hours=24)
"""So long before a deadline every opener shows once more that the key is at hand [ours]."""

_KEY = re.compile(rf"[0-9a-f]{{{2 * KEY_BYTES}}}")


def is_key(written: str) -> bool:
    """Whether it is a public key in small hexadecimal digits."""
    return _KEY.fullmatch(written) is not None


def proof_info(opener_ref: str) -> bytes:
    """What a challenge is bound to."""
    return canonical({"opener": opener_ref, "purpose": "proof"}).encode()
