"""A legal officer stands for a condition that the check blocks; the regulator reviews it."""

from marketplace.demo import sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.bids import operations as bids
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.operations import Amendment, Ground
from marketplace.kernel.actor import Role

REGULATOR = sign_ins.of_office("regulator", Role.REGULATOR, 1)


def stand_for(purchase: Purchase) -> Scene:
    """The legal officer cites the law for the words of the draft that would not pass."""
    given = purchase.plan.override
    if given is None:
        return
    yield purchase.story.later(hours=1)
    ground = Ground(*(given[name] for name in ("rule", "words", "law", "article", "reason", "expires")))
    with purchase.story.acting(purchase.member(Role.LEGAL_OFFICER)) as uow:
        purchase.override = tenders.override(uow, purchase.ref, ground).ref


def review(purchase: Purchase) -> Scene:
    """The regulator confirms, or objects and the department mends the published notice; or has not come to it yet."""
    given, story = purchase.plan.override or {}, purchase.story
    if not given.keys() & {"confirmed", "objected"}:
        return
    yield story.later(hours=3)
    with story.acting(REGULATOR) as uow:
        if "confirmed" in given:
            tenders.confirm_override(uow, purchase.override, given["confirmed"])
            return
        tenders.object_to_override(uow, purchase.override, given["objected"])
    yield story.on_working_day(1, 9)
    tender = purchase.tender()
    changes = Amendment(tender.description, given["mended"], tender.service_days)
    with story.acting(purchase.member(Role.APPROVER)) as uow:
        bids.amend(uow, purchase.ref, given["because"], tender.version, changes)
