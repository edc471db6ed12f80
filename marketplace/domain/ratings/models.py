"""Ratings."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, false
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.ratings.rules import Stars
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class Rating(Base):
    """One per contract; stars are 1 to 5."""

    __tablename__ = "rating"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    contract_id: Mapped[int] = mapped_column(ForeignKey("contract.id"), unique=True)
    buyer_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
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
    reply: Mapped[str | None] = mapped_column(String(2000))
    replied_at: Mapped[datetime | None]

    __table_args__ = (
        CheckConstraint(
            " AND ".join(f"{name} BETWEEN 1 AND 5" for name in Stars.__dataclass_fields__),
            name="one_to_five_stars",
        ),
    )
