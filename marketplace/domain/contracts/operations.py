"""Drawing up, signing, delivering, accepting, returning."""

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AWARD, ENDED
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.contracts import rules
from marketplace.domain.contracts.events import ContractDrawnUp, ContractSigned, MilestoneMoved
from marketplace.domain.contracts.models import Contract, Deliverable, Milestone
from marketplace.domain.contracts.rules import Part
from marketplace.domain.contracts.states import CONTRACT, MILESTONE, ContractState, MilestoneState
from marketplace.domain.documents.models import Document
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import stated_reason
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_NOTE = 2000


def draw_up(uow: UnitOfWork, award_ref: str, parts: Sequence[Part]) -> Contract:
    """Write the contract of an award: its price split into milestones. Signing waits for the end of the publicity."""
    award = uow.claim(Award, award_ref, "contract:draw_up")
    if award.state in ENDED:
        raise Conflict(AWARD.meanings[award.state])
    tender = uow.session.get_one(Tender, award.tender_id)
    if uow.session.scalar(select(Contract.id).where(Contract.award_id == award.id)) is not None:
        raise Conflict(mark("The contract of this award is drawn up already."))
    rules.check(parts, award.amount, tender.service_days)
    buyer_id = succession.present_id(uow.session, tender.buyer_id)
    parties = {
        party.id: party.credit_code
        for party in uow.session.scalars(
            select(Organisation).where(Organisation.id.in_((buyer_id, award.supplier_id))),
        )
    }
    contract = Contract(
        ref=uow.new_ref("C"),
        award_id=award.id,
        tender_id=tender.id,
        buyer_id=buyer_id,
        supplier_id=award.supplier_id,
        budget_line_id=tender.budget_line_id,
        amount=award.amount,
        service_days=tender.service_days,
        state=CONTRACT.initial,
        drawn_up_at=uow.now,
    )
    contract.terms_sha256 = rules.terms_hash(
        {
            "contract": contract.ref,
            "tender": tender.ref,
            "award": award.ref,
            "buyer": parties[buyer_id],
            "supplier": parties[award.supplier_id],
            "title": tender.title,
            "description": tender.description,
            "requirements": tender.requirements,
            "amount_fen": award.amount.fen,
            "currency": award.amount.currency,
            "service_days": tender.service_days,
            "milestones": [[part.title.strip(), part.amount.fen, part.days] for part in parts],
        },
    )
    uow.add(contract)
    for number, part in enumerate(parts, 1):
        uow.add(
            Milestone(
                ref=uow.new_ref("M"),
                contract_id=contract.id,
                number=number,
                title=part.title.strip(),
                amount=part.amount,
                days=part.days,
                state=MILESTONE.initial,
            ),
        )
    uow.record("contract:draw_up", contract, terms=contract.terms_sha256, fen=contract.amount.fen)
    uow.emit(ContractDrawnUp(contract.ref))
    return contract


def sign_for_the_supplier(uow: UnitOfWork, contract_ref: str) -> Contract:
    """The agency signs first; never before the publicity period is over."""
    award = _lock_award(uow, contract_ref)
    contract = uow.claim(Contract, contract_ref, "contract:sign_for_the_supplier")
    _advance(uow, contract, "sign_for_the_supplier")
    awards.settle(uow, award)
    contract.supplier_signed_at = uow.now
    contract.supplier_signed_by = uow.actor.user_id
    return contract


def sign_for_the_buyer(uow: UnitOfWork, contract_ref: str) -> Contract:
    """The department signs; the contract is in force and every milestone gets its date."""
    award = _lock_award(uow, contract_ref)
    contract = uow.claim(Contract, contract_ref, "contract:sign_for_the_buyer")
    _advance(uow, contract, "sign_for_the_buyer")
    awards.settle(uow, award)
    awards.advance(uow, award, "contract")
    contract.signed_at = uow.now
    contract.buyer_signed_by = uow.actor.user_id
    calendar = calendars.around(uow.session, uow.now)
    contract.due_at = calendar.add_working_days(uow.now, contract.service_days)
    for milestone in contract.milestones:
        milestone.due_at = calendar.add_working_days(uow.now, milestone.days)
    uow.emit(ContractSigned(contract.ref))
    return contract


def void(uow: UnitOfWork, award: Award) -> None:
    """The contract of an award that ended before both had signed, if one was drawn up, never comes about."""
    contract_id = uow.session.scalar(select(Contract.id).where(Contract.award_id == award.id))
    if contract_id is not None:
        _advance(uow, uow.lock(Contract, contract_id), "void")


