"""What changes a contract in force: a supplement, more time, a part accepted in part, an early end."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from marketplace.demo import sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import ContractRecord, Milestone
from marketplace.domain.contracts.rules import Supplement
from marketplace.domain.contracts.states import EndGround
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role
from marketplace.kernel.money import Money

ASKED_EARLY = 5
"""Working days before its date that an agency asks for more time."""
LAST_DAYS = 5
"""Working days that a demand gives."""
PERCENT = 100


def change(purchase: Purchase, number: int) -> Scene:
    """Whatever the plan proposes before part `number` is delivered, and the answers."""
    for proposal in purchase.plan.changes:
        if proposal["part"] == number:
            yield from (_supplement if "percent" in proposal else _extension)(purchase, number, proposal)


def end(purchase: Purchase, number: int, ended: Mapping[str, Any]) -> Scene:
    """The contract ends before part `number` is delivered: after a demand in vain, or by agreement."""
    yield from (_in_vain if "demand" in ended else _agreed)(purchase, number, ended)


def accept_partly(purchase: Purchase, milestone: Milestone, partly: Mapping[str, Any]) -> Scene:
    """The department accepts what is usable; the rest becomes one more part."""
    story = purchase.story
    yield story.on_working_day(1, 11)
    with story.acting(purchase.member(Role.DRAFTER)) as uow:
        contracts.accept_in_part(
            uow, milestone.ref, _share(milestone.amount, partly["percent"]), partly["days"], partly["reason"]
        )


def milestone_of(purchase: Purchase, number: int) -> Milestone:
    """A part of the contract as it stands."""
    with purchase.story.house.reading() as session:
        return session.scalars(
            select(Milestone)
            .where(Milestone.number == number, Milestone.contract.has(ref=purchase.contract))
            .execution_options(populate_existing=True),
        ).one()


def _supplement(purchase: Purchase, number: int, proposal: Mapping[str, Any]) -> Scene:
    story, milestone = purchase.story, milestone_of(purchase, number)
    with story.house.reading() as session:
        signed = session.get_one(Milestone, milestone.id).contract.amount
    asked = Supplement(milestone.ref, "", milestone.amount + _share(signed, proposal["percent"]), milestone.days)
    yield story.on_working_day(2, 10)
    with story.acting(purchase.member(Role.DRAFTER)) as uow:
        ref = contracts.propose_supplement(uow, purchase.contract, asked, proposal["reason"]).ref
    yield story.later(hours=4)
    with story.acting(purchase.member(Role.APPROVER)) as uow:
        contracts.agree(uow, ref)
    yield story.on_working_day(1, 9)
    with story.acting(sign_ins.of_agency(purchase.supplier)) as uow:
        contracts.agree(uow, ref)


def _extension(purchase: Purchase, number: int, proposal: Mapping[str, Any]) -> Scene:
    story, milestone = purchase.story, milestone_of(purchase, number)
    yield story.on_day_before(milestone.due_at or story.clock.at, ASKED_EARLY, 10)
    with story.acting(sign_ins.of_agency(purchase.supplier)) as uow:
        ref = contracts.ask_for_time(uow, milestone.ref, proposal["days"], proposal["reason"]).ref
    yield story.on_working_day(1, 9)
    with story.acting(purchase.member(Role.APPROVER)) as uow:
        if "refused" in proposal:
            contracts.refuse(uow, ref, proposal["refused"])
        else:
            contracts.agree(uow, ref)


def _in_vain(purchase: Purchase, number: int, ended: Mapping[str, Any]) -> Scene:
    story, milestone = purchase.story, milestone_of(purchase, number)
    yield milestone.due_at or story.clock.at
    deadlines.note_late_milestones(story.house)
    yield story.on_working_day(1, 9)
    with story.acting(purchase.member(Role.APPROVER)) as uow:
        record: ContractRecord = contracts.demand(uow, milestone.ref, LAST_DAYS, ended["demand"])
        until = record.until
    yield until or story.clock.at
    yield story.on_working_day(1, 10)
    with story.acting(purchase.member(Role.APPROVER)) as uow:
        contracts.terminate(uow, purchase.contract, EndGround.DELAY, ended["reason"])


def _agreed(purchase: Purchase, number: int, ended: Mapping[str, Any]) -> Scene:
    story, milestone = purchase.story, milestone_of(purchase, number)
    yield story.on_day_before(milestone.due_at or story.clock.at, ASKED_EARLY, 10)
    with story.acting(sign_ins.of_agency(purchase.supplier)) as uow:
        ref = contracts.propose_termination(uow, purchase.contract, ended["reason"]).ref
    yield story.on_working_day(2, 15)
    with story.acting(purchase.member(Role.APPROVER)) as uow:
        contracts.agree(uow, ref)


def _share(amount: Money, percent: int) -> Money:
    return Money(amount.fen * percent // PERCENT)
