"""From the opening of the bids to the signed contract."""

from sqlalchemy import select

from marketplace.demo import openers, sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.rules import Part, retention
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.organisations.models import Organisation
from marketplace.jobs import deadlines
from marketplace.kernel.actor import Role
from marketplace.kernel.money import ZERO, Money

NO_INTEREST = "与各投标机构均无利害关系。"
REASONS = (
    "方案针对性强，人员配置与工作量相称。",
    "质量控制措施具体，进度安排可以实现。",
    "总体合理，个别环节的资源安排还可以更细。",
)
LENIENCE = (0, -2, 1)
"""Points by which the evaluators differ from each other."""
UNEVEN = (1, -1, 0)
"""Points by which a proposal's criteria differ from each other."""
PERCENT = 100


def open_and_score(purchase: Purchase) -> Scene:
    """Two of those who hold keys open all bids; where merit decides, each evaluator declares and scores them."""
    story, plan = purchase.story, purchase.plan
    yield story.on_working_day(1, 9)
    openers.open_bids(purchase)
    if purchase.criteria is None or purchase.has_stopped():
        return
    for evaluator in range(1, plan.sheets_by + 1):
        yield story.later(hours=1)
        with story.acting(purchase.member(Role.EVALUATOR, evaluator)) as uow:
            evaluation.declare(uow, purchase.ref, has_conflict=False, statement=NO_INTEREST)
        yield story.later(hours=0)
        _score(purchase, evaluator)


def select_winner(purchase: Purchase) -> Scene:
    """The drafter runs the published method."""
    yield purchase.story.later(hours=1)
    with purchase.story.acting(purchase.member(Role.DRAFTER)) as uow:
        awards.select(uow, purchase.ref)


def announce(purchase: Purchase) -> Scene:
    """The approver announces the award."""
    story = purchase.story
    yield story.later(hours=1)
    with story.acting(purchase.member(Role.APPROVER)) as uow:
        award = awards.announce(uow, purchase.ref)
    name_winner(purchase, award)


def name_winner(purchase: Purchase, award: Award) -> None:
    """Whatever follows is about `award`."""
    story = purchase.story
    purchase.award, keys = award.ref, {ref: key for key, ref in story.refs.items()}
    with story.house.reading() as session:
        purchase.supplier = keys[session.get_one(Organisation, award.supplier_id).ref]


def confirm(purchase: Purchase) -> Scene:
    """The platform confirms the award when its publicity is over."""
    with purchase.story.house.reading() as session:
        until = session.scalars(select(Award.publicity_until).where(Award.ref == purchase.award)).one()
    yield until
    deadlines.confirm_awards(purchase.story.house)


def draw_up(purchase: Purchase) -> Scene:
    """The drafter splits the price into milestones."""
    story = purchase.story
    yield story.on_working_day(1, 9)
    with story.house.reading() as session:
        amount = session.scalars(select(Award.amount).where(Award.ref == purchase.award)).one()
    with story.acting(purchase.member(Role.DRAFTER)) as uow:
        purchase.contract = contracts.draw_up(uow, purchase.award, _parts(purchase, amount)).ref


def sign_for_the_supplier(purchase: Purchase) -> Scene:
    """The agency signs first."""
    yield purchase.story.on_working_day(1, 10)
    with purchase.story.acting(sign_ins.of_agency(purchase.supplier)) as uow:
        contracts.sign_for_the_supplier(uow, purchase.contract)


def sign_for_the_buyer(purchase: Purchase) -> Scene:
    """The department signs; the service time runs."""
    yield purchase.story.later(hours=5)
    with purchase.story.acting(purchase.member(Role.APPROVER)) as uow:
        contracts.sign_for_the_buyer(uow, purchase.contract)


def _score(purchase: Purchase, evaluator: int) -> None:
    story, criteria = purchase.story, purchase.criteria.criteria if purchase.criteria else ()
    quality = {story.refs[bid.agency]: bid.quality for bid in purchase.plan.bids}
    address = purchase.member(Role.EVALUATOR, evaluator)
    with story.acting(address) as uow:
        opened = bid_queries.of_tender(uow.session, uow.actor, purchase.tender())
        sheets = [(one.bid.ref, quality[one.tenderer.ref]) for one in opened]
    for number, (bid, points) in enumerate(sheets):
        with story.acting(address) as uow:
            given = {
                criterion.code: points + LENIENCE[evaluator - 1] + UNEVEN[(place + number) % len(UNEVEN)]
                for place, criterion in enumerate(criteria)
            }
            evaluation.score(uow, bid, given, REASONS[(number + evaluator) % len(REASONS)])


def _parts(purchase: Purchase, amount: Money) -> list[Part]:
    """The last milestone takes what rounding leaves; what the notice keeps back is not theirs."""
    *first, last = purchase.plan.parts
    amount -= retention(amount, purchase.plan.retention[0])
    parts = [Part(each.title, Money(amount.fen * each.percent // PERCENT), each.days) for each in first]
    return [*parts, Part(last.title, amount - sum((part.amount for part in parts), ZERO), last.days)]
