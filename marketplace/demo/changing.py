"""What changes a contract in force: a supplement, more time, a part accepted in part, an early end."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from marketplace.demo import sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import ContractRecord, Milestone
from marketplace.domain.contracts.rules import Supplement
from marketplace.domain.contracts.states import ChangeKind, EndGround
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role
from marketplace.kernel.money import Money

ASKED_EARLY = 5
"""Working days before its date that an agency asks for more time."""
LAST_DAYS = 5
"""Working days that a demand gives."""
PERCENT = 100


def change(purchase: Purchase, number: int) -> Scene:
    """Whatever the plan proposes before part `number` is delivered, and the answers.

    Each has a `kind` and a `reason`; `after` so many working days; a supplement so many `percent` of the signed price,
    with a `title` for a part of its own; an extension or a new part so many `days`. `answer` is ``agree`` unless it
    says ``refuse`` (`because`), ``withdraw``, ``approve`` (the agency has not signed) or ``none``.
    """
    for proposal in purchase.plan.changes:
        if proposal["part"] == number:
            yield from _propose(purchase, number, proposal)


def end(purchase: Purchase, number: int, ended: Mapping[str, Any]) -> Scene:
    """The contract ends before part `number` is delivered: after a demand in vain, for nothing, or by agreement."""
    if "demand" in ended:
        yield from _in_vain(purchase, number, ended)
    elif "purpose_gone" in ended:
        yield from _for_nothing(purchase, ended)
    else:
        yield from _agreed(purchase, number, ended)


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


def _propose(purchase: Purchase, number: int, proposal: Mapping[str, Any]) -> Scene:
    story, milestone, kind = purchase.story, milestone_of(purchase, number), ChangeKind(proposal["kind"])
    if kind is ChangeKind.EXTENSION and "after" not in proposal:
        yield story.on_day_before(milestone.due_at or story.clock.at, ASKED_EARLY, 10)
    else:
        yield story.on_working_day(proposal.get("after", 2), 10)
    agency, approver = sign_ins.of_agency(purchase.supplier), purchase.member(Role.APPROVER)
    people = {
        ChangeKind.SUPPLEMENT: (purchase.member(Role.DRAFTER), approver, agency),
        ChangeKind.EXTENSION: (agency, approver),
        ChangeKind.WAIVER: (approver, agency),
        ChangeKind.TERMINATION: (agency, approver),
    }[kind]
    with story.acting(people[0]) as uow:
        match kind:
            case ChangeKind.SUPPLEMENT:
                asked = _supplement(purchase, milestone, proposal)
                made = contracts.propose_supplement(uow, purchase.contract, asked, proposal["reason"])
            case ChangeKind.EXTENSION:
                made = contracts.ask_for_time(uow, milestone.ref, proposal["days"], proposal["reason"])
            case ChangeKind.WAIVER:
                made = contracts.propose_waiver(uow, milestone.ref, proposal["reason"])
            case ChangeKind.TERMINATION:
                made = contracts.propose_termination(uow, purchase.contract, proposal["reason"])
    yield from _answer(purchase, made.ref, proposal, people)


def _answer(purchase: Purchase, ref: str, proposal: Mapping[str, Any], people: Sequence[str]) -> Scene:
    """The first of `people` proposed; the others answer in turn, and the first of them may refuse."""
    story, answer = purchase.story, proposal.get("answer", "agree")
    proposer, *answering = people
    if answer == "none":
        return
    yield story.on_working_day(1, 9)
    if answer == "withdraw":
        with story.acting(proposer) as uow:
            contracts.withdraw(uow, ref)
        return
    if answer == "refuse":
        with story.acting(answering[0]) as uow:
            contracts.refuse(uow, ref, proposal["because"])
        return
    with story.acting(answering[0]) as uow:
        contracts.agree(uow, ref)
    if answer == "approve":
        return
    for person in answering[1:]:
        yield story.on_working_day(1, 9)
        with story.acting(person) as uow:
            contracts.agree(uow, ref)


def _supplement(purchase: Purchase, milestone: Milestone, proposal: Mapping[str, Any]) -> Supplement:
    with purchase.story.house.reading() as session:
        signed = session.get_one(Milestone, milestone.id).contract.amount
    more = _share(signed, proposal["percent"])
    if "title" in proposal:
        return Supplement("", proposal["title"], more, proposal["days"])
    return Supplement(milestone.ref, "", milestone.amount + more, milestone.days)


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


def _for_nothing(purchase: Purchase, ended: Mapping[str, Any]) -> Scene:
    yield purchase.story.on_working_day(ended["purpose_gone"], 10)
    with purchase.story.acting(purchase.member(Role.APPROVER)) as uow:
        contracts.terminate(uow, purchase.contract, EndGround.PURPOSE_GONE, ended["reason"])


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
