"""What the policy may know of a bid."""

from sqlalchemy.orm import Session

from marketplace.domain.bids.models import Bid
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import BIDS_ARE_PUBLIC
from marketplace.policy.facts import Facts


def of_bid(session: Session, bid: Bid) -> Facts:
    """Its agency's alone until the opening; then also the buyer's, and the public's once the selection stands."""
    tender = session.get_one(Tender, bid.tender_id)
    return Facts(
        is_public=tender.opened_at is not None and tender.state in BIDS_ARE_PUBLIC,
        supplier_id=bid.tenderer_id,
        buyer_id=None if tender.opened_at is None else tender.buyer_id,
    )
