"""Fetching a document: for its owner, the party it was shared with, regulators, and everyone once it is public.

A file that was sealed with a bid is fetched here, too, once the bids are opened.
"""

from urllib.parse import quote

from flask import Blueprint, Response

from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.bids import enclosures
from marketplace.domain.bids import queries as bids
from marketplace.domain.complaints import queries as complaints
from marketplace.domain.complaints.queries import Case
from marketplace.domain.documents import intake
from marketplace.domain.documents import queries as documents

document_pages = Blueprint("documents", __name__)

SANDBOX = "sandbox; default-src 'none'"
"""What somebody handed in never runs or renders as a page of ours (OWASP ASVS 5.0, 3.2.1)."""


@document_pages.get("/documents/<ref>")
def download(ref: str) -> Response:
    """The file as it was handed in, always as an attachment, never cached by others."""
    document = documents.by_ref(reading(), current_actor(), ref)
    return attachment(intake.content(providers().storage, document), document.filename, document.media_type)


@document_pages.get("/bids/<ref>/files/<int:number>")
def enclosure(ref: str, number: int) -> Response:
    """A file of an opened bid, for the department, the bidder and regulators."""
    tender, agency, found = bids.enclosure_of(reading(), current_actor(), ref, number)
    house = providers()
    data, media_type = enclosures.content(house.storage, house.sniffer, house.sealing, (tender.ref, agency.ref), found)
    return attachment(data, found.name, media_type)


def file_of_case(case: Case, ref: str) -> Response:
    """A file of a complaint's case; whoever calls knows that the reader may see that case. Raises NotFound."""
    found = complaints.file_of(case, ref)
    data = intake.kept(providers().storage, found.storage_key, found.sha256)
    return attachment(data, found.filename, found.media_type)


def attachment(data: bytes, filename: str, media_type: str) -> Response:
    """Bytes that somebody handed in, to be saved and never shown as a page of ours."""
    response = Response(data, content_type=media_type)
    response.headers["Content-Disposition"] = disposition(filename)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response


def disposition(filename: str) -> str:
    """An attachment with its name in ASCII for old clients and in full by RFC 6266 and RFC 8187."""
    plain = "".join(
        character if character.isascii() and character.isprintable() and character not in '"\\%' else "_"
        for character in filename
    )
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename, safe='')}"
