"""Awards of which nothing comes: the winner refuses, cannot perform or does not sign, or the department gives up."""

from collections.abc import Mapping

from sqlalchemy import select

from marketplace.demo import sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.selecting import confirm, draw_up, name_winner, sign_for_the_supplier
from marketplace.demo.story import Scene
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import Default
from marketplace.domain.unsigned import operations as unsigned
from marketplace.domain.unsigned import queries
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role

PATH = (("confirmed", confirm), ("drawn_up", draw_up), ("signed_by_agency", sign_for_the_supplier))
"""How far an award can get before both have signed, under the name by which a plan says so."""


def drop_out(purchase: Purchase) -> Scene:
    """End each award that the plan lets end, and do what the department decided then."""
    for dropped in purchase.plan.dropped:
        yield from _get_to(purchase, dropped["at"])
        match dropped["by"]:
            case "decline":
                yield from _decline(purchase, dropped["reason"])
            case "revoke":
                yield from _revoke(purchase, dropped["reason"])
            case default:
                yield from _lapse(purchase, Default(default), dropped["reason"])
        yield from _decide(purchase, dropped)


def _get_to(purchase: Purchase, stage: str) -> Scene:
    names = [name for name, _ in PATH]
    for _, step in PATH[: names.index(stage) + 1] if stage in names else ():
        yield from step(purchase)


def _decline(purchase: Purchase, reason: str) -> Scene:
    yield purchase.story.on_working_day(1, 10)
    with purchase.story.acting(sign_ins.of_agency(purchase.supplier)) as uow:
        unsigned.decline(uow, purchase.award, reason)


def _lapse(purchase: Purchase, default: Default, reason: str) -> Scene:
    story = purchase.story
    if default is Default.NOT_SIGNED:
        yield from _wait_in_vain(purchase)
    yield story.on_working_day(1, 10)
    with story.acting(purchase.member(Role.DRAFTER)) as uow:
        unsigned.lapse(uow, purchase.award, default, reason)


def _wait_in_vain(purchase: Purchase) -> Scene:
    """The time for signing passes, and then the agency's own, where the contract was drawn up late."""
    story = purchase.story
    with story.house.reading() as session:
        award = session.scalars(select(Award).where(Award.ref == purchase.award)).one()
        signing = queries.signing(session, award, story.clock.at)
    yield award.sign_by
    deadlines.note_overdue_awards(story.house)
    yield signing.due_at if signing else award.sign_by


def _decide(purchase: Purchase, dropped: Mapping[str, str]) -> Scene:
    """The winner dropped out: the approver awards to the next in rank, or lets the tender fail, or has not decided."""
    story = purchase.story
    if "then" not in dropped:
        return
    yield story.on_working_day(1, 14)
    with story.acting(purchase.member(Role.APPROVER)) as uow:
        if dropped["then"] == "next":
            award = unsigned.award_next(uow, purchase.award)
        else:
            unsigned.give_up(uow, purchase.award, dropped["because"])
            return
    name_winner(purchase, award)


def _revoke(purchase: Purchase, reason: str) -> Scene:
    yield purchase.story.on_working_day(1, 15)
    with purchase.story.acting(purchase.member(Role.APPROVER)) as uow:
        unsigned.revoke(uow, purchase.ref, reason)
