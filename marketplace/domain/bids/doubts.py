"""What speaks against opened bids, and what was said to it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.bids.facts import of_doubt
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.bids.states import DECIDED_AGAINST, UNSETTLED, BidState, DoubtState, Ground
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.regimes.states import Regime
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import Text, from_json, mark
from marketplace.kernel.money import Money
from marketplace.policy.authority import granted
from marketplace.policy.policy import SEES

LOW = mark(
    "The price is abnormally low: it lies below the share of the median of the other prices, or of the ceiling price, "
    "that the published method sets."
)
"""Without a figure: what the others offer is nobody's to know before the selection."""

HEARD_IN = frozenset({TenderState.EVALUATING, TenderState.OPENED})
"""While bidders are heard: with two envelopes of ties before the prices are opened, of prices after."""

NO_PRICES = mark("Evaluators do not see prices: the price is scored by its formula, not by people.")

_ROW = (
    select(
        Doubt,
        Bid.ref.label("bid_ref"),
        Tender.ref.label("tender_ref"),
        Tender.title,
        Tender.state.label("tender_state"),
        Organisation.name.label("tenderer_name"),
        Organisation.name_en.label("tenderer_name_en"),
    )
    .join(Bid, Bid.id == Doubt.bid_id)
    .join(Tender, Tender.id == Doubt.tender_id)
    .join(Organisation, Organisation.id == Bid.tenderer_id)
)


def tells_a_price(doubt: Doubt, tender: Tender) -> bool:
    """Whether it says of a price what nobody who scores proposals may know meanwhile.

    A private buyer may be one person alone, who then decides about prices and scores, too.
    """
    return doubt.ground is Ground.LOW_PRICE and tender.is_being_scored and tender.regime is not Regime.PRIVATE


def why_out(session: Session, bid_id: int) -> Text | None:
    """What keeps an opened bid out; None where nothing does."""
    for doubt in session.scalars(select(Doubt).where(Doubt.bid_id == bid_id).order_by(Doubt.id)):
        is_out = doubt.state in DECIDED_AGAINST or (doubt.keeps_out and doubt.state in UNSETTLED)
        if is_out and doubt.ground is not Ground.LOW_PRICE:
            return from_json(doubt.reasons[0])
        if is_out and doubt.state is DoubtState.EXCLUDED:
            said = doubt.decision
            return mark("The price is abnormally low, and the explanation did not convince: %(why)s", why=said)
        if is_out:
            return mark("The price is abnormally low, and nobody explained it in time.")
    return None


def count_valid(session: Session, tender_id: int) -> int:
    """How many of the opened bids take part."""
    return (
        session.scalar(select(func.count(Bid.id)).where(Bid.tender_id == tender_id, Bid.state == BidState.VALID)) or 0
    )


def opened(session: Session, tender_id: int) -> Sequence[Bid]:
    """The opened bids, held until the end of the act."""
    return session.scalars(
        select(Bid)
        .where(Bid.tender_id == tender_id, Bid.state.in_((BidState.VALID, BidState.INVALID)))
        .order_by(Bid.ref)
        .with_for_update(key_share=True)
    ).all()


def sealed_prices(session: Session, tender_id: int) -> dict[str, Money]:
    """What the valid bids offered when they were sealed: ``{reference: price}``."""
    rows = session.execute(
        select(Bid.ref, Bid.price).where(
            Bid.tender_id == tender_id, Bid.state == BidState.VALID, Bid.price.is_not(None)
        )
    )
    return {ref: price for ref, price in rows if price is not None}


def bids_asked(session: Session, tender_id: int, ground: Ground) -> Sequence[int]:
    """The keys of the bids that were doubted on a ground."""
    return session.scalars(select(Doubt.bid_id).where(Doubt.tender_id == tender_id, Doubt.ground == ground)).all()


def unsettled(session: Session, tender_id: int) -> Sequence[Doubt]:
    """What the selection of a tender waits for."""
    return session.scalars(
        select(Doubt).where(Doubt.tender_id == tender_id, Doubt.state.in_(UNSETTLED)).order_by(Doubt.id)
    ).all()


def last_settled_at(session: Session, tender_id: int) -> datetime | None:
    """When the last of the doubts that are settled was; None where there is none."""
    return session.scalar(select(func.max(Doubt.settled_at)).where(Doubt.tender_id == tender_id))


