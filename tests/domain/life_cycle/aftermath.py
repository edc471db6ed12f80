"""What the machine itself notes when an act has succeeded, to hold the market to it later."""

from collections.abc import Callable, Mapping
from typing import Any

from marketplace.domain.organisations.queries import is_disputed
from tests.domain.life_cycle.acts.market_life import FILER
from tests.domain.life_cycle.invariants.parties import standing
from tests.domain.life_cycle.purchase import Purchase

Noting = Callable[[Any, Purchase, Any], None]
"""Given the machine, the purchase as it was before the act, and what the act answered."""


def _reissued(machine: Any, _purchase: Purchase, answer: Any) -> None:  # noqa: ANN401
    machine.tenders.append(answer.ref)
    machine.last = None


def _accepted(machine: Any, purchase: Purchase, answer: Any) -> None:  # noqa: ANN401
    machine.receipts.accepted[purchase.milestone] = answer.amount


def _complained(machine: Any, _purchase: Purchase, answer: Any) -> None:  # noqa: ANN401
    machine.market.refs[answer.complaint.ref] = answer.code
    machine.receipts.confidences |= {answer.code, FILER.phone, FILER.email}


def _claimed(machine: Any, purchase: Purchase, _answer: Any) -> None:  # noqa: ANN401
    had = {award.ref: award.state.value for award in standing(machine.sight(), purchase.agency)}
    machine.receipts.frozen.setdefault(purchase.agency, had)


def _decided(machine: Any, purchase: Purchase, _answer: Any) -> None:  # noqa: ANN401
    with machine.house.reading() as session:
        if not is_disputed(session, machine.people.ids[purchase.agency]):
            del machine.receipts.frozen[purchase.agency]


def _upheld(machine: Any, purchase: Purchase, answer: Any) -> None:  # noqa: ANN401
    _decided(machine, purchase, answer)
    names = {number: name for name, number in machine.market.users.items()}
    machine.people.change_hands(purchase.agency, names[answer.claimant_id])
    machine.onlookers.clear()


def _dissolved(machine: Any, _purchase: Purchase, _answer: Any) -> None:  # noqa: ANN401
    machine.people.is_dissolved = True
    machine.onlookers.clear()
    machine.receipts.dissolved_with = {
        tender.ref: tender.published_at is not None
        for tender in machine.sight().tenders.values()
        if tender.buyer_id == machine.people.ids["department"]
    }


AFTERMATH: Mapping[str, Noting] = {
    "reissue": _reissued,
    "accept in part": _accepted,
    "complain": _complained,
    "claim the code": _claimed,
    "reject the claim": _decided,
    "drop the claim": _decided,
    "uphold the claim": _upheld,
    "dissolve the department": _dissolved,
}
