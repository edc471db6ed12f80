"""The operator's entries: what a region sets for a regime in a year."""

from datetime import datetime

from sqlalchemy import JSON, CheckConstraint, Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.domain.regimes.rules import Figures, Limits
from marketplace.domain.regimes.states import Regime
from marketplace.kernel.database import Base
from marketplace.kernel.money import Money


class RegimeEntry(Base):
    """One entry; a later one for the same region, year and regime takes its place. Triggers refuse changes."""

    __tablename__ = "regime_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    ref: Mapped[str] = mapped_column(String(16), unique=True)
    region_code: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)
    """Holds there and in what lies in it; empty for the whole country."""
    year: Mapped[int]
    """From its first day on, until an entry of a later year."""
    regime: Mapped[Regime] = mapped_column(Enum(Regime, native_enum=False, length=20))
    threshold: Mapped[Money | None]
    items: Mapped[list[str]] = mapped_column(JSON)
    small_purchase: Mapped[Money]
    window_small: Mapped[int]
    window_large: Mapped[int]
    publicity: Mapped[int]
    sign_within: Mapped[int]
    citation: Mapped[str] = mapped_column(String(300))
    entered_at: Mapped[datetime]
    entered_by: Mapped[int] = mapped_column(ForeignKey("user_account.id"))

    __table_args__ = (
        CheckConstraint("threshold IS NULL OR threshold > 0", name="threshold_positive"),
        CheckConstraint("window_small > 0 AND window_large >= window_small", name="windows_in_order"),
        CheckConstraint("publicity >= 0 AND sign_within >= 0", name="not_negative"),
    )

    @property
    def figures(self) -> Figures:
        """As the router reads it."""
        return Figures(
            self.regime,
            Limits(self.small_purchase, self.window_small, self.window_large, self.publicity, self.sign_within),
            self.citation,
            self.threshold,
            frozenset(self.items),
            self.ref,
        )