def unsettled_of(session: Session, *, tender_id: int | None = None, bid_id: int | None = None) -> Sequence[AnyRow]:
    """Rows as `see` that a tender, or one bid, waits for, by the day they are due."""
    which = Doubt.bid_id == bid_id if tender_id is None else Doubt.tender_id == tender_id
    return session.execute(_ROW.where(Doubt.state.in_(UNSETTLED), which).order_by(Doubt.due_at, Doubt.id)).all()


def of_bid(session: Session, bid_id: int) -> Sequence[AnyRow]:
    """Rows as `see` of one bid, for whoever may read that."""
    return session.execute(_ROW.where(Doubt.bid_id == bid_id).order_by(Doubt.id)).all()


def refs_due_to_expire(session: Session, now: datetime) -> Sequence[str]:
    """Doubts to which nobody replied in time."""
    return session.scalars(
        select(Doubt.ref).where(Doubt.state == DoubtState.ASKED, Doubt.due_at <= now).order_by(Doubt.due_at, Doubt.id)
    ).all()


def refs_overdue(session: Session, now: datetime) -> Sequence[str]:
    """Doubts that the department has not decided in time and that are not noted so."""
    return session.scalars(
        select(Doubt.ref)
        .join(Tender, Tender.id == Doubt.tender_id)
        .where(
            Doubt.state == DoubtState.ANSWERED,
            Doubt.decide_by <= now,
            Doubt.overdue_at.is_(None),
            Tender.state.in_(HEARD_IN),
        )
        .order_by(Doubt.decide_by, Doubt.id)
    ).all()


def overdue(session: Session, now: datetime) -> Sequence[AnyRow]:
    """Rows as `see` of what departments have not decided in time, the longest overdue first."""
    return session.execute(
        _ROW.where(Doubt.state == DoubtState.ANSWERED, Doubt.decide_by <= now, Tender.state.in_(HEARD_IN)).order_by(
            Doubt.decide_by, Doubt.id
        )
    ).all()


def tied_to(session: Session, actor: Actor, doubt: Doubt) -> Sequence[AnyRow]:
    """(ref, name, name_en) of the other bidders of a tie, for whoever may know who bids: not for the bidder asked.

    The buyer and regulators once the bids are opened, everybody once the selection is made (招标投标法 Art 22, 36).
    """
    tender = session.get_one(Tender, doubt.tender_id)
    knows = tender.shows_bids or actor.sits(tender.buyer_id) or actor.has(Role.REGULATOR)
    if doubt.ground is not Ground.TIED_BIDDERS or not knows:
        return ()
    others = [tie["other"] for tie in session.get_one(Bid, doubt.bid_id).ties]
    return session.execute(
        select(Bid.ref, Organisation.name, Organisation.name_en)
        .join(Organisation, Organisation.id == Bid.tenderer_id)
        .where(Bid.ref.in_(others))
        .order_by(Bid.ref)
    ).all()


def see(session: Session, actor: Actor, ref: str) -> AnyRow:
    """(Doubt, bid_ref, tender_ref, title, tender_state, bidder's names) for whoever may know; raises NotFound."""
    row = session.execute(_ROW.where(Doubt.ref == ref)).first()
    if row is None or not granted(SEES, actor, of_doubt(session, row.Doubt)):
        raise NotFound
    return row


def of_tender(session: Session, actor: Actor, tender_id: int) -> Sequence[AnyRow]:
    """Rows as `see` of a tender, as far as this actor may know them."""
    rows = session.execute(_ROW.where(Doubt.tender_id == tender_id).order_by(Doubt.id)).all()
    return [row for row in rows if granted(SEES, actor, of_doubt(session, row.Doubt))]


def open_for(session: Session, *, buyers: Collection[int] = (), agencies: Collection[int] = ()) -> Sequence[AnyRow]:
    """Rows as `see` that are not settled, of tenders that wait for them, by the day they are due."""
    parties: list[ColumnElement[Any]] = [Tender.buyer_id.in_(buyers), Bid.tenderer_id.in_(agencies)]
    return session.execute(
        _ROW.where(Doubt.state.in_(UNSETTLED), Tender.state.in_(HEARD_IN), or_(*parties)).order_by(
            Doubt.due_at, Doubt.id
        )
    ).all()
