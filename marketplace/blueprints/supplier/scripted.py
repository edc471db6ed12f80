"""What the bid page tells its script (`static/bidding.js`): whom to seal to, what to check, and in which words."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.script_words import error_words
from marketplace.domain.bids.enclosures import MAX_ENCLOSURES, Enclosure
from marketplace.domain.bids.rates import NOT_A_RATE
from marketplace.domain.bids.rules import MAX_PROPOSAL, NO_RATE, NOTHING_LEFT
from marketplace.domain.documents import rules as documents
from marketplace.domain.openers.panels import Policy
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.i18n import mark


def sealing_facts(tender: Tender, agency: Organisation, policy: Policy, files: Sequence[Enclosure]) -> dict[str, Any]:
    """As JSON on the form. `files` are those of a draft that the platform keeps."""
    return {
        "policy": policy.as_json(),
        "bidder": agency.ref,
        "notice": {
            "ceiling": tender.ceiling.fen,
            "currency": tender.ceiling.currency,
            "needsProposal": notice.is_scored(tender.method),
        },
        "limits": {"files": MAX_ENCLOSURES, "fileBytes": documents.MAX_BYTES, "proposal": MAX_PROPOSAL},
        "kinds": documents.ALLOWED,
        "upload": url_for("supplier.seal_file", ref=tender.ref, agency=agency.ref),
        "keepAt": url_for("supplier.keep", ref=tender.ref, agency=agency.ref),
        "files": [file.as_json() for file in files],
        "words": {**_of_price(tender), **_of_files(), **_of_page()},
    }


def _of_price(tender: Tender) -> Mapping[str, str]:
    above = mark("The price is above the ceiling of %(ceiling)s and would be excluded.", ceiling=tender.ceiling)
    return {
        "noPrice": _("Offer a price above zero."),
        "aboveCeiling": translate(above),
        "noRate": translate(NO_RATE),
        "rate": translate(NOT_A_RATE),
        "nothingLeft": translate(NOTHING_LEFT),
        "amount": _("Write the amount in yuan with digits only, for example 96000 or 96000.50."),
        "decimals": _("An amount has at most two decimals (fen)."),
        "large": _("This amount is larger than the platform can record."),
        "noProposal": _("This tender is decided on merit: describe how you will do the work."),
        "longProposal": _("Keep the proposal within %(limit)s characters.", limit=MAX_PROPOSAL),
    }


def _of_files() -> Mapping[str, str]:
    return {
        "chooseFile": _("Choose a file."),
        "fileEmpty": _("This file is empty."),
        "fileLarge": _("A file of a bid has at most %(most)s MB.", most=documents.MAX_BYTES // 1024**2),
        "fileName": _("The file's name holds characters that no file may have. Rename it and try again."),
        "fileKind": _("Only PDF, Word (.docx), Excel (.xlsx), PNG and JPEG files are taken, by endings of their kind."),
        "notUploaded": _("The sealed file did not reach the platform. Check your connection and try again."),
        "sealingFile": _("Your browser is sealing the file …"),
        "fileSealed": _("The file is sealed; only its ciphertext has left this device."),
    }


def _of_page() -> Mapping[str, Any]:
    return {
        "errors": error_words(),
        "sealing": _("Your browser is sealing the bid …"),
        "sealed": _("Sealed; SHA-256 %(hash)s. It is being handed in.", hash="%{sha256}"),
        "notSaved": _("Not saved: no connection"),
        "kept": _("The draft is kept in this browser; nothing is submitted yet."),
        "forgotten": _("The draft is forgotten."),
        "failed": _("Your browser could not seal this. Load the page again; the draft is kept."),
    }
