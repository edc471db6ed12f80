"""The log for everybody: what it is, its checkpoints and keys, and a receipt that the reader's browser checks."""

from flask import Response, render_template

from marketplace.blueprints.web.work import providers, reading
from marketplace.domain.log import queries as log

SHOWN = 20
"""Checkpoints on the page, the newest first."""


def index() -> str:
    """The page where anybody pastes a receipt."""
    return render_template(
        "public/audit.html", checkpoints=log.checkpoints(reading(), SHOWN), keys=providers().signer.keys
    )


def key() -> Response:
    """The public key in use, in PEM, as other programs take it."""
    return Response(providers().signer.pem, content_type="application/x-pem-file")
