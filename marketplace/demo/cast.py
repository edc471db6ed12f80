"""Who appears: the offices and agencies of the invented province, read from the files in this folder."""

import csv
import io
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import Role
from marketplace.kernel.money import Money

FOLDER: Traversable = files(__package__)


class Check(StrEnum):
    """What becomes of a registration."""

    PASSES = "passes"
    TIMES_OUT = "times_out"
    WAITS = "waits"
    IS_RETURNED = "is_returned"


@dataclass(frozen=True, slots=True)
class Line:
    """One budget line with its amounts by fiscal year."""

    code: str
    name: str
    amounts: Mapping[int, Money]


@dataclass(frozen=True, slots=True)
class Office:
    """A department, the regulator or the operator, with its people by role."""

    kind: OrganisationKind
    key: str
    code_start: str
    name: str
    name_en: str
    contact: str
    phone: str
    staff: Mapping[Role, Sequence[str]]
    region: str | None = None
    lines: Sequence[Line] = ()
    dissolved: Mapping[str, Any] | None = None
    """When (`at`), into which department, `from` which day on and by which document."""

    @property
    def first_member(self) -> Role:
        """The role of whoever is seated first and therefore administers."""
        return next(iter(self.staff))


@dataclass(frozen=True, slots=True)
class Agency:
    """An agency: `approach` is what its proposals say."""

    key: str
    code_start: str
    name: str
    name_en: str
    legal_form: str
    representative: str
    contact: str
    phone: str
    registered: datetime
    services: Sequence[str]
    description: str = ""
    approach: str = ""
    check: Check = Check.PASSES
    returned_because: str = ""


@cache
def offices() -> tuple[Office, ...]:
    """The regulator, the operator, then the departments; the first of these has the sign-ins that are shown."""
    read = tomllib.loads((FOLDER / "province.toml").read_text(encoding="utf-8"))
    return (
        _office(OrganisationKind.REGULATOR, read["regulator"]),
        _office(OrganisationKind.OPERATOR, read["operator"]),
        *(_office(OrganisationKind.DEPARTMENT, entry) for entry in read["department"]),
    )


@cache
def agencies() -> tuple[Agency, ...]:
    """Those that enter the market in the course of the story; the first three have the sign-ins that are shown."""
    return _agencies("agencies.csv")


def newcomers() -> tuple[Agency, ...]:
    """Those whose registration is being checked, or was returned, when the story ends."""
    return _agencies("newcomers.csv")


def local(moment: datetime) -> datetime:
    """A time as the files write it, on the clocks of the market."""
    return moment.replace(tzinfo=MARKET_ZONE)


def _office(kind: OrganisationKind, entry: Mapping[str, Any]) -> Office:
    return Office(
        kind=kind,
        **{name: value for name, value in entry.items() if name not in {"staff", "lines"}},
        staff={Role(role): tuple(names) for role, names in entry["staff"].items()},
        lines=tuple(
            Line(
                line["code"],
                line["name"],
                {int(year): Money.parse(amount) for year, amount in line["amounts"].items()},
            )
            for line in entry.get("lines", ())
        ),
    )


def _agencies(name: str) -> tuple[Agency, ...]:
    written = (FOLDER / name).read_text(encoding="utf-8")
    return tuple(
        Agency(
            **(
                row
                | {
                    "registered": local(datetime.fromisoformat(row["registered"])),
                    "services": row["services"].split(";"),
                    "check": Check(row["check"]),
                }
            ),
        )
        for row in csv.DictReader(io.StringIO(written))
    )
