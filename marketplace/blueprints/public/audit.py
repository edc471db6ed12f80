"""The log for everybody: what it is, its checkpoints and keys, and a receipt that the reader's browser checks."""

from flask import Response, render_template

from marketplace.adapters.signing.bundle import receipt_verifier_source
from marketplace.blueprints.web.work import providers, reading, settings
from marketplace.domain.log import queries as log

SHOWN = 20
"""Checkpoints on the page, the newest first."""


def index() -> str:
    """The page where anybody pastes a receipt."""
    return render_template(
        "public/audit.html",
        checkpoints=log.checkpoints(reading(), SHOWN),
        keys=providers().signer.keys,
        base_url=settings().base_url,
    )


def key() -> Response:
    """The public key in use, in PEM, as other programs take it."""
    return Response(providers().signer.pem, content_type="application/x-pem-file")


def verifier() -> Response:
    """``verify_receipt.py``: the same check without a browser."""
    response = Response(receipt_verifier_source(), content_type="text/x-python; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="verify_receipt.py"'
    return response
