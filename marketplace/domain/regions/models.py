"""One administrative division."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.kernel.database import Base


class RegionLevel(StrEnum):
    """How high a division stands."""

    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"


class Region(Base):
    """A place of delivery or of a department, never an eligibility field. `code` has six digits (GB/T 2260)."""

    __tablename__ = "region"

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    name_zh: Mapped[str] = mapped_column(String(60))
    name_en: Mapped[str] = mapped_column(String(100))
    level: Mapped[RegionLevel] = mapped_column(Enum(RegionLevel, native_enum=False, length=16))
    parent: Mapped[str | None] = mapped_column(ForeignKey("region.code"), index=True)

    @property
    def ref(self) -> str:
        """How the journal names it."""
        return self.code


@dataclass(frozen=True, slots=True)
class RegionTable:
    """What an import did: the codes it added and changed."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()

    @property
    def ref(self) -> str:
        """How the journal names the table as a whole."""
        return "regions"
