"""What speaks against an opened bid, in the rooms of those who read it."""

from collections.abc import Sequence
from typing import Any

from flask import render_template

from marketplace.blueprints.web.standing.doubts import of_doubt
from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.bids import doubts
from marketplace.domain.bids.models import Doubt
from marketplace.domain.bids.states import DOUBT
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


def _about(row: AnyRow) -> dict[str, Any]:
    return {
        "row": row,
        "doubt": row.Doubt,
        "reasons": reasons(row.Doubt),
        "tied_to": doubts.tied_to(reading(), current_actor(), row.Doubt),
        "may_reply": may(row, "reply", "doubt:reply"),
        "may_admit": may(row, "admit", "doubt:decide"),
        "may_exclude": may(row, "exclude", "doubt:decide"),
    }
