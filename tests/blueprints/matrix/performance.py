"""A contract, a milestone, a proposal of each kind and a payment in each of their states."""

from collections.abc import Callable

from sqlalchemy import select

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import ContractChange
from marketplace.domain.contracts.operations import changes, endings
from marketplace.domain.contracts.rules import Part, Supplement
from marketplace.domain.contracts.states import EndGround
from marketplace.domain.payments import operations as payments
from marketplace.domain.payments.models import Payment
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.models import Rating
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.money import Money
from tests.blueprints.matrix.purchase import WHY, do, drawn_up, signed
from tests.blueprints.matrix.world import Build, Scene
from tests.domain.contracts import afterwards
from tests.domain.market import LOWEST

FIRST = Money(40_000_00)
PARTS = (Part("First", FIRST, 10), Part("Second", LOWEST - FIRST, 20))


def half_signed(scene: Scene) -> None:
    drawn_up(scene)
    do(scene, "agency1", contracts.sign_for_the_supplier, scene.refs["contract"])


def void(scene: Scene) -> None:
    drawn_up(scene)
    do(scene, "agency1", unsigned.decline, scene.refs["award"], WHY)


def terminated(scene: Scene) -> None:
    signed(scene)
    _terminate(scene)


def fulfilled(scene: Scene) -> None:
    signed(scene)
    _part(scene)
    _deliver(scene)
    _accept(scene)


def completed(scene: Scene) -> None:
    fulfilled(scene)
    _instruct(scene)
    _record(scene)
    do(scene, "officer2", payments.confirm, scene.refs["payment"])


def rated(scene: Scene) -> None:
    completed(scene)
    with scene.market.acting("drafter") as uow:
        ratings.rate(uow, scene.refs["contract"], Stars(5, 5, 5, 5, 5), "Good work.")
    scene.refs["rating"] = _only(scene, Rating)


def rated_by_both(scene: Scene) -> None:
    completed(scene)
    scene.refs["rating"] = scene.market.rated(scene.refs["contract"])
    with scene.market.house.reading() as session:
        scene.refs["agencys_rating"] = session.scalars(select(Rating.ref).where(Rating.by_supplier)).one()


def pending(scene: Scene) -> None:
    """The first of two parts, so that the contract goes on without it."""
    signed(scene, *PARTS)
    _part(scene)


def delivered(scene: Scene) -> None:
    pending(scene)
    _deliver(scene)


def returned(scene: Scene) -> None:
    delivered(scene)
    do(scene, "drafter", contracts.send_back, scene.refs["milestone"], WHY)


def accepted(scene: Scene) -> None:
    delivered(scene)
    _accept(scene)


def paid(scene: Scene) -> None:
    recorded(scene)
    do(scene, "officer2", payments.confirm, scene.refs["payment"])


def kept(scene: Scene) -> None:
    """The service is accepted; of its price three percent stay kept back."""
    scene.refs["contract"], milestones = afterwards.served(scene.market)
    scene.refs["milestone"] = milestones[-1]


def claimed(scene: Scene) -> None:
    kept(scene)
    afterwards.claim(scene.market, scene.refs["milestone"])


def ended(scene: Scene) -> None:
    pending(scene)
    do(scene, "drafter", changes.propose_waiver, scene.refs["milestone"], WHY)
    do(scene, "agency1", changes.agree, _only(scene, ContractChange))


def pending_and_late(scene: Scene) -> None:
    pending(scene)
    scene.market.clock.advance(days=60)


def returned_and_late(scene: Scene) -> None:
    returned(scene)
    scene.market.clock.advance(days=60)


def instructed(scene: Scene) -> None:
    accepted(scene)
    _instruct(scene)


def recorded(scene: Scene) -> None:
    instructed(scene)
    scene.barred = "officer1"
    _record(scene)


def supplement(scene: Scene) -> None:
    pending(scene)
    asked = Supplement("", "More samples", Money(1_000_00), 5)
    _propose(scene, "drafter", changes.propose_supplement, scene.refs["contract"], asked, WHY)


