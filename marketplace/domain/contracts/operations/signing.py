"""A contract comes about: it is drawn up and signed by both, or is void because its award ended before that."""

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AWARD, ENDED
from marketplace.domain.calendar import queries as calendars
from marketplace.domain.contracts import rules
from marketplace.domain.contracts.events import ContractDrawnUp, ContractSigned, SupplierSigned
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.operations.performance import advance
from marketplace.domain.contracts.operations.retention import add_kept
from marketplace.domain.contracts.rules import Part
from marketplace.domain.contracts.states import CONTRACT, MILESTONE
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import projects
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def draw_up(uow: UnitOfWork, award_ref: str, parts: Sequence[Part]) -> Contract:
    """Write the contract of an award: its price split into milestones. Signing waits for the end of the publicity.

    `parts` add up to the price less the retention money that the notice announced; that is one more milestone.
    """
    award = uow.claim(Award, award_ref, "contract:draw_up")
    if award.state in ENDED:
        raise Conflict(AWARD.meanings[award.state])
    tender = uow.session.get_one(Tender, award.tender_id)
    if uow.session.scalar(select(Contract.id).where(Contract.award_id == award.id)) is not None:
        raise Conflict(mark("The contract of this award is drawn up already."))
    kept = rules.retention(award.amount, tender.retention_percent)
    rules.check(parts, award.amount - kept, tender.service_days)
    buyer_id = succession.present_id(uow.session, tender.buyer_id)
    parties = {
        party.id: party.credit_code or f"{party.legal_representative} {party.ref}"
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
            "conditions": tender.conditions,
            "amount_fen": award.amount.fen,
            "currency": award.amount.currency,
            "service_days": tender.service_days,
            "milestones": [[part.title.strip(), part.amount.fen, part.days] for part in parts],
            "retention": {"fen": kept.fen, "months": tender.retention_months},
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
    if kept:
        add_kept(uow, contract, kept)
    uow.record("contract:draw_up", contract, terms=contract.terms_sha256, fen=contract.amount.fen)
    uow.emit(ContractDrawnUp(contract.ref))
    return contract


def sign_for_the_supplier(uow: UnitOfWork, contract_ref: str) -> Contract:
    """The agency signs first; never before the publicity period is over."""
    award = _lock_award(uow, contract_ref)
    contract = uow.claim(Contract, contract_ref, "contract:sign_for_the_supplier")
    advance(uow, contract, "sign_for_the_supplier")
    awards.settle(uow, award)
    contract.supplier_signed_at = uow.now
    contract.supplier_signed_by = uow.actor.user_id
    uow.emit(SupplierSigned(contract.ref))
    return contract


def sign_for_the_buyer(uow: UnitOfWork, contract_ref: str) -> Contract:
    """The department signs; the contract is in force and every milestone gets its date.

    A contract in force with a department also confirms who stands behind the agency's credit code.
    """
    award = _lock_award(uow, contract_ref)
    contract = uow.claim(Contract, contract_ref, "contract:sign_for_the_buyer")
    advance(uow, contract, "sign_for_the_buyer")
    awards.settle(uow, award)
    awards.advance(uow, award, "contract")
    contract.signed_at = uow.now
    contract.buyer_signed_by = uow.actor.user_id
    calendar = calendars.around(uow.session, uow.now)
    contract.due_at = calendar.add_working_days(uow.now, contract.service_days)
    for milestone in (part for part in contract.milestones if not part.is_retention):
        milestone.due_at = calendar.add_working_days(uow.now, milestone.days)
    if contract.budget_line_id is not None:  # anybody may buy with own funds: only a department vouches for an agency
        organisations.prove_by_contract(uow, contract.supplier_id, contract.ref)
    projects.begin_work(uow, uow.session.get_one(Tender, contract.tender_id), contract.supplier_id, contract.ref)
    uow.emit(ContractSigned(contract.ref))
    return contract


def void(uow: UnitOfWork, award: Award) -> None:
    """The contract of an award that ended before both had signed, if one was drawn up, never comes about."""
    contract_id = uow.session.scalar(select(Contract.id).where(Contract.award_id == award.id))
    if contract_id is not None:
        advance(uow, uow.lock(Contract, contract_id), "void")


def _lock_award(uow: UnitOfWork, contract_ref: str) -> Award:
    """The award before its contract, as whoever ends an award takes them: nobody waits for the other crosswise."""
    award_id = uow.session.scalar(select(Contract.award_id).where(Contract.ref == contract_ref))
    if award_id is None:
        raise NotFound
    return uow.lock(Award, award_id)
