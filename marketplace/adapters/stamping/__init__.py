"""Who says, from outside, when a checkpoint existed: nobody, or an authority that speaks RFC 3161."""

from pathlib import Path

from marketplace.adapters.stamping.rfc3161 import TimeStampAuthority
from marketplace.config import Misconfigured
from marketplace.domain.log.ports import Stamper


def stamper(url: str, roots: str) -> Stamper | None:
    """The authority at `url`, whose stamps lead to the certificates in the file `roots`; None without an address.

    Raises Misconfigured where the file holds no certificates.
    """
    if not url:
        return None
    try:
        return TimeStampAuthority(url, Path(roots).read_bytes())
    except ValueError:
        message = f"the setting stamp_roots: there is no certificate in PEM in {roots}"
        raise Misconfigured(message) from None
