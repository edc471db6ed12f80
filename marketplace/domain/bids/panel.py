"""Whether a bid that is there is sealed to those who are to open it."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.bids import envelopes
from marketplace.domain.bids.models import Bid, Envelope
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.errors import Invalid


def opens_with_the_panel(session: Session, bid: Bid, tender: Tender) -> bool:
    """Whether the latest envelope is sealed to those who are to open: then the bid may stand as it is."""
    written = session.scalars(
        select(Envelope.ciphertext).where(Envelope.bid_id == bid.id, Envelope.number == bid.envelopes)
    ).one()
    versions = policies.of_tender(session, tender.id)
    try:
        sealed_under = envelopes.read(written, versions[-1].panel).context["policy"]
    except Invalid:
        return False
    return any(each.sha256 == sealed_under and each.openers == versions[-1].openers for each in versions)
