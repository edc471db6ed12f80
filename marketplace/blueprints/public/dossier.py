"""All that the public may know of one tender, from the packages that own it, in a constant number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.blueprints.web.requirements import Asked, Fit, asked, fit
from marketplace.blueprints.web.words import in_language
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.awards.states import ENDED
from marketplace.domain.bids import doubts, sittings
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.models import Bid, ClosingHead, OpeningRecord
from marketplace.domain.bids.queries import OpenedBid
from marketplace.domain.budgets import queries as budgets
from marketplace.domain.budgets.models import BudgetLine, EntryKind
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.contracts.models import Contract, ContractRecord
from marketplace.domain.documents.models import Document
from marketplace.domain.evaluation import queries as evaluation
from marketplace.domain.evaluation.models import Release
from marketplace.domain.objections import queries as objections
from marketplace.domain.objections.queries import Told
from marketplace.domain.openers.panels import Policy
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Dissolution, Organisation
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.payments import queries as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.questions import queries as questions
from marketplace.domain.questions.models import Question
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.ratings.models import Rating
from marketplace.domain.regions import queries as regions
from marketplace.domain.regions.models import Region
from marketplace.domain.rounds import queries as rounds
from marketplace.domain.rounds.models import RoundEntry
from marketplace.domain.tenders import attachments, beacons, notice, policies, projects, recusals, requirements
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.models import BeaconRound, Tender, TenderAmendment
from marketplace.domain.tenders.states import TenderState
from marketplace.domain.unsigned.queries import Signing, signing
from marketplace.kernel.actor import ANYONE, Actor, Role
from marketplace.kernel.database import AnyRow
from marketplace.kernel.money import ZERO, Money

AFTER_AN_AWARD = frozenset(
    {
        TenderState.AWARDED,
        TenderState.FALLEN_THROUGH,
        TenderState.FAILED,
        TenderState.REISSUED,
        TenderState.CANCELLED,
    }
)
"""Where a tender may stand that had an award; in all others there is none to ask for."""


@dataclass(frozen=True, slots=True)
class Funds:
    """What this tender holds, owes and has paid on its budget line, and by how much the price is below the ceiling."""

    line: BudgetLine | None
    """None where the buyer pays with funds of its own."""
    reserved: Money
    committed: Money
    paid: Money
    saved: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Dossier:
    """One tender as `actor` may see it at `now`. What has not happened yet is None or empty."""

    now: datetime
    tender: Tender
    buyer: Organisation
    dissolved: tuple[Dissolution, Organisation] | None
    """What became of the department, and its successor."""
    item: ServiceItem
    places: Sequence[Region]
    amendments: Sequence[TenderAmendment]
    policy: Policy | None
    """Whose keys the bids are sealed to; None in tenders of before there were openers."""
    head: ClosingHead | None
    openings: Sequence[OpeningRecord]
    """The minutes of every sitting that was held."""
    bids: Sequence[OpenedBid]
    beacon: BeaconRound | None
    """What came of the round that the notice names."""
    rounds: Sequence[RoundEntry]
    """What was done with the rounds after the opening; never an answer."""
    selection: Selection | None
    award: Award | None
    supplier: Organisation | None
    ended_awards: Sequence[Award]
    """In their order, those that were refused, lapsed or were revoked before a contract."""
    suppliers: Mapping[int, Organisation]
    """Whom any of the awards went to."""
    signing: Signing | None
    """Who signs next, while a standing award has no contract signed by both."""
    contract: Contract | None
    records: Sequence[ContractRecord]
    """What was agreed and declared after the contract was signed."""
    days_late: Mapping[int, int]
    """Working days, by milestone that is late."""
    payments: Mapping[int, Payment]
    """Settled ones only, by milestone."""
    rating: Rating | None
    funds: Funds
    replaces: str | None
    replaced_by: str | None
    own_bid: Bid | None
    asked_alone: Organisation | None
    """Whom alone the buyer asks; None where everybody may bid."""
    asked: Sequence[Asked]
    fits: Sequence[Fit]
    """How the reader's agencies stand to what is asked."""
    documents: Sequence[Document]
    recusals: Sequence[AnyRow]
    """Who must stay out for earlier work, as `tenders.recusals.of_tender`."""
    siblings: Sequence[AnyRow]
    """Other tenders of the same project, as `tenders.projects.siblings`."""
    doubts: Sequence[AnyRow]
    """What spoke against opened bids, as `bids.doubts.see`; published with the selection."""
    releases: Sequence[Release]
    """Evaluators who let the others wait; published with the selection, and never who it was."""
    objections: Sequence[Told]
    """What the public reads of objections to the awards."""
    questions: Sequence[Question]
    own_questions: Collection[int]
    """Keys of those that the reader's agencies asked."""
    questions_until: datetime | None
    is_bidder: bool
    is_buyer: bool

    @property
    def takes_bids(self) -> bool:
        """Whether a bid may be made now: the rule reads the clock, whether or not a job has closed the tender."""
        deadline = self.tender.deadline_at
        return self.tender.state is TenderState.PUBLISHED and deadline is not None and self.now < deadline

    @property
    def takes_questions(self) -> bool:
        """Whether a question may be asked now."""
        return self.questions_until is not None and self.now < self.questions_until

    @property
    def ranks_by_credit(self) -> bool:
        """Whether the credit of the bidders counts."""
        return notice.ranks_by_credit(self.tender.method)

    @property
    def price_is_fixed(self) -> bool:
        """Whether the notice names the price, so that no bid does."""
        return notice.price_is_fixed(self.tender.method)

    @property
    def beacon_due(self) -> datetime | None:
        """When the round that the notice names is due."""
        return beacons.due_at(self.tender.beacon_round) if self.tender.beacon_round else None

    @property
    def in_publicity(self) -> bool:
        """Whether the award notice stands and no contract may be signed yet."""
        return self.award is not None and self.now < self.award.publicity_until


