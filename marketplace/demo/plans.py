"""What is to happen: the purchases of the story, read from the files in this folder."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from marketplace.demo.cast import FOLDER, local
from marketplace.domain.tenders import requirements
from marketplace.domain.tenders.requirements import Requirement
from marketplace.domain.tenders.rules import Criterion
from marketplace.domain.tenders.states import Scoring
from marketplace.kernel.money import Money

TO_THE_END = "rated"
STOPS = frozenset({"pending", "delivered", "returned", "accepted", "instructed", "recorded"})


@dataclass(frozen=True, slots=True)
class PlannedBid:
    """Who bids, for how much (None where the price is fixed), and how good evaluators find the proposal, of 100."""

    agency: str
    price: Money | None
    quality: int

    @classmethod
    def read(cls, written: str) -> "PlannedBid":
        """``agency``, ``agency price`` or ``agency price quality``."""
        agency, price, quality = (*written.split(), "", "")[:3]
        return cls(agency, Money.parse(price) if price else None, int(quality or 0))


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """A milestone: percent of the price, working days, how far it gets, and what goes differently on the way."""

    title: str
    percent: int
    days: int
    notes: frozenset[str]
    """`timeout`: the department lets its time to accept pass; `rejected`: the second officer rejects the voucher once;
    one of `STOPS`: it stays there."""

    @classmethod
    def read(cls, written: str) -> "PlannedPart":
        """``title percent days note…``."""
        title, percent, days, *notes = written.split()
        return cls(title, int(percent), int(days), frozenset(notes))

    @property
    def stays(self) -> str:
        """Where it stays; empty when it is paid in the end."""
        return "".join(self.notes & STOPS)


@dataclass(frozen=True, slots=True)
class Criteria:
    """A set of criteria and the weight of the price beside them."""

    price_weight: int
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One purchase. `replaces` names a failed one that is issued again with the same terms."""

    key: str
    department: str
    begins: datetime
    replaces: str | None = None
    item: str = ""
    title: str = ""
    description: str = ""
    requirements: str = ""
    conditions: tuple[Requirement, ...] = ()
    ceiling: str = ""
    method: str = ""
    criteria: str | None = None
    window: int = 0
    days: int = 0
    bids: Sequence[PlannedBid] = ()
    replaces_bid: PlannedBid | None = None
    withdraws: str | None = None
    replaces_opener: str | None = None
    """Why one of the openers is replaced after bids have come."""
    amended: Mapping[str, Any] | None = None
    sent_back: str | None = None
    cancelled: Mapping[str, str] | None = None
    are_damaged: bool = False
    """No envelope of its bids opens."""
    settings: Mapping[str, int | str] = field(default_factory=dict)
    """What the department sets of the method."""
    offers: Sequence[Sequence[str]] = ()
    """By round, what is offered: ``agency price minute``."""
    chosen_because: str = ""
    """Why the department chooses the first of its bidders who is on the small list."""
    scoring: str = Scoring.MEANS
    """Which points of the evaluators count."""
    sheets_by: int = 3
    """How many evaluators score."""
    tie: Mapping[str, Any] | None = None
    """Between which agency and the department the regulator finds one after the closing, and since when."""
    doubts: Sequence[Mapping[str, str]] = ()
    """What is said to doubts about bids, and decided: ``hearing`` reads it."""
    dropped: Sequence[Mapping[str, str]] = ()
    """Awards of which nothing came, in their order: how far one had got (`at`), what ended it (`by`) and why
    (`reason`), what the department decided then (`then`) and why (`because`)."""
    parts: Sequence[PlannedPart] = ()
    returned: Mapping[str, Any] | None = None
    changes: Sequence[Mapping[str, Any]] = ()
    """What is proposed before which part, and the answer: ``changing.change`` reads it."""
    partly: Mapping[str, Any] | None = None
    """Which part is accepted for so many percent, and the days and the reason for the rest."""
    ended: Mapping[str, Any] | None = None
    """Before which part the contract ends, and why: after a demand in vain where there is one, because its purpose is
    gone (`purpose_gone`), else by agreement."""
    retention: Sequence[int] = (0, 0)
    """Percent of the price that the notice keeps back, and for how many months."""
    defect: Mapping[str, Any] | None = None
    """What is claimed of the service `after` so many working days, and why (`reason`)."""
    rating: Mapping[str, Any] | None = None
    """What the department gives, what the agency gives `back` where it does, and its reply."""
    made_at: str = ""
    """Where it is made; only its notice stands here."""
    override: Mapping[str, Any] | None = None
    """What the legal officer cites for which words, and what the regulator says: ``overriding`` reads it."""
    objections: Sequence[Mapping[str, Any]] = ()
    """Who objects to the award and what becomes of it: ``objecting`` reads it."""
    reaches: str = TO_THE_END
    """The stage after which nothing more happens, whatever the time."""


def purchases() -> list[Plan]:
    """Every purchase, department by department."""
    folder = FOLDER / "purchases"
    found: list[Plan] = []
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        read = tomllib.loads(file.read_text(encoding="utf-8"))
        found += [_plan(read["department"], entry) for entry in read["purchase"]]
    return found


def criteria() -> dict[str, Criteria]:
    """The sets of criteria by name."""
    read = tomllib.loads((FOLDER / "criteria.toml").read_text(encoding="utf-8"))
    return {
        name: Criteria(
            entry.pop("price_weight"),
            tuple(Criterion(code, each["label"], each["weight"]) for code, each in entry.items()),
        )
        for name, entry in read.items()
    }


def _plan(department: str, entry: Mapping[str, Any]) -> Plan:
    values = dict(entry)
    values["begins"] = local(values["begins"])
    values["bids"] = tuple(map(PlannedBid.read, values.get("bids", ())))
    values["parts"] = tuple(map(PlannedPart.read, values.get("parts", ())))
    values["conditions"] = requirements.read(
        {"grade": "UNGRADED", "number": 0, **row} for row in values.get("conditions", ())
    )
    if "replaces_bid" in values:
        values["replaces_bid"] = PlannedBid.read(values["replaces_bid"])
    return Plan(department=department, **values)
