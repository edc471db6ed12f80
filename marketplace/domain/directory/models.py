"""The stored records."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class ProviderRecord(Base):
    """One agency's record: what a list shows of it, what a comparison does, and the rest of its page."""

    __tablename__ = "provider_record"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True, autoincrement=False)
    star: Mapped[int] = mapped_column()
    """The public star in hundredths; 0 while there are too few ratings."""
    ratings: Mapped[int]
    """How many ratings count."""
    awards: Mapped[int]
    """How many of its awards stand."""
    version: Mapped[int]
    """Counts the changes; a page that was shown at another is out of date."""
    checked_at: Mapped[datetime] = mapped_column(index=True)
    """When it was last compared with what it is made of."""
    line: Mapped[list[Any]] = mapped_column(JSON)
    record: Mapped[dict[str, Any]] = mapped_column(JSON)
    details: Mapped[dict[str, Any]] = mapped_column(JSON)

    __table_args__ = (Index("ix_provider_record_star", star.desc(), "organisation_id"),)


class ItemMarket(Base):
    """What the market does with one catalogue item; figures are empty where too few stand behind them."""

    __tablename__ = "item_market"

    item_code: Mapped[str] = mapped_column(ForeignKey("service_item.code"), primary_key=True)
    agencies: Mapped[int]
    """Active agencies that say they offer it."""
    awards: Mapped[int]
    """Awards that stand, by `buyers`, to `winners`."""
    buyers: Mapped[int]
    winners: Mapped[int]
    price_low: Mapped[Money | None]
    """A quarter of the awarded prices is at most this."""
    price_middle: Mapped[Money | None]
    price_high: Mapped[Money | None]
    contracts: Mapped[int]
    """Contracts whose deliverables are all accepted."""
    days_low: Mapped[int | None]
    """Working days from the signing to the last deliverable, likewise."""
    days_middle: Mapped[int | None]
    days_high: Mapped[int | None]
    version: Mapped[int] = mapped_column(index=True)
    """Counts the changes of all markets together, so that the highest tells whether one has changed."""