def deliver(uow: UnitOfWork, milestone_ref: str, document_ref: str, note: str = "") -> Deliverable:
    """Hand over a document for a milestone; it was checked and stored before this transaction began."""
    milestone = uow.claim(Milestone, milestone_ref, "milestone:deliver")
    contract = milestone.contract
    if contract.state is not ContractState.ACTIVE:
        raise Conflict(CONTRACT.meanings[contract.state])
    document = uow.session.scalars(
        select(Document).where(Document.ref == document_ref, Document.organisation_id == contract.supplier_id),
    ).first()
    if document is None:
        raise NotFound
    document.shared_with_id = contract.buyer_id
    _advance(uow, milestone, "deliver")
    milestone.delivered_at = uow.now
    milestone.next_check_at = calendars.around(uow.session, uow.now).add_working_days(uow.now, rules.ACCEPT_WITHIN)
    deliverable = uow.add(
        Deliverable(
            milestone_id=milestone.id,
            document_id=document.id,
            note=note.strip()[:MAX_NOTE],
            delivered_at=uow.now,
            delivered_by=uow.actor.user_id,
        ),
    )
    uow.record("milestone:document", milestone, document=document.ref, sha256=document.sha256)
    return deliverable


def accept(uow: UnitOfWork, milestone_ref: str) -> Milestone:
    """Accept what was delivered; from now on it can be paid."""
    milestone = uow.claim(Milestone, milestone_ref, "milestone:accept")
    _accept(uow, milestone)
    return milestone


def accept_on_timeout(uow: UnitOfWork, milestone_ref: str) -> Milestone:
    """Count a deliverable as accepted when the department has let its time pass; the platform's act, idempotent."""
    milestone = uow.claim(Milestone, milestone_ref, "milestone:accept_on_timeout")
    if milestone.state is MilestoneState.DELIVERED:
        if milestone.next_check_at is None or uow.now < milestone.next_check_at:
            raise Conflict(mark("The department still has time to accept or return this."))
        _accept(uow, milestone)
    return milestone


def send_back(uow: UnitOfWork, milestone_ref: str, reason: str) -> Milestone:
    """Return what was delivered, with reasons the agency can act on."""
    milestone = uow.claim(Milestone, milestone_ref, "milestone:return")
    if milestone.next_check_at is not None and uow.now >= milestone.next_check_at:
        raise Conflict(mark("The time to return it is over; the deliverable counts as accepted."))
    _advance(uow, milestone, "return")
    milestone.next_check_at = None
    latest = uow.session.scalars(
        select(Deliverable).where(Deliverable.milestone_id == milestone.id).order_by(Deliverable.id.desc()).limit(1),
    ).one()
    latest.returned_at, latest.returned_because = uow.now, stated_reason(reason)
    return milestone


def mark_paid(uow: UnitOfWork, milestone_id: int) -> Milestone:
    """The payment of a milestone has settled (called by payments in its own transaction)."""
    milestone = uow.lock(Milestone, milestone_id)
    _advance(uow, milestone, "pay")
    contract = uow.lock(Contract, milestone.contract_id)
    if all(part.state is MilestoneState.PAID for part in contract.milestones):
        _advance(uow, contract, "complete")
    return milestone


def _lock_award(uow: UnitOfWork, contract_ref: str) -> Award:
    """The award before its contract, as whoever ends an award takes them: nobody waits for the other crosswise."""
    award_id = uow.session.scalar(select(Contract.award_id).where(Contract.ref == contract_ref))
    if award_id is None:
        raise NotFound
    return uow.lock(Award, award_id)


def _accept(uow: UnitOfWork, milestone: Milestone) -> None:
    _advance(uow, milestone, "accept")
    milestone.accepted_at, milestone.accepted_by, milestone.next_check_at = uow.now, uow.actor.user_id, None
    contract = uow.lock(Contract, milestone.contract_id)
    if all(part.state in {MilestoneState.ACCEPTED, MilestoneState.PAID} for part in contract.milestones):
        _advance(uow, contract, "fulfil")


def _advance(uow: UnitOfWork, subject: Contract | Milestone, action: str) -> None:
    before = subject.state
    if isinstance(subject, Contract):
        subject.state = CONTRACT.after(subject.state, action)
    else:
        subject.state = MILESTONE.after(subject.state, action)
        uow.emit(MilestoneMoved(subject.ref, subject.state))
    uow.record(f"{type(subject).__name__.lower()}:{action}", subject, before=before, after=subject.state)
