"""What speaks against an opened bid, in the rooms of those who read it."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from marketplace.blueprints.web.standing.doubts import of_doubt
from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.bids import doubts
from marketplace.domain.bids.models import Doubt
from marketplace.domain.bids.states import DOUBT, Ground
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Role
from marketplace.kernel.database import AnyRow
from marketplace.kernel.i18n import Text, from_json


def reasons(doubt: Doubt) -> Sequence[Text]:
    """What the bidder is told."""
    return [from_json(reason) for reason in doubt.reasons]


def may(row: AnyRow, action: str, permission: str) -> bool:
    """Whether the reader may do it now; once the tender has ended nobody does."""
    permits = providers().authority.permits(reading(), current_actor(), permission, row.Doubt)
    return permits and row.tender_state in doubts.HEARD_IN and DOUBT.allows(row.Doubt.state, action)


def doubt_page(ref: str, room: str) -> str:
    """One, for its parties, and for everybody once the selection stands; raises NotFound."""
    row = doubts.see(reading(), current_actor(), ref)
    return render_template("doubts/show.html", room=room, stands=of_doubt(row), **_about(row))


def _tied_to(doubt: Doubt) -> Sequence[AnyRow]:
    """The other bidders, for whoever knows anyway who bids: not for the bidder that is asked."""
    tender = reading().get_one(Tender, doubt.tender_id)
    actor = current_actor()
    knows = tender.shows_bids or actor.sits(tender.buyer_id) or actor.has(Role.REGULATOR)
    return doubts.tied_to(reading(), doubt.bid_id) if knows and doubt.ground is Ground.TIED_BIDDERS else ()


def _about(row: AnyRow) -> dict[str, Any]:
    return {
        "row": row,
        "doubt": row.Doubt,
        "reasons": reasons(row.Doubt),
        "tied_to": _tied_to(row.Doubt),
        "may_reply": may(row, "reply", "doubt:reply"),
        "may_admit": may(row, "admit", "doubt:decide"),
        "may_exclude": may(row, "exclude", "doubt:decide"),
    }
