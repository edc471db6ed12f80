"""From the signed contract to the rating: deliverables, acceptance, payments."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marketplace.demo import changing, report, sign_ins
from marketplace.demo.changing import milestone_of
from marketplace.demo.plans import PlannedPart
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Milestone
from marketplace.domain.contracts.states import MilestoneState
from marketplace.domain.documents import intake
from marketplace.domain.documents import operations as documents
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.jobs import deadlines
from marketplace.jobs.payments import start_payment
from marketplace.kernel.actor import Role

WRONG_VOUCHER = "凭证号与银行回单不符，请核对后重新登记。"
DAYS_EARLY = 2
"""Working days before its date that a deliverable comes."""


def perform(purchase: Purchase) -> Scene:
    """Each milestone in turn, as far as the plan lets it get; the rating and the reply; then what was kept back."""
    plan = purchase.plan
    for number, part in enumerate(plan.parts, 1):
        if plan.ended is not None and plan.ended["part"] == number:
            yield from changing.end(purchase, number, plan.ended)
            break
        yield from changing.change(purchase, number)
        yield from _perform_part(purchase, number, part)
        if part.stays:
            return
    if plan.rating is not None:
        yield from _rate(purchase, plan.rating)
    if plan.retention[0]:
        yield from _keep(purchase)


def _rate(purchase: Purchase, rating: Mapping[str, Any]) -> Scene:
    story = purchase.story
    yield story.on_working_day(2, 15)
    with story.acting(purchase.member(Role.DRAFTER)) as uow:
        given = ratings.rate(uow, purchase.contract, Stars(*rating["stars"]), rating["text"])
    if "back" not in rating:
        yield given.shown_at
        deadlines.show_ratings(story.house)
        return
    agency = sign_ins.of_agency(purchase.supplier)
    yield story.on_working_day(1, 10)
    with story.acting(agency) as uow:
        ratings.rate_buyer(uow, purchase.contract, Stars(*rating["back"]["stars"]), rating["back"]["text"])
    if rating["reply"]:
        yield story.on_working_day(1, 11)
        with story.acting(agency) as uow:
            ratings.reply(uow, given.ref, rating["reply"])


def _keep(purchase: Purchase) -> Scene:
    """A defect is claimed, or what was kept back comes free by itself and is paid."""
    story, plan = purchase.story, purchase.plan
    kept = milestone_of(purchase, len(plan.parts) + 1)
    if plan.defect is not None:
        yield story.on_working_day(plan.defect["after"], 10)
        with story.acting(purchase.member(Role.DRAFTER)) as uow:
            contracts.claim_defect(uow, kept.ref, plan.defect["reason"])
        return
    yield kept.kept_until or story.clock.at
    deadlines.release_retention(story.house)
    yield from _pay(purchase, kept, plan.parts[0])


def _perform_part(purchase: Purchase, number: int, part: PlannedPart) -> Scene:
    story, plan = purchase.story, purchase.plan
    if part.stays == "pending":
        return
    milestone = milestone_of(purchase, number)
    if milestone.state is MilestoneState.ENDED:
        return
    yield _delivery_day(purchase, milestone)
    _deliver(purchase, milestone, 1)
    if plan.returned is not None and plan.returned["part"] == number:
        yield story.on_working_day(1, 14)
        with story.acting(purchase.member(Role.DRAFTER)) as uow:
            contracts.send_back(uow, milestone.ref, plan.returned["reason"])
        if part.stays == "returned":
            return
        yield story.on_working_day(2, 16)
        _deliver(purchase, milestone, 2)
    if part.stays == "delivered":
        return
    if plan.partly is not None and plan.partly["part"] == number:
        yield from changing.accept_partly(purchase, milestone, plan.partly)
        yield from _pay(purchase, milestone, part)
        yield from _perform_part(purchase, len(plan.parts) + 1, part)
        return
    yield from _accept(purchase, milestone, by_timeout="timeout" in part.notes)
    if part.stays == "accepted":
        return
    yield from _pay(purchase, milestone, part)


def _delivery_day(purchase: Purchase, milestone: Milestone) -> datetime:
    story = purchase.story
    due = milestone.due_at or story.clock.at
    return story.on_day_before(due, DAYS_EARLY, 15)


def _deliver(purchase: Purchase, milestone: Milestone, attempt: int) -> None:
    story, address = purchase.story, sign_ins.of_agency(purchase.supplier)
    title = f"{milestone.title}（{'修改稿' if attempt > 1 else '正式稿'}）"
    lines = [
        purchase.plan.title or purchase.tender().title,
        title,
        f"合同 {purchase.contract}",
        "演示数据 Demonstration data",
    ]
    stored = intake.receive(story.house.storage, story.house.sniffer, f"{title}.pdf", report.pdf(lines))
    with story.house.reading() as session:
        supplier_id = session.get_one(Milestone, milestone.id).contract.supplier_id
    with story.acting(address) as uow:
        document = documents.register(uow, stored, organisation_id=supplier_id)
        contracts.deliver(uow, milestone.ref, document.ref, "成果文件，请查收。")


def _accept(purchase: Purchase, milestone: Milestone, *, by_timeout: bool) -> Scene:
    story = purchase.story
    if by_timeout:
        due = milestone_of(purchase, milestone.number).next_check_at
        yield due or story.clock.at
        deadlines.accept_deliverables(story.house)
        return
    yield story.on_working_day(1, 11)
    with story.acting(purchase.member(Role.DRAFTER)) as uow:
        contracts.accept(uow, milestone.ref)


def _pay(purchase: Purchase, milestone: Milestone, part: PlannedPart) -> Scene:
    story = purchase.story
    first, second = (purchase.member(Role.FINANCE_OFFICER, number) for number in (1, 2))
    yield story.on_working_day(1, 9)
    with story.acting(first) as uow:
        payment = payments.instruct(uow, milestone.ref, next(iter(story.house.payments)))
    start_payment(story.house, {"payment_ref": payment.ref})
    if part.stays == "instructed":
        return
    yield story.on_working_day(1, 10)
    _record(purchase, first, payment)
    if "rejected" in part.notes:
        yield story.later(hours=1)
        with story.acting(second) as uow:
            payments.reject(uow, payment.ref, WRONG_VOUCHER)
        yield story.later(hours=2)
        _record(purchase, first, payment)
    if part.stays == "recorded":
        return
    yield story.on_working_day(1, 9)
    with story.acting(second) as uow:
        payments.confirm(uow, payment.ref)


def _record(purchase: Purchase, officer: str, payment: Payment) -> None:
    story = purchase.story
    story.vouchers += 1
    with story.acting(officer) as uow:
        payments.record(
            uow,
            payment.ref,
            f"DEMO-{story.clock.at:%Y%m%d}-{story.vouchers:04}",
            day_of(story.clock.at),
            payment.amount,
        )
