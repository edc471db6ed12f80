"""Two envelopes: the evaluators agree on the points of every bid, and only then the openers open the prices."""

from decimal import Decimal

from marketplace.demo import openers
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.evaluation import queries
from marketplace.kernel.actor import Role

TOGETHER = "评审小组逐项讨论后，取各人评分的平均值并取整，意见一致。"


def agree(purchase: Purchase) -> Scene:
    """The first evaluator proposes what lies nearest to the mean of all, bid by bid; the others say yes."""
    tender, story = purchase.tender(), purchase.story
    if not tender.has_two_envelopes:
        return
    yield story.later(hours=1)
    first, *others = (purchase.member(Role.EVALUATOR, number) for number in range(1, purchase.plan.sheets_by + 1))
    with story.acting(first) as uow:
        for bid, means in sorted(queries.averages(uow.session, tender).items()):
            evaluation.propose(uow, bid, {code: round(Decimal(mean)) for code, mean in means.items()}, TOGETHER)
        numbers = {bid: sheet.number for bid, sheet in queries.latest(uow.session, tender.id).items()}
    for evaluator in others:
        yield story.later(hours=1)
        with story.acting(evaluator) as uow:
            for bid, number in sorted(numbers.items()):
                evaluation.confirm(uow, bid, number)


def open_prices(purchase: Purchase) -> Scene:
    """Two of those who hold keys come a second time."""
    if not purchase.tender().has_two_envelopes:
        return
    yield purchase.story.on_working_day(1, 9)
    openers.open_bids(purchase)
