"""Complaints in which the department was asked for a statement."""

from flask import Blueprint
from werkzeug.wrappers import Response

from marketplace.blueprints.buyer.desk import Answer
from marketplace.blueprints.web.hearings import hearing, hearing_file, hearings

complaints = Blueprint("complaints", __name__)


@complaints.get("/complaints")
def index() -> str:
    """All of them."""
    return hearings("buyer", "buyer.complaints.show", buys=True)


@complaints.route("/complaints/<ref>", methods=["GET", "POST"])
def show(ref: str) -> Answer:
    """One, and the department's answer."""
    return hearing(ref, "buyer", "buyer.complaints.show", buys=True)


@complaints.get("/complaints/<ref>/files/<file>")
def download(ref: str, file: str) -> Response:
    """A file of the department's own answer."""
    return hearing_file(ref, file, buys=True)
