"""drand's quicknet: a round every three seconds, signed by its nodes together, forever at any of its HTTP servers.

That the value is the SHA-256 of the signature is checked here and by every verifier; that the signature is the
network's takes BLS12-381 and is left to whoever wants to, from the published round.
"""

import re
from collections.abc import Sequence
from http.client import HTTPException
from urllib.request import Request, urlopen

import structlog

from marketplace.domain.selection.canonical import read_json
from marketplace.domain.selection.draw import drand_value
from marketplace.domain.selection.evidence import DRAND
from marketplace.domain.tenders.beacons import CHAIN
from marketplace.domain.tenders.ports import Pulse
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark

TIMEOUT_SECONDS = 5
LARGEST_ANSWER = 64 * 1024
"""Bytes; a round has some four hundred."""

_SIGNATURE = re.compile(r"(?:[0-9a-f]{2}){48,96}")
"""A point of BLS12-381, on either of its curves."""

log = structlog.get_logger("beacon")


class Drand:
    """Asks each server in turn until one answers with the round."""

    source = DRAND

    def __init__(self, addresses: Sequence[str]) -> None:
        """`addresses`: what stands before ``/<chain>/public/<round>`` at each server."""
        self.addresses = tuple(address.rstrip("/") for address in addresses)

    def fetch(self, number: int) -> Pulse:
        """That round; raises Unavailable when no server has it."""
        for address in self.addresses:
            try:
                return _pulse(_get(f"{address}/{CHAIN}/public/{number}"), number)
            except (OSError, HTTPException, ValueError) as fault:
                log.info("no round from this server", server=address, round=number, fault=str(fault))
        raise Unavailable(mark("No server of the beacon has answered."))


def _get(url: str) -> bytes:
    request = Request(url, headers={"Accept": "application/json"})  # noqa: S310 - `config` lets only http and https pass
    with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
        return bytes(response.read(LARGEST_ANSWER))


def _pulse(answer: bytes, number: int) -> Pulse:
    given = read_json(answer)
    if not isinstance(given, dict) or given.get("round") != number:
        message = "another round"
        raise ValueError(message)
    value, signature = given.get("randomness"), given.get("signature")
    if not isinstance(signature, str) or not _SIGNATURE.fullmatch(signature):
        message = "no signature"
        raise ValueError(message)
    if value != drand_value(bytes.fromhex(signature)).hex():
        message = "a value that is not the SHA-256 of the signature"
        raise ValueError(message)
    return Pulse(number, value, signature)
