"""What is opened when: whole bids at once, or with two envelopes the technical parts first and the prices later."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.bids.envelopes import NONCE, PARTS, PRICE, PROPOSAL
from marketplace.domain.bids.models import Bid, OpeningRecord
from marketplace.domain.bids.states import BidState, Sitting
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState

PARTS_OF: Mapping[Sitting, tuple[str, ...]] = {
    Sitting.WHOLE: PARTS,
    Sitting.TECHNICAL: (PROPOSAL,),
    Sitting.PRICES: (NONCE, PRICE),
}
"""The nonce goes with the price: until then nobody can know how a tie falls."""

OPENED_BY: Mapping[Sitting, str] = {
    Sitting.WHOLE: "open",
    Sitting.TECHNICAL: "open_technical",
    Sitting.PRICES: "open",
}
"""What the end of a sitting does to the tender."""

IN_QUESTION: Mapping[Sitting, BidState] = {
    Sitting.WHOLE: BidState.SUBMITTED,
    Sitting.TECHNICAL: BidState.SUBMITTED,
    Sitting.PRICES: BidState.VALID,
}
"""Which bids are opened: the price of one that was excluded stays sealed for ever."""

AWAITS_KEYS = frozenset({TenderState.CLOSED, TenderState.EVALUATED})
"""States in which openers hand in their keys."""


def sitting_of(tender: Tender) -> Sitting:
    """The sitting that a tender is before, in, or last had."""
    if not tender.has_two_envelopes:
        return Sitting.WHOLE
    return Sitting.TECHNICAL if tender.agreed_at is None else Sitting.PRICES


def opening_records(session: Session, tender_id: int) -> Sequence[OpeningRecord]:
    """The minutes of the opening, or of both sittings in their order."""
    return session.scalars(
        select(OpeningRecord).where(OpeningRecord.tender_id == tender_id).order_by(OpeningRecord.at)
    ).all()


def opening_record(session: Session, tender_id: int) -> OpeningRecord | None:
    """The minutes of the last sitting that was held."""
    held = opening_records(session, tender_id)
    return held[-1] if held else None


def in_question(session: Session, tender: Tender) -> Sequence[str]:
    """References of the bids that are opened in the present sitting."""
    return session.scalars(
        select(Bid.ref).where(Bid.tender_id == tender.id, Bid.state == IN_QUESTION[sitting_of(tender)])
    ).all()
