"""What an event is about, and everything upstream of it, each part loaded when somebody asks for it first.

An event of a new noun needs one property here, and one word more where a noun before it can be reached from there.
"""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.complaints.models import Complaint
from marketplace.domain.contracts.models import Contract, ContractChange, Milestone
from marketplace.domain.objections.models import Objection
from marketplace.domain.openers.models import Opener
from marketplace.domain.organisations.models import Dispute, Organisation, Qualification
from marketplace.domain.payments.models import Payment
from marketplace.domain.questions.models import Question
from marketplace.domain.ratings.models import Rating
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.report_models import RestrictionOverride

T = TypeVar("T")


class Scene:
    """The event's objects. `named` is its payload: references under ``…_ref``, ``ref`` of an organisation."""

    def __init__(self, session: Session, named: Mapping[str, Any]) -> None:
        self.session = session
        self.named = named

    @cached_property
    def organisation(self) -> Organisation:
        """Whose registration, certificate or disputed code it is."""
        if "dispute_ref" in self.named:
            return self.session.get_one(Organisation, self.dispute.organisation_id)
        if "qualification_ref" in self.named:
            return self.session.get_one(Organisation, self.qualification.organisation_id)
        return self._by_ref(Organisation, "ref")

    @cached_property
    def agency(self) -> Organisation:
        """The agency an event names beside its tender."""
        return self._by_ref(Organisation, "agency_ref")

    @cached_property
    def dispute(self) -> Dispute:
        """The dispute an event names."""
        return self._by_ref(Dispute, "dispute_ref")

    @cached_property
    def qualification(self) -> Qualification:
        """The certificate an event names."""
        return self._by_ref(Qualification, "qualification_ref")

    @cached_property
    def opener(self) -> Opener:
        """The key an event names."""
        return self._by_ref(Opener, "opener_ref")

    @cached_property
    def tender(self) -> Tender:
        """The purchase, for every event but those of a registration."""
        if "tender_ref" in self.named:
            return self._by_ref(Tender, "tender_ref")
        bid_or_contract = self.bid if "bid_ref" in self.named else self.contract
        return self.session.get_one(Tender, bid_or_contract.tender_id)

    @cached_property
    def override(self) -> RestrictionOverride:
        """The override of the restriction check that an event names."""
        return self._by_ref(RestrictionOverride, "override_ref")

    @cached_property
    def bid(self) -> Bid:
        """The bid an event names."""
        return self._by_ref(Bid, "bid_ref")

    @cached_property
    def doubt(self) -> Doubt:
        """The doubt about a bid that an event names."""
        return self._by_ref(Doubt, "doubt_ref")

    @cached_property
    def question(self) -> Question:
        """The question an event names; who asked it, only the audience of its asker reads."""
        return self._by_ref(Question, "question_ref")

    @cached_property
    def objection(self) -> Objection:
        """The objection an event names; news state its number and its date, nothing else of it."""
        return self._by_ref(Objection, "objection_ref")

    @cached_property
    def selection(self) -> Selection:
        """How the winner was found."""
        return self.session.get_one(Selection, self.tender.id)

    @cached_property
    def award(self) -> Award:
        """The award an event names, or the latest of the tender: those before it ended."""
        if "award_ref" in self.named:
            return self._by_ref(Award, "award_ref")
        latest = select(Award).where(Award.tender_id == self.tender.id).order_by(Award.id.desc()).limit(1)
        return self.session.scalars(latest).one()

    @cached_property
    def contract(self) -> Contract:
        """The contract an event is about."""
        if "contract_ref" in self.named:
            return self._by_ref(Contract, "contract_ref")
        if "rating_ref" in self.named:
            return self.session.get_one(Contract, self.rating.contract_id)
        if "change_ref" in self.named:
            return self.change.contract
        return self.milestone.contract

    @cached_property
    def change(self) -> ContractChange:
        """The proposal after the signing that an event names."""
        return self._by_ref(ContractChange, "change_ref")

    @cached_property
    def milestone(self) -> Milestone:
        """The deliverable an event is about."""
        if "milestone_ref" in self.named:
            return self._by_ref(Milestone, "milestone_ref")
        return self.session.get_one(Milestone, self.payment.milestone_id)

    @cached_property
    def payment(self) -> Payment:
        """The payment an event names."""
        return self._by_ref(Payment, "payment_ref")

    @cached_property
    def rating(self) -> Rating:
        """The rating an event names."""
        return self._by_ref(Rating, "rating_ref")

    @cached_property
    def complaint(self) -> Complaint:
        """The complaint an event names; news state its number and its dates, nothing else of it."""
        return self._by_ref(Complaint, "complaint_ref")

    def bid_of(self, organisation_id: int) -> Bid:
        """What this agency bid."""
        return self.session.scalars(
            select(Bid).where(Bid.tender_id == self.tender.id, Bid.tenderer_id == organisation_id)
        ).one()

    def _by_ref(self, model: type[T], name: str) -> T:
        column = model.ref  # type: ignore[attr-defined]
        return self.session.scalars(select(model).where(column == self.named[name])).one()
