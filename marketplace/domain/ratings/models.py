"""Ratings, and the figures that are counted from them."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.ratings.rules import SUFFICIENT, Stars
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class Rating(Base):
    """At most one a contract and a side; stars are 1 to 5."""

    __tablename__ = "rating"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"))
    by_supplier: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether the agency rates the department; else it is the other way round."""
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    quality: Mapped[int]
    timeliness: Mapped[int]
    fees: Mapped[int]
    conduct: Mapped[int]
    compliance: Mapped[int]
    score: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    """The weighted score of the five dimensions, 1.00 to 5.00."""
    contract_amount: Mapped[Money]
    is_affiliated: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether buyer and provider were tied to each other when it was given; it then weighs nothing."""
    text: Mapped[str] = mapped_column(String(2000))
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    shown_at: Mapped[datetime]
    """From when it is public and counts: the end of the time to rate, or when the other side's came in before."""
    announced_at: Mapped[datetime | None]
    """When it was counted and both sides were told; a job does that, and nothing else waits for it."""
    amended_at: Mapped[datetime | None]
    """When it was changed while it was blind."""
    corrected_at: Mapped[datetime | None]
    """When it was corrected after it was shown."""
    reply: Mapped[str | None] = mapped_column(String(2000))
    """The rated side's."""
    replied_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(
            " AND ".join(f"{name} BETWEEN 1 AND 5" for name in Stars.__dataclass_fields__),
            name="one_to_five_stars",
        ),
        UniqueConstraint("contract_id", "by_supplier"),
        Index("ix_rating_supplier_id_shown_at", "supplier_id", "by_supplier", "shown_at"),
        Index("ix_rating_buyer_id_by_supplier", "buyer_id", "by_supplier"),
        Index("ix_rating_announced_at_shown_at", "announced_at", "shown_at"),
    )

    @property
    def stars(self) -> Stars:
        """As they were given."""
        return Stars(**{name: getattr(self, name) for name in Stars.__dataclass_fields__})

    @property
    def rated_id(self) -> int:
        """The organisation that is rated."""
        return self.buyer_id if self.by_supplier else self.supplier_id

    def is_shown(self, now: datetime) -> bool:
        """Whether everybody may read it."""
        return self.shown_at <= now


class ProviderStanding(Base):
    """What the ratings of an agency came to at `counted_at`; whoever has contracts may have a row."""

    __tablename__ = "provider_standing"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    star: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    count: Mapped[int]
    """How many ratings weigh something."""
    weight: Mapped[Decimal] = mapped_column(Numeric(9, 2))
    """What they weigh together, without the assumed ones."""
    prior: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    """The mean that was assumed."""
    low: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    high: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    """Between these the star lies with nine chances in ten (`star.interval`)."""
    distribution: Mapped[list[int]] = mapped_column(JSON)
    """How many ratings of one star to five."""
    means: Mapped[dict[str, float]] = mapped_column(JSON)
    """The mean of each dimension; empty without ratings."""
    counted_at: Mapped[datetime]

    __table_args__ = (Index("ix_provider_standing_star", "star", "organisation_id"),)

    @property
    def is_sufficient(self) -> bool:
        """Whether there are enough ratings to show the star."""
        return self.count >= SUFFICIENT


class RatingMean(Base):
    """The platform's mean rating as it was counted one night; the latest is what is assumed of a new agency."""

    __tablename__ = "rating_mean"

    counted_at: Mapped[datetime] = mapped_column(primary_key=True)
    mean: Mapped[Decimal] = mapped_column(Numeric(3, 2))
    count: Mapped[int]
    recounted_to: Mapped[int | None]
    """Up to which agency's key the figures were counted anew with it; empty once that is done."""


class YearlyGrade(Base):
    """What the regulator of the industry says of an agency's year, published with its reason and its evidence."""

    __tablename__ = "yearly_grade"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    grade: Mapped[int]
    reason: Mapped[str] = mapped_column(String(2000))
    evidence: Mapped[str] = mapped_column(String(2000))
    """What it rests on: inspections, decisions, where they can be read."""
    at: Mapped[datetime]
    by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    reply: Mapped[str | None] = mapped_column(String(2000))
    replied_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint("grade BETWEEN 1 AND 5", name="one_to_five"),
        UniqueConstraint("organisation_id", "year"),
    )
