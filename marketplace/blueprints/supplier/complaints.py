"""Complaints in which the agency was asked for a statement."""

from werkzeug.wrappers import Response

from marketplace.blueprints.web.hearings import hearing, hearing_file, hearings


def complaint_list() -> str:
    """All of them."""
    return hearings("supplier", "supplier.complaint", buys=False)


def complaint(ref: str) -> Response | str | tuple[str, int]:
    """One, and the agency's answer."""
    return hearing(ref, "supplier", "supplier.complaint", buys=False)


def complaint_file(ref: str, file: str) -> Response:
    """A file of the agency's own answer."""
    return hearing_file(ref, file, buys=False)
