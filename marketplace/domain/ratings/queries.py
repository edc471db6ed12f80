"""Reads of ratings: all public."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import RATEABLE
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings.models import Rating
from marketplace.domain.ratings.rules import CREDIT_PER_STAR, SUFFICIENT, WEIGHTS, Counted, public_star
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound

COUNTS = Rating.is_affiliated.is_(False)
"""What those say of each other who belong together is read, and weighs nothing [ours]."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A provider's public rating: how many, the star, and whether that is enough to show."""

    count: int
    star: Decimal

    @property
    def is_sufficient(self) -> bool:
        """Whether there are enough ratings to show the star."""
        return self.count >= SUFFICIENT


def standings(session: Session, supplier_ids: Collection[int], now: datetime) -> Mapping[int, Standing]:
    """``{organisation id: standing}`` of those who have ratings, in one query."""
    found: dict[int, list[Counted]] = defaultdict(list)
    rows = session.execute(
        select(Rating.supplier_id, Rating.score, Rating.at, Rating.contract_amount).where(
            Rating.supplier_id.in_(supplier_ids), COUNTS
        ),
    )
    for supplier_id, score, at, amount in rows:
        found[supplier_id].append(Counted(score, at, amount))
    return {supplier: Standing(len(ratings), public_star(ratings, now)) for supplier, ratings in found.items()}


def credit(session: Session, supplier_ids: Collection[int], now: datetime) -> Mapping[int, Decimal]:
    """``{organisation id: public star × 20}``: credit from 0 to 100 by ratings alone; `rounds.ports.Credit`.

    Neither a provider's place nor its owner counts (招标投标领域公平竞争审查规则 2024 Art 9).
    """
    return {supplier: one.star * CREDIT_PER_STAR for supplier, one in standings(session, supplier_ids, now).items()}


def of_supplier(session: Session, supplier_id: int) -> Sequence[AnyRow]:
    """(Rating, tender ref, title, buyer name in both languages) of one provider, the newest first."""
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
        .where(Rating.supplier_id == supplier_id)
        .order_by(Rating.at.desc(), Rating.id.desc()),
    ).all()


def of_contract(session: Session, contract_id: int) -> Rating | None:
    """The rating of a contract."""
    return session.scalars(select(Rating).where(Rating.contract_id == contract_id)).first()


def to_rate(session: Session, buyer_ids: Collection[int]) -> Sequence[AnyRow]:
    """(Contract, tender title) of these departments, delivered or ended and not rated yet, the oldest first."""
    return session.execute(
        select(Contract, Tender.title)
        .join(Tender, Tender.id == Contract.tender_id)
        .outerjoin(Rating, Rating.contract_id == Contract.id)
        .where(
            Contract.buyer_id.in_(buyer_ids),
            Contract.state.in_(RATEABLE),
            Rating.id.is_(None),
        )
        .order_by(Contract.signed_at, Contract.id),
    ).all()


def count(session: Session) -> int:
    """How many ratings the platform has."""
    return session.scalar(select(func.count(Rating.id))) or 0


def by_ref(session: Session, ref: str) -> Rating:
    """One rating; raises NotFound."""
    rating = session.scalars(select(Rating).where(Rating.ref == ref)).first()
    if rating is None:
        raise NotFound
    return rating


def ranked(session: Session, now: datetime) -> Mapping[str, Decimal]:
    """``{provider's reference: star}`` of all that have enough ratings, the best first, equals by their sequence."""
    found: dict[str, list[Counted]] = defaultdict(list)
    enough = (
        select(Rating.supplier_id)
        .where(COUNTS)
        .group_by(Rating.supplier_id)
        .having(func.count(Rating.id) >= SUFFICIENT)
    )
    rows = session.execute(
        select(Organisation.ref, Rating.score, Rating.at, Rating.contract_amount)
        .join(Organisation, Organisation.id == Rating.supplier_id)
        .where(Rating.supplier_id.in_(enough), COUNTS)
        .order_by(Organisation.id),
    )
    for ref, score, at, amount in rows:
        found[ref].append(Counted(score, at, amount))
    stars = {ref: public_star(ratings, now) for ref, ratings in found.items()}
    return dict(sorted(stars.items(), key=lambda entry: -entry[1]))


def dimension_means(session: Session, supplier_ids: Collection[int]) -> Mapping[int, Mapping[str, float]]:
    """``{organisation id: {dimension: mean of all its ratings}}`` of those who have ratings, in one query."""
    rows = session.execute(
        select(Rating.supplier_id, *(func.avg(getattr(Rating, name)).label(name) for name in WEIGHTS))
        .where(Rating.supplier_id.in_(supplier_ids), COUNTS)
        .group_by(Rating.supplier_id)
    )
    return {row.supplier_id: {name: float(getattr(row, name)) for name in WEIGHTS} for row in rows}
