"""What the policy may know of a bid."""

from sqlalchemy.orm import Session

from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.tenders.models import Tender
from marketplace.policy.facts import Facts


def of_bid(session: Session, bid: Bid) -> Facts:
    """Its agency's alone until the opening; then also the buyer's, and the public's once the selection stands."""
    tender = session.get_one(Tender, bid.tender_id)
    return Facts(
        is_public=tender.shows_bids,
        supplier_id=bid.tenderer_id,
        buyer_id=None if tender.opened_at is None else tender.buyer_id,
    )


def of_doubt(session: Session, doubt: Doubt) -> Facts:
    """As the bid it is about: its agency's and the department's, everybody's once the selection stands."""
    return of_bid(session, session.get_one(Bid, doubt.bid_id))
