"""Ties between bidders and the department that the register learned of after the opening."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from marketplace.domain.bids.doubts import HEARD_IN
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.bids.states import BidState, Ground
from marketplace.domain.bids.ties import is_affiliated
from marketplace.domain.independence.models import Affiliation
from marketplace.domain.tenders.models import Tender

_NOT_RAISED = (
    select(Bid, Tender)
    .join(Tender, Tender.id == Bid.tender_id)
    .where(
        Tender.state.in_(HEARD_IN),
        Bid.state == BidState.VALID,
        select(Affiliation.id)
        .where(
            Affiliation.agency_id == Bid.tenderer_id,
            Affiliation.recorded_at.between(Tender.opened_at, bindparam("now", type_=Affiliation.recorded_at.type)),
        )
        .exists(),
        ~select(Doubt.id).where(Doubt.bid_id == Bid.id, Doubt.ground == Ground.AFFILIATION).exists(),
    )
    .order_by(Tender.id, Bid.id)
)
"""Who of them is tied to the buyer, and on which day, is asked of the register."""


def of_tender(session: Session, tender: Tender, now: datetime) -> Sequence[Bid]:
    """The valid bids of whose agency a tie was recorded after the opening that was there when they were due."""
    return [
        row.Bid
        for row in session.execute(_NOT_RAISED.where(Tender.id == tender.id), {"now": now})
        if is_affiliated(session, tender, row.Bid.tenderer_id)
    ]


def refs_to_raise(session: Session, now: datetime) -> Sequence[str]:
    """Tenders in which bidders are heard and such a tie is not raised yet."""
    rows = session.execute(_NOT_RAISED, {"now": now})
    return list(dict.fromkeys(each.ref for bid, each in rows if is_affiliated(session, each, bid.tenderer_id)))
