"""A deliverable that does not come: both sides are told, and the department may set a last date."""

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.contracts import rules
from marketplace.domain.contracts.events import DeliveryDemanded, MilestoneLate
from marketplace.domain.contracts.models import ContractRecord, Milestone
from marketplace.domain.contracts.operations.performance import lock_contract_of, need_active
from marketplace.domain.contracts.operations.records import keep
from marketplace.domain.contracts.states import ContractState, RecordKind
from marketplace.domain.tenders.operations import stated_reason
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def note_late(uow: UnitOfWork, milestone_ref: str) -> bool:
    """Mark a milestone whose date has passed; the platform's act. Answers whether it was marked just now."""
    lock_contract_of(uow, Milestone, milestone_ref)
    part = uow.claim(Milestone, milestone_ref, "milestone:note_late")
    if part.late_noted_at is not None or part.contract.state is not ContractState.ACTIVE or not part.is_late(uow.now):
        return False
    part.late_noted_at = uow.now
    uow.record("milestone:late", part, due=part.due_at.isoformat() if part.due_at else None)
    uow.emit(MilestoneLate(part.ref))
    return True


def demand(uow: UnitOfWork, milestone_ref: str, days: int, reason: str) -> ContractRecord:
    """Set a last date for a late deliverable; once it has passed in vain the department may end the contract.

    民法典 Art 563(1)(3): a main duty not performed in a reasonable time after a demand.
    """
    lock_contract_of(uow, Milestone, milestone_ref)
    part = uow.claim(Milestone, milestone_ref, "milestone:demand")
    contract = need_active(part.contract)
    if not part.is_late(uow.now):
        raise Conflict(mark("A last date is set for what is late; this is not."))
    if days not in rules.DEMAND_DAYS:
        raise Invalid(
            fields={
                "days": mark(
                    "Give %(least)s to %(most)s working days.", least=rules.DEMAND_DAYS[0], most=rules.DEMAND_DAYS[-1]
                )
            }
        )
    until = calendars.around(uow.session, uow.now).add_working_days(uow.now, days)
    terms = {"title": part.title, "until": until.isoformat()}
    record = keep(uow, contract, RecordKind.DEMAND, stated_reason(reason), terms, part=part, until=until)
    uow.emit(DeliveryDemanded(part.ref))
    return record
