"""The program with which bidders seal at home."""

from functools import cache

from flask import Response

from marketplace.adapters.sealing.bundle import sealer_source
from marketplace.blueprints.public.selection import download


def program() -> Response:
    """``seal_bid.py``: the platform's own sealing code, joined into one file."""
    return download(_source(), "text/x-python; charset=utf-8", "seal_bid.py")


@cache
def _source() -> bytes:
    return sealer_source().encode()
