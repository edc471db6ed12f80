"""What comes with a bid's form, a file or the whole bid: sealed before the transaction, taken back when it fails."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from flask import jsonify, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import bidding_agency
from marketplace.blueprints.supplier.forms import BidForm
from marketplace.blueprints.web.autosave import refused
from marketplace.blueprints.web.submit import MENDABLE
from marketplace.blueprints.web.uploads import unless_refused
from marketplace.blueprints.web.work import providers, writing
from marketplace.domain.bids import enclosures, sealing
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.enclosures import Enclosure, Sealed
from marketplace.domain.bids.rules import Content
from marketplace.domain.bids.states import SealedBy
from marketplace.domain.openers.panels import Policy
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.errors import Conflict, NotPermitted
from marketplace.kernel.i18n import mark

TEMPLATE = "supplier/bid.html"


@dataclass(frozen=True, slots=True)
class Submission:
    """A sealed bid as it is written, and the new ciphertext it names, if any."""

    written: bytes
    sealed_by: SealedBy
    new: Sequence[Sealed] = ()


def content_of(form: BidForm, tender: Tender, files: Sequence[Enclosure]) -> Content:
    """What was typed; a price only where the page offers its field, and a rate where the notice asks for one."""
    asked = sealing.asked(tender)
    price = None if asked.price_is_fixed or asked.by_rate else form.price.data
    rate = form.rate.data if asked.by_rate else None
    return Content(price, form.proposal.data or "", files=tuple(files), rate=rate)


@contextmanager
def submission(
    form: BidForm, tender: Tender, policy: Policy | None, agency: Organisation, files: Sequence[Enclosure]
) -> Iterator[Submission]:
    """The bid that the reader's device has sealed; else what was typed, checked and sealed here and now."""
    if sealed := _sealed_elsewhere(form):
        yield Submission(sealed, SealedBy.BIDDER)
        return
    if policy is None:
        raise Conflict(mark("This tender takes no bids."))
    house = providers()
    with enclosed(form.file.data, tender.ref, agency.ref) as new:
        words = content_of(form, tender, (*files, *new))
        sealing.check(tender, words)
        written = sealing.seal(house.sealing, house.entropy, policy, agency.ref, words)
        yield Submission(written, SealedBy.PLATFORM, [each.sealed for each in new])


def _sealed_elsewhere(form: BidForm) -> bytes:
    """What the page's script or the program at home has sealed; nothing otherwise."""
    upload = form.sealed.data
    return upload.read() if upload and upload.filename else (form.envelope.data or "").encode()


@contextmanager
def enclosed(upload: FileStorage | None, tender_ref: str, agency_ref: str) -> Iterator[Sequence[Enclosure]]:
    """The file that was chosen, if one was, sealed for (tender, agency)."""
    if upload is None or not upload.filename:
        yield ()
        return
    house = providers()
    new = enclosures.enclose(
        house.storage,
        house.sniffer,
        house.sealing,
        house.entropy,
        (tender_ref, agency_ref),
        (upload.filename, upload.read()),
    )
    with unless_refused(new.storage_key):
        yield (new,)


def seal_file(ref: str) -> Response:
    """Keep a ciphertext that the reader's device has made: ``{"storage_key", "sealed_size", "sealed_sha256"}``."""
    agency = bidding_agency()
    if agency is None:
        raise NotPermitted
    try:
        with _ciphertext(request.files.get("file")) as kept, writing() as uow:
            bids.seal_in(uow, ref, agency.ref, kept)
    except MENDABLE as refusal:
        return refused(refusal)
    return jsonify(storage_key=kept.storage_key, sealed_size=kept.size, sealed_sha256=kept.sha256)


@contextmanager
def _ciphertext(upload: FileStorage | None) -> Iterator[Sealed]:
    kept = enclosures.keep(providers().storage, upload.read() if upload else b"")
    with unless_refused(kept.storage_key):
        yield kept
