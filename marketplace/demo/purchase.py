"""The state of one purchase between its acts."""

from dataclasses import dataclass

from sqlalchemy import select

from marketplace.demo import sign_ins
from marketplace.demo.plans import Criteria, Plan
from marketplace.demo.story import Story
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Role

STOPPED = frozenset({TenderState.FAILED, TenderState.CANCELLED, TenderState.FALLEN_THROUGH, TenderState.EXPIRED})


@dataclass
class Purchase:
    """References are empty until there is what they name; `supplier` is the key of the winner."""

    story: Story
    plan: Plan
    criteria: Criteria | None
    region: str
    """Where the service is delivered."""
    line: str
    """The key of the budget line."""
    ref: str = ""
    override: str = ""
    award: str = ""
    contract: str = ""
    supplier: str = ""

    def member(self, role: Role, number: int = 1) -> str:
        """The address of somebody of the department, or of whoever carries it on by now."""
        return sign_ins.of_office(self.story.who_acts_for(self.plan.department), role, number)

    def tender(self) -> Tender:
        """The tender as it stands."""
        with self.story.house.reading() as session:
            return session.scalars(select(Tender).where(Tender.ref == self.ref)).one()

    def has_stopped(self) -> bool:
        """Whether no contract comes of it unless somebody decides so."""
        return self.tender().state in STOPPED
