"""The rounds of an auction: called by the department, offered in by the bidders, closed by the clock."""

from datetime import datetime, time, timedelta

from marketplace.demo import sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.rounds import operations as rounds
from marketplace.domain.rounds import queries
from marketplace.domain.rounds.models import Round
from marketplace.domain.tenders import notice
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role

BEGINS = time(10)
"""When people expect an auction, on the working day after the opening."""


def call(purchase: Purchase) -> Scene:
    """The drafter says when the first round begins, where the method has any."""
    if not notice.goes_by_rounds(purchase.tender().method):
        return
    story = purchase.story
    yield story.later(hours=1)
    day = story.calendar.working_day_after(story.clock.at, 1)
    with story.acting(purchase.member(Role.DRAFTER)) as uow:
        rounds.call(uow, purchase.ref, datetime.combine(day, BEGINS, MARKET_ZONE))


def offer(purchase: Purchase) -> Scene:
    """Round after round, everybody offers in the minute of the plan, and the platform closes."""
    told = iter(purchase.plan.offers)
    while (step := _step(purchase)) is not None:
        for written in next(told, ()):
            agency, price, minute = written.split()
            yield step.opens_at + timedelta(minutes=int(minute))
            with purchase.story.acting(sign_ins.of_agency(agency)) as uow:
                rounds.answer(uow, purchase.ref, purchase.story.refs[agency], step.name, {"price": price})
        yield _ends(purchase)
        deadlines.close_rounds(purchase.story.house)


def _step(purchase: Purchase) -> Round | None:
    with purchase.story.house.reading() as session:
        return queries.current(session, purchase.tender().id)


def _ends(purchase: Purchase) -> datetime:
    step = _step(purchase)
    return step.closes_at if step else purchase.story.clock.at