def supplement_approved(scene: Scene) -> None:
    supplement(scene)
    do(scene, "approver", changes.agree, scene.refs["change"])


def extension(scene: Scene) -> None:
    pending(scene)
    _propose(scene, "partner", changes.ask_for_time, scene.refs["milestone"], 5, WHY)


def waiver(scene: Scene) -> None:
    pending(scene)
    _propose(scene, "drafter", changes.propose_waiver, scene.refs["milestone"], WHY)


def termination(scene: Scene) -> None:
    pending(scene)
    _propose(scene, "drafter", changes.propose_termination, scene.refs["contract"], WHY)


def _after(begin: Build, *acts: tuple[str, Callable[..., object]]) -> Build:
    def build(scene: Scene) -> None:
        begin(scene)
        for name, act in acts:
            reason = (WHY,) if act is changes.refuse else ()
            do(scene, name, act, scene.refs["change"], *reason)

    return build


def _lapsed(begin: Build) -> Build:
    def build(scene: Scene) -> None:
        begin(scene)
        _terminate(scene)

    return build


def _ends(begin: Build, proposer: str, answering: str) -> dict[str, Build]:
    """What a proposal can come to; `answering` is who is asked first."""
    return {
        "proposed": begin,
        "in_force": _after(begin, (answering, changes.agree)),
        "refused": _after(begin, (answering, changes.refuse)),
        "withdrawn": _after(begin, (proposer, changes.withdraw)),
        "lapsed": _lapsed(begin),
    }


def _propose(scene: Scene, name: str, operation: Callable[..., object], *arguments: object) -> None:
    do(scene, name, operation, *arguments)
    scene.refs["change"] = _only(scene, ContractChange)
    scene.concerned = scene.barred = name


def _terminate(scene: Scene) -> None:
    do(scene, "approver", endings.terminate, scene.refs["contract"], EndGround.PURPOSE_GONE, WHY)


def _part(scene: Scene) -> None:
    scene.refs["milestone"] = scene.market.milestones(scene.refs["contract"])[0]


def _deliver(scene: Scene) -> None:
    do(scene, "agency1", contracts.deliver, scene.refs["milestone"], scene.market.document())


def _accept(scene: Scene) -> None:
    do(scene, "drafter", contracts.accept, scene.refs["milestone"])


def _instruct(scene: Scene) -> None:
    do(scene, "officer1", payments.instruct, scene.refs["milestone"], "treasury")
    scene.refs["payment"] = _only(scene, Payment)
    scene.refs["today"] = day_of(scene.market.clock.at).isoformat()


def _record(scene: Scene) -> None:
    payment = scene.market.get(Payment, scene.refs["payment"])
    today = day_of(scene.market.clock.at)
    do(scene, "officer1", payments.record, payment.ref, "BANK-2026-0001", today, payment.amount)


def _only(scene: Scene, model: type[ContractChange | Payment | Rating]) -> str:
    with scene.market.house.reading() as session:
        return session.scalars(select(model.ref)).one()


CONTRACTS: dict[str, Build] = {
    "drawn_up": drawn_up,
    "supplier_signed": half_signed,
    "void": void,
    "active": signed,
    "fulfilled": fulfilled,
    "completed": completed,
    "terminated": terminated,
}
MILESTONES: dict[str, Build] = {
    "pending": pending,
    "kept": kept,
    "claimed": claimed,
    "delivered": delivered,
    "returned": returned,
    "accepted": accepted,
    "paid": paid,
    "ended": ended,
}
PAYMENTS: dict[str, Build] = {"instructed": instructed, "recorded": recorded, "settled": paid}
CHANGES: dict[str, dict[str, Build]] = {
    "supplement": _ends(supplement, "drafter", "approver")
    | {
        "approved": supplement_approved,
        "in_force": _after(supplement_approved, ("agency1", changes.agree)),
    },
    "extension": _ends(extension, "partner", "approver"),
    "waiver": _ends(waiver, "drafter", "agency1"),
    "termination by agreement": _ends(termination, "drafter", "agency1"),
}
