"""The order of a purchase's acts, and which purchases a province of what size has."""

from collections.abc import Callable, Sequence
from enum import StrEnum

from marketplace.demo import (
    auctioning,
    dropping_out,
    enveloping,
    hearing,
    objecting,
    overriding,
    selecting,
    service,
    tendering,
)
from marketplace.demo.cast import Office
from marketplace.demo.plans import Plan, criteria, purchases
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import BEGIN, Scene, Story
from marketplace.domain.organisations.states import OrganisationKind

STAGES: tuple[tuple[str, Callable[[Purchase], Scene]], ...] = (
    ("draft", tendering.draft),
    ("overridden", overriding.stand_for),
    ("in_approval", tendering.submit),
    ("approved", tendering.approve),
    ("published", tendering.publish),
    ("reviewed", overriding.review),
    ("closed", tendering.receive_and_close),
    ("tied", hearing.note_tie),
    ("opened", selecting.open_and_score),
    ("agreed", enveloping.agree),
    ("prices_opened", enveloping.open_prices),
    ("heard", hearing.hear),
    ("called", auctioning.call),
    ("offered", auctioning.offer),
    ("selected", selecting.select_winner),
    ("announced", selecting.announce),
    ("objected", objecting.object_to_award),
    ("decided", dropping_out.drop_out),
    ("awarded", selecting.confirm),
    ("drawn_up", selecting.draw_up),
    ("signed_by_agency", selecting.sign_for_the_supplier),
    ("active", selecting.sign_for_the_buyer),
    ("rated", service.perform),
)
"""Each stage under the name by which a plan may stop there."""


FORKS = frozenset({"closed", "opened", "selected", "objected", "decided"})
"""After these stages a purchase may have come to nothing."""


class Size(StrEnum):
    """How much is built."""

    SMALL = "small"
    """The first department with what it carries on, and the agencies that bid there: every state, in little time."""
    PROVINCE = "province"


def plans(size: Size, offices: Sequence[Office]) -> list[Plan]:
    """The purchases that are played."""
    first = next(office.key for office in offices if office.kind is OrganisationKind.DEPARTMENT)
    carried_on = {office.key for office in offices if office.dissolved and office.dissolved["into"] == first}
    return [plan for plan in purchases() if size is Size.PROVINCE or plan.department in {first, *carried_on}]


def all_purchases(story: Story, chosen: list[Plan], offices: Sequence[Office]) -> list[Scene]:
    """A scene for each plan."""
    departments = {office.key: office for office in offices}
    sets = criteria()
    return [
        scene(
            Purchase(
                story,
                plan,
                sets[plan.criteria] if plan.criteria else None,
                region=departments[plan.department].region or "",
                line=_line(departments[plan.department], plan),
            )
        )
        for plan in chosen
    ]


def scene(purchase: Purchase) -> Scene:
    """The acts of one purchase with the instants between them, until its plan stops or nothing comes of it."""
    plan = purchase.plan
    for name, stage in STAGES:
        yield from stage(purchase)
        if plan.cancelled is not None and plan.cancelled["after"] == name:
            yield from tendering.cancel(purchase, plan.cancelled["reason"])
            return
        if name == plan.reaches or (name in FORKS and purchase.has_stopped()):
            return


def _line(department: Office, plan: Plan) -> str:
    """Monitoring is paid from the second line where there is one."""
    is_second = plan.item == "env-monitor" and len(department.lines) > 1
    return f"{department.key} {department.lines[is_second].code} {BEGIN.year}"
