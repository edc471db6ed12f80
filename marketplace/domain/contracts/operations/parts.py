"""Parts that come to be after the signing: added by a supplement, or left over from one accepted in part."""

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.contracts import rules
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.operations.performance import accept_part, lock_contract_of, need_going_on
from marketplace.domain.contracts.operations.records import keep
from marketplace.domain.contracts.states import MILESTONE, ContractState, MilestoneState, RecordKind
from marketplace.domain.tenders.operations import stated_reason
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork


def accept_in_part(uow: UnitOfWork, milestone_ref: str, amount: Money, days: int, reason: str) -> Milestone:
    """Accept `amount` worth of what was delivered; the rest becomes a part of its own, due in `days` working days.

    The two add up to the fen. Returns the accepted part. Raises Invalid unless both are worth something, Conflict when
    nothing was delivered or the time to examine it is over.
    """
    lock_contract_of(uow, Milestone, milestone_ref)
    part = uow.claim(Milestone, milestone_ref, "milestone:accept_in_part")
    contract = need_going_on(part)
    if part.state is not MilestoneState.DELIVERED:
        raise Conflict(MILESTONE.meanings[part.state])
    if part.next_check_at is not None and uow.now >= part.next_check_at:
        raise Conflict(mark("The time to return it is over; the deliverable counts as accepted."))
    whole, reason = part.amount, stated_reason(reason)
    found: dict[str, Text] = {}
    if not 0 < amount.fen < whole.fen:
        found["amount"] = mark("Write an amount above zero and below %(whole)s.", whole=whole)
    if not 1 <= days <= rules.MOST_EXTRA_DAYS:
        found["days"] = mark("Give the rest 1 to %(most)s working days.", most=rules.MOST_EXTRA_DAYS)
    if found:
        raise Invalid(fields=found)
    part.amount = amount
    rest = add_part(uow, contract, part.title, whole - amount, days)
    rest.kind, rest.kept_until = part.kind, part.kept_until
    terms = {"title": part.title, "accepted_fen": amount.fen, "rest_fen": rest.amount.fen, "rest": rest.ref}
    keep(uow, contract, RecordKind.PARTIAL_ACCEPTANCE, reason, terms, part=part)
    accept_part(uow, part)
    return part


def add_part(uow: UnitOfWork, contract: Contract, title: str, amount: Money, days: int) -> Milestone:
    """One more milestone of a locked contract, due `days` working days from now; one in force is due no earlier."""
    due_at = calendars.around(uow.session, uow.now).add_working_days(uow.now, days)
    part = Milestone(
        ref=uow.new_ref("M"),
        number=len(contract.milestones) + 1,
        title=title,
        amount=amount,
        days=days,
        state=MILESTONE.initial,
        due_at=due_at,
    )
    contract.milestones.append(part)
    if contract.state is ContractState.ACTIVE:
        contract.due_at = max(contract.due_at or due_at, due_at)
    uow.flush()
    uow.record("milestone:add", part, contract=contract.ref, fen=amount.fen, days=days)
    return part
