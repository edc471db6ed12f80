"""Signed receipts of the envelopes of a bid: what the bidder keeps, and may show to anybody."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Response

from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.log import queries as log
from marketplace.domain.log import rules
from marketplace.domain.log.models import TenderLeaf
from marketplace.domain.log.ports import Signer
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.database import AnyRow


@dataclass(frozen=True, slots=True)
class Receipt:
    """One envelope's. `document` is what is signed, None for an envelope from before there was a log."""

    number: int
    sha256: str
    received_at: datetime
    document: rules.Document | None
    signature: str
    opening: rules.Document | None
    """What the receipt's blind position stands for; told from the closing on."""

    def as_json(self) -> dict[str, Any]:
        """As the bidder keeps it."""
        plain = {"number": self.number, "sha256": self.sha256, "received_at": self.received_at.isoformat()}
        if self.document is None:
            return plain
        return plain | {"receipt": self.document, "signature": self.signature, "opening": self.opening}


def of_bid(bid: Bid, tender: Tender) -> Sequence[Receipt]:
    """The newest first. What is signed was committed before: nothing is acknowledged that could still be undone."""
    rows = bids.receipts(reading(), bid.id)
    leaves = log.leaves(reading(), [row.sha256 for row in rows])
    is_closed = log.closed_tree(reading(), tender.id) is not None
    return [_receipt(bid, tender, row, leaves.get(row.sha256), providers().signer, is_closed=is_closed) for row in rows]


def receipt_json(ref: str) -> Response:
    """The receipts as a file: times in UTC, digests of the sealed envelopes, never what is in them."""
    bid = bids.see_own(reading(), current_actor(), ref)
    tender = reading().get_one(Tender, bid.tender_id)
    document = {
        "bid": bid.ref,
        "tender": tender.ref,
        "tenderer": reading().get_one(Organisation, bid.tenderer_id).credit_code,
        "state": bid.state,
        "envelopes": [receipt.as_json() for receipt in of_bid(bid, tender)],
    }
    response = Response(json.dumps(document, indent=2) + "\n", content_type="application/json")
    response.headers["Content-Disposition"] = f'attachment; filename="receipt-{bid.ref}.json"'
    return response


def _receipt(
    bid: Bid, tender: Tender, row: AnyRow, leaf: TenderLeaf | None, signer: Signer, *, is_closed: bool
) -> Receipt:
    if leaf is None:
        return Receipt(row.number, row.sha256, row.received_at, None, "", None)
    document = rules.receipt(
        tender=tender.ref,
        bid=bid.ref,
        number=row.number,
        envelope_sha256=row.sha256,
        received_at=row.received_at,
        position=leaf.position,
        key=signer.key,
    )
    signature = signer.sign(rules.message(document))
    opening = rules.opening(leaf.place, leaf.root, leaf.blind) if is_closed else None
    return Receipt(row.number, row.sha256, row.received_at, document, signature, opening)
