"""Who says, from outside, when a checkpoint existed: nobody, or an authority that speaks RFC 3161."""

from pathlib import Path

from marketplace.adapters.stamping.rfc3161 import TimeStampAuthority
from marketplace.domain.log.ports import Stamper


def stamper(url: str, roots: str) -> Stamper | None:
    """The authority at `url`, whose stamps lead to the certificates in the file `roots`; None without an address."""
    return TimeStampAuthority(url, Path(roots).read_bytes()) if url else None
