"""What the published method asks people for: the rounds of an auction, or the department's choice with its reasons."""

from datetime import datetime, time, timedelta

from marketplace.demo import sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.rounds import operations as rounds
from marketplace.domain.rounds import queries, rules
from marketplace.domain.rounds.models import Round
from marketplace.domain.tenders import notice
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role

BEGINS = time(10)
"""When people expect it, on the working day after the opening."""
THOUGHT_OVER = timedelta(minutes=25)
"""How long a department looks at the small list before it chooses."""


def call(purchase: Purchase) -> Scene:
    """The drafter says when the first round begins, where the method has any."""
    if not notice.goes_by_rounds(purchase.tender()):
        return
    story = purchase.story
    yield story.later(hours=1)
    day = story.calendar.working_day_after(story.clock.at, 1)
    with story.acting(purchase.member(Role.DRAFTER)) as uow:
        rounds.call(uow, purchase.ref, datetime.combine(day, BEGINS, MARKET_ZONE), ratings.credit)


def offer(purchase: Purchase) -> Scene:
    """Round after round, everybody offers in the minute of the plan, or the department chooses; the platform closes."""
    told = iter(purchase.plan.offers)
    while (step := _step(purchase)) is not None:
        if step.who == [rules.BUYER]:
            yield step.opens_at + THOUGHT_OVER
            _choose(purchase, step)
        for written in next(told, ()):
            agency, price, minute = written.split()
            yield step.opens_at + timedelta(minutes=int(minute))
            with purchase.story.acting(sign_ins.of_agency(agency)) as uow:
                rounds.answer(uow, purchase.ref, purchase.story.refs[agency], step.name, {"price": price})
        yield _ends(purchase)
        deadlines.close_rounds(purchase.story.house)


def _choose(purchase: Purchase, step: Round) -> None:
    """Whoever comes first in the plan of those whom the draw brought onto the small list."""
    plan, story = purchase.plan, purchase.story
    [choices] = [ask["choices"] for ask in step.asks if ask["name"] == "chosen"]
    with story.acting(purchase.member(Role.DRAFTER)) as uow:
        bids = {
            bid.tenderer.ref: bid.bid.ref for bid in bid_queries.of_tender(uow.session, uow.actor, purchase.tender())
        }
        wanted = [bids[story.refs[bid.agency]] for bid in plan.bids]
        chosen = next(bid for bid in wanted if bid in choices)
        rounds.reply(uow, purchase.ref, step.name, {"chosen": chosen, "reasons": plan.chosen_because})


def _step(purchase: Purchase) -> Round | None:
    with purchase.story.house.reading() as session:
        return queries.current(session, purchase.tender().id)


def _ends(purchase: Purchase) -> datetime:
    step = _step(purchase)
    return step.closes_at if step else purchase.story.clock.at
