"""Objections to an award in its publicity period, and what the department makes of them."""

from collections.abc import Mapping
from typing import Any

from marketplace.demo import sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Scene
from marketplace.domain.objections import operations as objections
from marketplace.domain.objections.states import Remedy
from marketplace.kernel.actor import Role


def object_to_award(purchase: Purchase) -> Scene:
    """Each objection that the plan has, one after the other, with what becomes of it.

    One is by an `agency`, with `facts` and `request`. It is answered (`answer`), not taken up (`dismiss`), taken back
    (`withdrawn`) or found right (`uphold`), so that the tender fails; without any of these it
    waits.
    """
    for objection in purchase.plan.objections:
        yield from _object(purchase, objection)


def _object(purchase: Purchase, planned: Mapping[str, Any]) -> Scene:
    story, agency = purchase.story, sign_ins.of_agency(planned["agency"])
    yield story.on_working_day(1, 10)
    with story.acting(agency) as uow:
        ref = objections.file(
            uow, purchase.ref, story.refs[planned["agency"]], planned["facts"], planned["request"]
        ).ref
    if not planned.keys() & {"answer", "dismiss", "uphold", "withdrawn"}:
        return
    yield story.on_working_day(1, 14)
    if "withdrawn" in planned:
        with story.acting(agency) as uow:
            objections.withdraw(uow, ref)
        return
    with story.acting(purchase.member(Role.APPROVER)) as uow:
        if "answer" in planned:
            objections.answer(uow, ref, planned["answer"])
        elif "dismiss" in planned:
            objections.dismiss(uow, ref, planned["dismiss"])
        else:
            objections.uphold(uow, ref, planned["uphold"], Remedy.REPEAT)