def load(session: Session, actor: Actor, ref: str, now: datetime) -> Dossier:
    """Gather it; raises NotFound for what is not published, whoever asks: a draft has its page in the department."""
    tender = tenders.see(session, ANYONE, ref)
    every_award = awards.history(session, tender.id) if tender.state in AFTER_AN_AWARD else ()
    award = next((one for one in every_award if one.state not in ENDED), None)
    suppliers = awards.suppliers_of(session, every_award) if every_award else {}
    contract = contracts.of_award(session, award.id) if award else None
    paid = {
        milestone: payment
        for milestone, payment in (payments.of_contract(session, contract.id) if contract else {}).items()
        if payment.state is PaymentState.SETTLED
    }
    replaces, replaced_by = tenders.attempts(session, tender)
    buyer = session.get_one(Organisation, tender.buyer_id)
    return Dossier(
        now=now,
        tender=tender,
        buyer=buyer,
        dissolved=succession.dissolution_of(session, buyer),
        item=catalogue.get(session, tender.item_code),
        places=regions.path(session, tender.region_code),
        amendments=tenders.amendments(session, tender.id),
        policy=policies.current(session, tender.id),
        head=bids.closing_head(session, tender.id),
        openings=sittings.opening_records(session, tender.id),
        bids=bids.of_tender(session, ANYONE, tender),
        beacon=beacons.noted(session, tender.id) if tender.beacon_round else None,
        rounds=rounds.acts(session, tender.id) if notice.goes_by_rounds(tender) else (),
        selection=awards.selection_of(session, tender.id),
        award=award,
        supplier=suppliers[award.supplier_id] if award else None,
        ended_awards=[one for one in every_award if one.state in ENDED],
        suppliers=suppliers,
        signing=signing(session, award, now) if award else None,
        contract=contract,
        records=contracts.records(session, contract.id) if contract and contract.signed_at else (),
        days_late=contracts.days_late(session, contract, now) if contract else {},
        payments=paid,
        rating=ratings.of_contract(session, contract.id, now) if contract else None,
        funds=_funds(session, tender, every_award, contract, list(paid.values())),
        replaces=replaces,
        replaced_by=replaced_by,
        own_bid=bids.own(session, actor, tender.id),
        asked_alone=organisations.asked_alone(session, tender.invited),
        asked=asked(requirements.read(tender.conditions)),
        fits=_fits(session, actor, tender, now),
        doubts=doubts.of_tender(session, ANYONE, tender.id) if tender.shows_bids else (),
        releases=evaluation.releases(session, tender.id) if tender.shows_bids else (),
        objections=objections.told(session, tender.id) if every_award else (),
        questions=questions.of_tender(session, tender.id),
        own_questions=questions.own(session, actor, tender.id) if actor.has(Role.AGENCY_MEMBER) else (),
        questions_until=questions.asking_until(session, tender),
        recusals=recusals.of_tender(session, tender.id),
        siblings=projects.siblings(session, tender),
        documents=attachments.of_tender(session, tender.id),
        is_bidder=actor.has(Role.AGENCY_MEMBER),
        is_buyer=actor.sits(tender.buyer_id),
    )


def _fits(session: Session, actor: Actor, tender: Tender, now: datetime) -> list[Fit]:
    conditions = requirements.read(tender.conditions)
    if not conditions or not actor.has(Role.AGENCY_MEMBER):
        return []
    return [
        fit(
            in_language(agency.name, agency.name_en),
            conditions,
            organisations.holdings(session, agency.id, day_of(now)),
        )
        for agency in organisations.of_person(session, actor)
        if agency.kind is OrganisationKind.AGENCY
    ]


def _funds(
    session: Session, tender: Tender, awarded: Sequence[Award], contract: Contract | None, paid: Sequence[Payment]
) -> Funds:
    subjects = [tender.ref, *(one.ref for one in awarded), *(payment.ref for payment in paid)]
    if contract is not None and contract.signed_at is not None:
        subjects += [contract.ref, *(change.ref for change in contracts.changes(session, contract.id))]
    line_id = tender.budget_line_id
    moved = budgets.moved(session, line_id, subjects) if line_id else dict.fromkeys(EntryKind, ZERO)
    award = next((one for one in awarded if one.state not in ENDED), None)
    return Funds(
        line=session.get_one(BudgetLine, line_id) if line_id else None,
        reserved=moved[EntryKind.RESERVE] - moved[EntryKind.RELEASE],
        committed=moved[EntryKind.COMMIT] - moved[EntryKind.SPEND] - moved[EntryKind.FREE],
        paid=moved[EntryKind.SPEND],
        saved=tender.ceiling - award.amount if award else ZERO,
    )
