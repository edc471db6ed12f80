"""Reads of ratings. What is blind is read by its own side alone; everything else is public."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from decimal import Decimal

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import RATEABLE
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings import standings as counting
from marketplace.domain.ratings.models import ProviderStanding, Rating, YearlyGrade
from marketplace.domain.ratings.rules import CREDIT_PER_STAR
from marketplace.domain.ratings.standings import OF_A_PROVIDER
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound

CHECKED_AT_ONCE = 500
PAGE_SIZE = 30


_WAITS = (
    select(Rating.id)
    .where(
        Rating.supplier_id == Organisation.id,
        OF_A_PROVIDER,
        Rating.announced_at.is_(None),
        Rating.shown_at <= bindparam("now"),
    )
    .correlate(Organisation)
    .exists()
)
_STANDINGS = (
    select(Organisation.id, ProviderStanding, _WAITS.label("waits"))
    .outerjoin(ProviderStanding, ProviderStanding.organisation_id == Organisation.id)
    .where(Organisation.id.in_(bindparam("ids", expanding=True)))
)


def standings(session: Session, supplier_ids: Collection[int], now: datetime) -> Mapping[int, ProviderStanding]:
    """``{organisation id: public figures}`` of those who have any, in one query.

    They are read as they were kept. Only where a rating has become public and the job has not counted it yet, they are
    counted here.
    """
    found = {}
    for key, kept, waits in session.execute(_STANDINGS, {"ids": list(supplier_ids), "now": now}):
        if waits:
            counted = counting.figures(session, [key], now, counting.prior(session))[key]
            found[key] = ProviderStanding(organisation_id=key, counted_at=now, **asdict(counted))
        elif kept is not None:
            found[key] = kept
    return found


def credit(session: Session, supplier_ids: Collection[int], now: datetime) -> Mapping[int, Decimal]:
    """``{organisation id: public star × 20}``: credit from 0 to 100 by ratings alone; `rounds.ports.Credit`.

    Counted at this very instant: a selection waits for no job. Neither a provider's place nor its owner counts
    (招标投标领域公平竞争审查规则 2024 Art 9). Whoever has no rating that weighs is left out.
    """
    counted = counting.figures(session, supplier_ids, now, counting.prior(session))
    return {supplier: one.star * CREDIT_PER_STAR for supplier, one in counted.items() if one.count}


def of_supplier(session: Session, supplier_id: int, now: datetime) -> Sequence[AnyRow]:
    """(Rating, tender ref, title, buyer name in both languages) that are shown of one provider, the newest first."""
    return session.execute(
        select(
            Rating,
            Tender.ref.label("tender_ref"),
            Tender.title,
            Organisation.name.label("buyer_name"),
            Organisation.name_en.label("buyer_name_en"),
        )
        .join(Contract, Contract.id == Rating.contract_id)
        .join(Tender, Tender.id == Contract.tender_id)
        .join(Organisation, Organisation.id == Rating.buyer_id)
        .where(Rating.supplier_id == supplier_id, OF_A_PROVIDER, Rating.shown_at <= now)
        .order_by(Rating.shown_at.desc(), Rating.id.desc()),
    ).all()


def of_contract(session: Session, contract_id: int, now: datetime) -> Rating | None:
    """What the department gave, once it is shown."""
    found = given(session, contract_id, by_supplier=False)
    return found if found is not None and found.is_shown(now) else None


def of_buyer(session: Session, contract_id: int, now: datetime) -> Rating | None:
    """What the agency gave, once it is shown."""
    found = given(session, contract_id, by_supplier=True)
    return found if found is not None and found.is_shown(now) else None


def given(session: Session, contract_id: int, *, by_supplier: bool) -> Rating | None:
    """What one side gave, blind or not: for that side's own eyes, and for the rules."""
    return session.scalars(
        select(Rating).where(Rating.contract_id == contract_id, Rating.by_supplier.is_(by_supplier))
    ).first()


def to_rate(
    session: Session, organisation_ids: Collection[int], now: datetime, *, by_supplier: bool
) -> Sequence[AnyRow]:
    """(Contract, tender title) of one side, over, in time and not rated by it yet, the most urgent first."""
    side = Contract.supplier_id if by_supplier else Contract.buyer_id
    return session.execute(
        select(Contract, Tender.title)
        .join(Tender, Tender.id == Contract.tender_id)
        .outerjoin(Rating, (Rating.contract_id == Contract.id) & Rating.by_supplier.is_(by_supplier))
        .where(
            side.in_(organisation_ids),
            Contract.state.in_(RATEABLE),
            Contract.rate_until > now,
            Rating.id.is_(None),
        )
        .order_by(Contract.rate_until, Contract.id),
    ).all()


def count(session: Session, now: datetime) -> int:
    """How many ratings of providers are shown."""
    return session.scalar(select(func.count(Rating.id)).where(OF_A_PROVIDER, Rating.shown_at <= now)) or 0


def by_ref(session: Session, ref: str) -> Rating:
    """One rating; raises NotFound."""
    rating = session.scalars(select(Rating).where(Rating.ref == ref)).first()
    if rating is None:
        raise NotFound
    return rating


def refs_due_to_show(session: Session, now: datetime) -> Sequence[str]:
    """Ratings that are public and not counted yet; a job counts each."""
    return session.scalars(
        select(Rating.ref)
        .where(Rating.announced_at.is_(None), Rating.shown_at <= now)
        .order_by(Rating.shown_at, Rating.id)
    ).all()


def faults(session: Session) -> Iterator[str]:
    """Every kept figure that is not what its ratings came to when it was counted."""
    kept = {row.organisation_id: row for row in session.scalars(select(ProviderStanding))}
    after = 0
    while keys := counting.batch(session, after, CHECKED_AT_ONCE):
        after = keys[-1]
        for key in keys:
            row = kept.pop(key, None)
            if row is None:
                continue
            counted = counting.figures(session, [key], row.counted_at, row.prior)[key]
            if counting.differs(row, asdict(counted)):
                yield f"the figures of provider {key} are not those of its ratings"
    yield from (f"provider {key} has figures and no contract" for key in kept)


def grade(session: Session, organisation_id: int, year: int) -> YearlyGrade | None:
    """What the regulator gave an agency for a year."""
    return session.scalars(
        select(YearlyGrade).where(YearlyGrade.organisation_id == organisation_id, YearlyGrade.year == year)
    ).first()


def grades_of(session: Session, organisation_id: int) -> Sequence[YearlyGrade]:
    """All an agency was given, the latest year first; public."""
    return session.scalars(
        select(YearlyGrade).where(YearlyGrade.organisation_id == organisation_id).order_by(YearlyGrade.year.desc())
    ).all()


def grade_page(session: Session, number: int = 1) -> tuple[Sequence[AnyRow], int]:
    """One page of (YearlyGrade, agency's ref, slug, name, name_en), the newest first, and how many there are."""
    rows = session.execute(
        select(YearlyGrade, Organisation.ref, Organisation.slug, Organisation.name, Organisation.name_en)
        .join(Organisation, Organisation.id == YearlyGrade.organisation_id)
        .order_by(YearlyGrade.at.desc(), YearlyGrade.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    return rows, session.scalar(select(func.count(YearlyGrade.id))) or 0


def grade_by_ref(session: Session, ref: str) -> YearlyGrade:
    """One grade; raises NotFound."""
    found = session.scalars(select(YearlyGrade).where(YearlyGrade.ref == ref)).first()
    if found is None:
        raise NotFound
    return found
