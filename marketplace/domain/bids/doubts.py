"""What speaks against opened bids, and what was said to it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from marketplace.domain.bids.facts import of_doubt
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.bids.states import UNSETTLED, BidState, DoubtState, Ground
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.independence import queries as independence
from marketplace.domain.independence.rules import ties_among
from marketplace.domain.independence.states import TieKind
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Actor
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import Text, from_json, mark
from marketplace.kernel.money import Money
from marketplace.policy.authority import granted
from marketplace.policy.policy import SEES

TIED: Mapping[TieKind, Text] = {
    TieKind.LEGAL_REPRESENTATIVE: mark("The same person represents this bidder and %(other)s, which bid, too."),
    TieKind.CONTROL: mark("This bidder and %(other)s bid, and one of them holds shares in the other."),
    TieKind.SHAREHOLDER: mark("This bidder and %(other)s, which bid, too, have a shareholder in common."),
    TieKind.PHONE: mark("This bidder and %(other)s, which bid, too, gave the same telephone number."),
    TieKind.EMAIL: mark("This bidder and %(other)s, which bid, too, gave the same e-mail address."),
    TieKind.ADDRESS: mark("This bidder and %(other)s, which bid, too, gave the same office address."),
    TieKind.ACCOUNT: mark("This bidder and %(other)s, which bid, too, are paid to the same bank account."),
}
"""Who the other is, and how they are tied; never what the two have in common.

招标投标法实施条例 Art 34 and 政府采购法实施条例 Art 18 for the first three, 招标投标法实施条例 Art 40 for the others.
"""

AFFILIATED = mark(
    "The public register of ties says that this bidder is tied to the department that buys (优化营商环境条例 Art 43)."
)

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
    """Whether it says of a price what nobody who scores proposals may know meanwhile."""
    return doubt.ground is Ground.LOW_PRICE and tender.is_being_scored


def common_ties(session: Session, bids: Sequence[Bid]) -> dict[str, list[dict[str, str]]]:
    """Who among those who bid is tied to whom, by what they say of themselves now: ``{bid: rows of Bid.ties}``."""
    agencies = session.execute(
        select(Bid.ref, Organisation)
        .join(Organisation, Organisation.id == Bid.tenderer_id)
        .where(Bid.id.in_([bid.id for bid in bids]))
        .order_by(Bid.ref)
    )
    profiles = [independence.profile(ref, agency) for ref, agency in agencies]
    return {ref: [{"kind": tie.kind, "other": tie.other} for tie in ties] for ref, ties in ties_among(profiles).items()}


def is_affiliated(session: Session, tender: Tender, agency_id: int) -> bool:
    """Whether the register says now that an agency was tied to the buyer on the day on which bids were due."""
    deadline = tender.deadline_at
    return deadline is not None and independence.keeps_out(session, agency_id, tender.buyer_id, day_of(deadline))


def names(session: Session, bids: Sequence[Bid]) -> dict[str, str]:
    """Who stands behind each of these bids, by its reference."""
    rows = session.execute(
        select(Bid.ref, Organisation.name)
        .join(Organisation, Organisation.id == Bid.tenderer_id)
        .where(Bid.id.in_([bid.id for bid in bids]))
    )
    return {row.ref: row.name for row in rows}


def ties(
    session: Session, tender: Tender, bid: Bid, called: Mapping[str, str], worked: Mapping[int, Sequence[Text]]
) -> dict[Ground, list[Text]]:
    """Ground by ground, what ties the bidder to the department, to another of the bidders or to the project.

    `called` as `names`, `worked` as `earlier_work.against`.
    """
    found: dict[Ground, list[Text]] = {}
    if is_affiliated(session, tender, bid.tenderer_id):
        found[Ground.AFFILIATION] = [AFFILIATED]
    if bid.ties:
        found[Ground.TIED_BIDDERS] = [
            mark(TIED[TieKind(tie["kind"])].msgid, other=called[tie["other"]]) for tie in bid.ties
        ]
    if reasons := worked.get(bid.tenderer_id):
        found[Ground.EARLIER_WORK] = list(reasons)
    return found


def why_out(session: Session, bid_id: int) -> Text | None:
    """What keeps an opened bid out; None where nothing does."""
    for doubt in session.scalars(select(Doubt).where(Doubt.bid_id == bid_id).order_by(Doubt.id)):
        if doubt.ground is not Ground.LOW_PRICE and doubt.state is not DoubtState.ADMITTED:
            return from_json(doubt.reasons[0])
        if doubt.ground is Ground.LOW_PRICE and doubt.state is DoubtState.EXCLUDED:
            said = doubt.decision
            return mark("The price is abnormally low, and the explanation did not convince: %(why)s", why=said)
        if doubt.ground is Ground.LOW_PRICE and doubt.state is DoubtState.SILENT:
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
