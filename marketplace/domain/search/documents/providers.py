"""Agencies that are in the market, with what they offer and have in force today, and what is said of them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts.models import Contract
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.ratings.models import Rating
from marketplace.domain.search.documents.source import HUNDREDTHS, Source, around, bands, instant, lines, text
from marketplace.domain.search.ports import Facet, Kind, SearchDocument, Sort
from marketplace.domain.tenders.models import Tender

MOST_SAID = 20
"""The latest ratings whose words find a provider, so that the oldest do not make a document longer for ever [ours]."""

_O = Organisation.__table__.c
_IS_IN = (_O.kind == OrganisationKind.AGENCY) & (_O.state == OrganisationState.ACTIVE)
_PUBLIC = select(_O.id, _O.ref, _O.credit_code, _O.name, _O.name_en, _O.description, _O.decided_at).where(_IS_IN)


def _after(session: Session, number: int, limit: int) -> Sequence[int]:
    return session.scalars(select(_O.id).where(_O.id > number, _IS_IN).order_by(_O.id).limit(limit)).all()


def _known(session: Session, numbers: Collection[int], keys: Collection[str]) -> Mapping[int, str]:
    wanted = _O.id.in_(numbers) | _O.ref.in_(keys)
    rows = session.execute(select(_O.id, _O.ref).where(_O.kind == OrganisationKind.AGENCY, wanted))
    return {number: key for number, key in rows}  # noqa: C416 - rows are no pairs to mypy


def _build(session: Session, numbers: Collection[int], now: datetime) -> Sequence[SearchDocument]:
    today = day_of(now)
    agencies = session.execute(_PUBLIC.where(_O.id.in_(numbers)).order_by(_O.id)).all()
    ids = [agency.id for agency in agencies]
    offered, held = organisations.offered(session, ids, today), organisations.in_force(session, ids, today)
    standings, said = ratings.standings(session, ids, now), _said(session, ids, now)
    delivered = _delivered(session, ids)
    documents = []
    for agency in agencies:
        items = offered.get(agency.id, [])
        standing = standings.get(agency.id)
        star = int(standing.star * HUNDREDTHS) if standing and standing.is_sufficient else 0
        documents.append(
            SearchDocument(
                Kind.PROVIDER,
                agency.id,
                agency.ref,
                text(agency.name, agency.name_en),
                text(
                    agency.ref,
                    agency.credit_code,
                    agency.description,
                    *(name for item in items for name in (item.name_zh, item.name_en)),
                    *held.get(agency.id, ()),
                    *said.get(agency.id, ()),
                ),
                is_named=True,
                facets={
                    Facet.ITEM: tuple(item.code for item in items),
                    Facet.REGION: tuple(
                        sorted({place for code in delivered.get(agency.id, ()) for place in around(code)})
                    ),
                    Facet.RATING: bands(star),
                    Facet.QUALIFICATION: lines(held.get(agency.id, ())),
                },
                sorts={Sort.AT: instant(agency.decided_at), Sort.STAR: star},
            )
        )
    return documents


def _said(session: Session, ids: Collection[int], now: datetime) -> Mapping[int, Sequence[str]]:
    """What departments wrote of each lately and everybody may read, and what it replied."""
    rows = session.execute(
        select(Rating.supplier_id, Rating.text, Rating.reply)
        .where(Rating.supplier_id.in_(ids), Rating.by_supplier.is_(False), Rating.shown_at <= now)
        .order_by(Rating.id.desc())
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        if len(found[row.supplier_id]) < MOST_SAID:
            found[row.supplier_id].append(text(row.text, row.reply))
    return found


def _delivered(session: Session, ids: Collection[int]) -> Mapping[int, set[str]]:
    """The regions of delivery of every contract that both sides signed; where an agency sits is nobody's business."""
    rows: Select[int, str] = (
        select(Contract.supplier_id, Tender.region_code)
        .join(Tender, Tender.id == Contract.tender_id)
        .where(Contract.supplier_id.in_(ids), Contract.signed_at.is_not(None))
        .distinct()
    )
    found: dict[int, set[str]] = defaultdict(set)
    for supplier_id, region in session.execute(rows):
        found[supplier_id].add(region)
    return found


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Organisation.__table__).where(_IS_IN)) or 0


SOURCE = Source(_after, _known, _build, _count)
