"""Where one purchase stands, seen from outside: what has come of a tender, and who can act for whom."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState
from marketplace.domain.bids import queries as bids
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.contracts.models import Contract, ContractChange, ContractRecord, Milestone
from marketplace.domain.contracts.states import (
    AWAITED,
    OPEN_CHANGES,
    ContractState,
    MilestoneState,
    RecordKind,
)
from marketplace.domain.organisations.models import Dispute, Organisation
from marketplace.domain.organisations.states import DisputeState, OrganisationState
from marketplace.domain.payments.models import Payment
from marketplace.domain.ratings.models import Rating
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from tests.domain.market import KEY_HOLDERS, Market

AGENCIES = ("agency1", "agency2", "agency3")
DONE_PARTS = frozenset({MilestoneState.PAID, MilestoneState.ENDED})


@dataclass
class People:
    """Who acts for whom; a claim that is upheld and a department that is dissolved change it."""

    ids: Mapping[str, int]
    """The numbers of organisations, by their names."""
    agents: dict[str, str] = field(default_factory=lambda: {name: name for name in AGENCIES})
    rivals: dict[str, str] = field(default_factory=lambda: {name: f"rival_of_{name}" for name in AGENCIES})
    """Who says that an agency's credit code is theirs."""
    is_dissolved: bool = False
    """Whether the people of the other department carry on what there is."""

    @property
    def department(self) -> str:
        """Who begins something new."""
        return "other_department" if self.is_dissolved else "department"

    def who(self, role: str, purchase: "Purchase") -> str:
        """The person who does what `role` does in this purchase."""
        if role == "answering":
            role = "approver" if purchase.change_waits_for_the_buyer else "supplier"
        match role:
            case "supplier":
                role = self.agents[purchase.supplier or AGENCIES[0]]
            case "agency":
                role = self.agents[purchase.agency]
            case "rival":
                role = self.rivals[purchase.agency]
            case "opening":
                role = purchase.next_opener
            case "proposing":
                role = purchase.proposer or "drafter"
            case "drafter" | "approver" | "officer1" | "officer2" if self.is_dissolved:
                role = f"other_{role}"
        return role

    def change_hands(self, agency: str, claimant: str) -> None:
        """The claim of a person to an agency was upheld."""
        self.agents[agency], self.rivals[agency] = claimant, self.agents[agency]


@dataclass(frozen=True)
class Purchase:
    """The parts by their references; `nth` chooses among the parts of a contract and among the agencies."""

    tender: str
    nth: int
    now: datetime
    state: TenderState
    agency: str
    has_left: bool
    is_disputed: bool
    dispute: str | None
    next_opener: str
    """Whose keys are handed in next."""
    deadline: datetime | None = None
    publicity_until: datetime | None = None
    sign_by: datetime | None = None
    award: str | None = None
    award_state: AwardState | None = None
    supplier: str | None = None
    price: int = 0
    contract: str | None = None
    contract_state: ContractState | None = None
    milestone: str | None = None
    milestone_state: MilestoneState | None = None
    amount: int = 0
    is_late: bool = False
    demanded_until: datetime | None = None
    open_parts: int = 0
    payment: str | None = None
    payment_state: str | None = None
    payment_amount: int = 0
    rating: str | None = None
    shows_rating: bool = False
    change: str | None = None
    change_waits_for_the_buyer: bool = False
    proposer: str | None = None
    complaint: str | None = None
    complaint_state: str | None = None

    @property
    def is_performed(self) -> bool:
        """Whether the contract is in force."""
        return self.contract_state is ContractState.ACTIVE


def look(session: Session, market: Market, people: People, tender_ref: str, nth: int = 0) -> Purchase:
    """The purchase of a tender, with its latest award and the part of the contract that is at hand."""
    row = session.execute(
        select(Tender, Award, Contract, Rating)
        .outerjoin(Award, Award.tender_id == Tender.id)
        .outerjoin(Contract, Contract.award_id == Award.id)
        .outerjoin(Rating, (Rating.contract_id == Contract.id) & Rating.by_supplier.is_(False))
        .where(Tender.ref == tender_ref)
        .order_by(Award.id.desc())
        .limit(1)
    ).one()
    tender, award, contract, rating = row
    agency = AGENCIES[nth % len(AGENCIES)]
    left, dispute = session.execute(
        select(Organisation.state, Dispute.ref)
        .outerjoin(Dispute, (Dispute.organisation_id == Organisation.id) & (Dispute.state == DisputeState.OPEN))
        .where(Organisation.id == people.ids[agency])
        .order_by(Dispute.id)
        .limit(1)
    ).one()
    complaint = session.scalars(
        select(Complaint).where(Complaint.tender_id == tender.id).order_by(Complaint.id.desc()).limit(1)
    ).first()
    names = {number: name for name, number in people.ids.items()}
    return Purchase(
        tender=tender.ref,
        nth=nth,
        now=market.clock.at,
        state=tender.state,
        agency=agency,
        has_left=left is OrganisationState.WITHDRAWN,
        is_disputed=dispute is not None,
        dispute=dispute,
        next_opener=_next_opener(session, market, tender),
        deadline=tender.deadline_at,
        publicity_until=award and award.publicity_until,
        sign_by=award and award.sign_by,
        award=award and award.ref,
        award_state=award and award.state,
        supplier=award and names[award.supplier_id],
        price=award.amount.fen if award else 0,
        contract=contract and contract.ref,
        contract_state=contract and contract.state,
        rating=rating and rating.ref,
        shows_rating=rating is not None and rating.is_shown(market.clock.at),
        complaint=complaint and complaint.ref,
        complaint_state=complaint and complaint.state,
        **(_performance(session, market, contract, nth) if contract else {}),
    )


def _next_opener(session: Session, market: Market, tender: Tender) -> str:
    there = {row.ref for row in bids.handed_in(session, tender)}
    return next((name for name in KEY_HOLDERS if market.openers.ref(name) not in there), "approver")


def _performance(session: Session, market: Market, contract: Contract, nth: int) -> dict[str, object]:
    rows = session.execute(
        select(Milestone, Payment)
        .outerjoin(Payment, Payment.milestone_id == Milestone.id)
        .where(Milestone.contract_id == contract.id)
        .order_by(Milestone.number)
    ).all()
    unfinished = [row for row in rows if row[0].state not in DONE_PARTS]
    part, payment = unfinished[nth % len(unfinished)] if unfinished else rows[-1]
    change = session.scalars(
        select(ContractChange)
        .where(ContractChange.contract_id == contract.id, ContractChange.state.in_(OPEN_CHANGES))
        .order_by(ContractChange.id)
        .limit(1)
    ).first()
    demanded = session.scalars(
        select(ContractRecord.until)
        .where(ContractRecord.milestone_id == part.id, ContractRecord.kind == RecordKind.DEMAND)
        .order_by(ContractRecord.id.desc())
    ).first()
    users = {number: name for name, number in market.users.items()}
    return {
        "milestone": part.ref,
        "milestone_state": part.state,
        "amount": part.amount.fen,
        "is_late": part.is_late(market.clock.at),
        "demanded_until": demanded,
        "open_parts": sum(row[0].state in AWAITED for row in rows),
        "payment": payment and payment.ref,
        "payment_state": payment and payment.state,
        "payment_amount": payment.amount.fen if payment else 0,
        "change": change and change.ref,
        "change_waits_for_the_buyer": bool(change and change.waits_for_the_buyer),
        "proposer": change and users[change.proposed_by],
    }
