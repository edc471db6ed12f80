"""What the market says of an agency, for many at once: `records.Record` says where it goes."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.domain.awards import track_records as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import ENDED
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.complaints.models import Complaint, ComplaintDecision
from marketplace.domain.complaints.states import ComplaintState, Outcome
from marketplace.domain.contracts.models import Contract
from marketplace.domain.directory.shapes import Json, fen, grouped, iso
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings.models import Rating, YearlyGrade
from marketplace.domain.ratings.rules import WEIGHTS
from marketplace.domain.ratings.standings import OF_A_PROVIDER
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.database import AnyRow

RATINGS_SHOWN = 10
"""Ratings that stand on the provider's page; the others on pages of their own [ours]."""
AWARDS_SHOWN = 5
"""Likewise the awards, whose contracts have pages of their own [ours]."""

Attribute = InstrumentedAttribute[Any]
_buyer = Organisation.__table__.alias("buyer")
_RATED = (
    select(Rating, Tender.ref, Tender.title, _buyer.c.name, _buyer.c.name_en)
    .join(Contract, Contract.id == Rating.contract_id)
    .join(Tender, Tender.id == Contract.tender_id)
    .join(_buyer, _buyer.c.id == Rating.buyer_id)
)


def prices(session: Session, ids: Collection[int]) -> Mapping[int, list[Json]]:
    """The median of the awarded prices of each, by item."""
    return grouped(
        (
            one,
            {
                "code": item.item_code,
                "zh": item.name_zh,
                "en": item.name_en,
                "price": median.price.fen,
                "count": median.count,
            },
        )
        for item in awards.prices_by_item(session, ids)
        for one, median in item.medians.items()
    )


def wins(session: Session, ids: Collection[int]) -> Mapping[int, list[Json]]:
    """The latest awards of each that stand."""
    latest = _latest(
        Award.id,
        Award.supplier_id,
        Award.announced_at,
        AWARDS_SHOWN,
        Award.supplier_id.in_(ids),
        Award.state.not_in(ENDED),
    )
    rows = session.execute(
        select(
            Award.supplier_id,
            Award.amount,
            Award.announced_at,
            Tender.ref,
            Tender.title,
            Tender.method,
            Tender.ceiling,
            ServiceItem.name_zh,
            ServiceItem.name_en,
            _buyer.c.name,
            _buyer.c.name_en.label("buyer_en"),
        )
        .join(Tender, Tender.id == Award.tender_id)
        .join(ServiceItem, ServiceItem.code == Tender.item_code)
        .join(_buyer, _buyer.c.id == Tender.buyer_id)
        .where(Award.id.in_(latest))
        .order_by(Award.announced_at.desc(), Award.id.desc())
    )
    return grouped(
        (
            row.supplier_id,
            {
                "tender": row.ref,
                "title": row.title,
                "item_zh": row.name_zh,
                "item_en": row.name_en,
                "buyer_zh": row.name,
                "buyer_en": row.buyer_en,
                "method": row.method,
                "at": iso(row.announced_at),
                "ceiling": fen(row.ceiling),
                "amount": fen(row.amount),
            },
        )
        for row in rows
    )


def ratings(session: Session, ids: Collection[int], now: datetime) -> Mapping[int, list[Json]]:
    """The latest ratings of each that are shown."""
    wanted = (Rating.supplier_id.in_(ids), *_shown(now))
    latest = _latest(Rating.id, Rating.supplier_id, Rating.shown_at, RATINGS_SHOWN, *wanted)
    rows = session.execute(_RATED.where(Rating.id.in_(latest)).order_by(Rating.shown_at.desc(), Rating.id.desc()))
    return grouped((row.Rating.supplier_id, _said(row)) for row in rows)


def _shown(now: datetime) -> tuple[ColumnElement[bool], ...]:
    return (OF_A_PROVIDER, Rating.shown_at <= now)


def ratings_page(session: Session, agency_id: int, before: int, most: int, now: datetime) -> list[Json]:
    """The latest ratings of one agency, at most `most`, as they stand in its record; with `before`, behind that one.

    It is the ``id`` of the last one that was shown; nothing follows one of another agency.
    """
    page = _RATED.where(Rating.supplier_id == agency_id, *_shown(now)).limit(most)
    page = page.order_by(Rating.shown_at.desc(), Rating.id.desc())
    if before:
        last = session.scalars(
            select(Rating).where(Rating.id == before, Rating.supplier_id == agency_id, *_shown(now))
        ).first()
        if last is None:
            return []
        page = page.where(
            (Rating.shown_at < last.shown_at) | ((Rating.shown_at == last.shown_at) & (Rating.id < last.id))
        )
    return [_said(row) for row in session.execute(page)]


def _said(row: AnyRow) -> Json:
    return {
        "id": row.Rating.id,
        "tender": row.ref,
        "title": row.title,
        "buyer_zh": row.name,
        "buyer_en": row.name_en,
        "at": iso(row.Rating.at),
        "amount": fen(row.Rating.contract_amount),
        "score": str(row.Rating.score),
        "stars": {name: getattr(row.Rating, name) for name in WEIGHTS},
        "is_weightless": row.Rating.is_affiliated,
        "text": row.Rating.text,
        "corrected_at": iso(row.Rating.corrected_at),
        "reply": row.Rating.reply,
        "replied_at": iso(row.Rating.replied_at),
    }


def rating_numbers(session: Session, ids: Collection[int], now: datetime) -> Mapping[int, int]:
    """How many ratings can be read of each, those that weigh nothing too."""
    rows = session.execute(
        select(Rating.supplier_id, func.count(Rating.id))
        .where(Rating.supplier_id.in_(ids), *_shown(now))
        .group_by(Rating.supplier_id)
    )
    return {supplier: number for supplier, number in rows}  # noqa: C416 - rows are no pairs to mypy


def grades(session: Session, ids: Collection[int]) -> Mapping[int, list[Json]]:
    """Every yearly grade of each, the latest year first."""
    rows = session.scalars(
        select(YearlyGrade).where(YearlyGrade.organisation_id.in_(ids)).order_by(YearlyGrade.year.desc())
    )
    return grouped(
        (
            one.organisation_id,
            {
                "year": one.year,
                "grade": one.grade,
                "at": iso(one.at),
                "reason": one.reason,
                "evidence": one.evidence,
                "reply": one.reply,
                "replied_at": iso(one.replied_at),
            },
        )
        for one in rows
    )


def rulings(session: Session, ids: Collection[int]) -> Mapping[int, list[Json]]:
    """Every published decision on a complaint about each, the latest first."""
    rows = session.execute(
        select(Complaint.respondent_id, Complaint.ref, Complaint.published_at, ComplaintDecision.outcome)
        .join(ComplaintDecision, ComplaintDecision.complaint_id == Complaint.id)
        .where(Complaint.respondent_id.in_(ids), Complaint.state == ComplaintState.PUBLISHED)
        .order_by(Complaint.published_at.desc(), Complaint.id.desc())
    )
    return grouped(
        (
            row.respondent_id,
            {"ref": row.ref, "at": iso(row.published_at), "is_founded": row.outcome is Outcome.FOUNDED},
        )
        for row in rows
    )


def _latest(
    key: Attribute, of: Attribute, at: Attribute, most: int, *wanted: ColumnElement[bool]
) -> Select[tuple[int]]:
    """The keys of the `most` latest rows of each `of`."""
    place = func.row_number().over(partition_by=of, order_by=(at.desc(), key.desc())).label("place")
    ranked = select(key.label("key"), place).where(*wanted).subquery()
    return select(ranked.c.key).where(ranked.c.place <= most)
