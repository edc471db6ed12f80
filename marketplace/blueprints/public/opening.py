"""What bids of a tender are sealed under, and after the selection everything to open them again at home."""

from datetime import datetime
from typing import Any

from flask import jsonify
from werkzeug.wrappers import Response

from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids import sittings
from marketplace.domain.bids.envelopes import NONCE, PRICE
from marketplace.domain.bids.models import OpeningRecord
from marketplace.domain.tenders import policies
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import NotFound

PUBLIC_PARTS = (NONCE, PRICE)
"""Their keys are published; proposals and files stay with the department."""


def policy(ref: str) -> Response:
    """``{"policies": [{"sha256", "policy"}]}``, every version, the newest last. A device seals to the newest."""
    tender = tenders.see(reading(), current_actor(), ref)
    found = policies.of_tender(reading(), tender.id)
    if not found:
        raise NotFound
    return jsonify(policies=[{"sha256": each.sha256, "policy": each.as_json()} for each in found])


def opening(ref: str) -> Response:
    """The minutes of every sitting, and every opened bid with the keys of its public parts, once the selection stands.

    ``{"tender", "policies", "closing", "minutes", "sittings", "bids": [{"bid", "state", "sha256", "envelope",
    "keys"}]}``; `minutes` are those of the last sitting: whoever
    has an envelope and a key opens the part, and can make its pads again.
    """
    tender = tenders.see(reading(), current_actor(), ref)
    head, held = bids.closing_head(reading(), tender.id), sittings.opening_records(reading(), tender.id)
    if head is None or not held or not tender.shows_bids:
        raise NotFound
    return jsonify(
        tender=tender.ref,
        policies=[each.as_json() for each in policies.of_tender(reading(), tender.id)],
        closing={"at": head.at.isoformat(), "envelopes": head.envelopes, "sha256": head.sha256},
        minutes=_minutes(held[-1]),
        sittings=[{"sitting": each.sitting, **_minutes(each)} for each in held],
        bids=[
            {
                "bid": bid.ref,
                "state": bid.state,
                "sha256": bid.envelope_sha256,
                "envelope": written.decode(),
                "keys": {name: bid.keys[name] for name in PUBLIC_PARTS if name in bid.keys},
            }
            for bid, written in bids.opened_envelopes(reading(), tender.id)
        ],
    )


def _minutes(record: OpeningRecord) -> dict[str, Any]:
    return {
        "at": record.at.isoformat(),
        "present": record.present,
        "absent": record.absent,
        "liars": record.liars,
        "bids": record.bids,
    }


def openings(tender: Tender) -> list[tuple[str, datetime, str]]:
    """(what, when, more) for the story: one opening, or with two envelopes one of either part and what lay between."""
    if tender.opened_at is None:
        return []
    if not tender.has_two_envelopes:
        return [(_("Bids opened"), tender.opened_at, _("All bids were opened at once."))]
    held = [
        (_("Technical parts opened"), tender.opened_at, _("Nobody could read a price.")),
        (_("The evaluators agreed"), tender.agreed_at, _("Their points cannot be changed any more.")),
        (_("Prices opened"), tender.prices_opened_at, _("Those of the bids that count, all at once.")),
    ]
    return [(what, at, more) for what, at, more in held if at is not None]


def while_prices_are_sealed() -> dict[TenderState, str]:
    """What goes on between the two openings."""
    return {
        TenderState.EVALUATING: _("The technical parts are evaluated; the prices are sealed"),
        TenderState.EVALUATED: _("The evaluators have agreed; the prices are opened next"),
    }
