"""Everything there is, read once for all invariants of a step; and what the market has acknowledged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.bids.models import Bid
from marketplace.domain.budgets.models import BudgetEntry, BudgetLine
from marketplace.domain.contracts.models import Contract, ContractChange, Milestone
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.payments.models import Payment
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Actor
from marketplace.kernel.money import Money


@dataclass
class Receipts:
    """What the market has said to whom."""

    standing: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    """Acknowledged bids: (tender, agency) → (envelope's number, its SHA-256)."""
    secrets: dict[str, set[str]] = field(default_factory=dict)
    """By tender: prices in fen as they would be written, of bids that are still sealed."""
    confidences: set[str] = field(default_factory=set)
    """What filers of complaints have said of themselves, and their codes."""
    accepted: dict[str, Money] = field(default_factory=dict)
    """By milestone: the worth that was accepted of it."""
    frozen: dict[str, Mapping[str, str]] = field(default_factory=dict)
    """By agency whose code is disputed: the awards it had when the dispute was opened, and their states."""
    dissolved_with: Mapping[str, bool] | None = None
    """The tenders that a department had when it was dissolved, and whether they were published."""
    read: tuple[int, int] = (0, 0)
    """How far journal and outbox were searched for secrets."""


@dataclass
class Sight:
    """The tables, by the keys they point with."""

    session: Session
    ids: Mapping[str, int]
    onlookers: Mapping[str, Actor]
    tenders: Mapping[int, Tender]
    bids: Sequence[Bid]
    awards: Mapping[int, list[Award]]
    """By tender, in their order."""
    contracts: Mapping[int, Contract]
    """By award."""
    parts: Mapping[int, list[Milestone]]
    """By contract."""
    changes: Sequence[ContractChange]
    payments: Sequence[Payment]
    agencies: Mapping[int, Organisation]
    line: BudgetLine
    entries: Sequence[BudgetEntry]

    @classmethod
    def of(cls, session: Session, ids: Mapping[str, int], onlookers: Mapping[str, Actor]) -> "Sight":
        """Read it."""
        awards: dict[int, list[Award]] = {}
        for award in session.scalars(select(Award).order_by(Award.id)):
            awards.setdefault(award.tender_id, []).append(award)
        parts: dict[int, list[Milestone]] = {}
        for part in session.scalars(select(Milestone).order_by(Milestone.number)):
            parts.setdefault(part.contract_id, []).append(part)
        return cls(
            session,
            ids,
            onlookers,
            tenders={tender.id: tender for tender in session.scalars(select(Tender))},
            bids=session.scalars(select(Bid)).all(),
            awards=awards,
            contracts={contract.award_id: contract for contract in session.scalars(select(Contract))},
            parts=parts,
            changes=session.scalars(select(ContractChange)).all(),
            payments=session.scalars(select(Payment)).all(),
            agencies={one.id: one for one in session.scalars(select(Organisation))},
            line=session.scalars(select(BudgetLine)).one(),
            entries=session.scalars(select(BudgetEntry)).all(),
        )

    def name(self, organisation_id: int) -> str:
        """How the tests call an organisation."""
        return next(name for name, number in self.ids.items() if number == organisation_id)
