"""The days that differ from Monday to Friday, or are named."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import Enum, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class DaySource(StrEnum):
    """Who says so; what people decided is never overwritten by a package."""

    PACKAGE = "package"
    IMPORT = "import"
    OPERATOR = "operator"


class CalendarDay(Base):
    """One exceptional day. `provisional`: from the statute alone, before the year's in-lieu days were announced."""

    __tablename__ = "calendar_day"

    date: Mapped[dt.date] = mapped_column(primary_key=True)
    is_workday: Mapped[bool]
    name: Mapped[str] = mapped_column(String(60))
    source: Mapped[DaySource] = mapped_column(Enum(DaySource, native_enum=False, length=16))
    provisional: Mapped[bool] = mapped_column(default=False)

    @property
    def ref(self) -> str:
        """How the journal names it, e.g. ``2026-02-14``."""
        return self.date.isoformat()
