"""A tender, a bid and an award in each of their states."""

from collections.abc import Callable, Iterable
from datetime import timedelta

from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import Default
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.rules import Part
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.objections import operations as objections
from marketplace.domain.objections.states import Remedy
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import drafting
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.recusals import Named
from marketplace.domain.tenders.states import EarlierRole
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.money import Money
from tests.blueprints.matrix.world import Build, Scene
from tests.domain.evaluation import panel
from tests.domain.market import ELSEWHERE, LOWEST, MERIT, PRICES
from tests.domain.objections import cases as objection_cases

WHY = "Because of what was found."
Act = Callable[..., object]


def do(scene: Scene, name: str, operation: Act, *arguments: object) -> object:
    """One act of one person."""
    with scene.market.acting(name) as uow:
        return operation(uow, *arguments)


def draft(scene: Scene, **changes: object) -> None:
    scene.barred = "drafter"
    scene.refs["tender"] = scene.market.draft(**changes)
    with scene.market.acting("drafter") as uow:
        attached = drafting.attach(uow, scene.refs["tender"], scene.market.stored())
        scene.refs["document"] = attached.ref


def draft_with_a_recusal(scene: Scene) -> None:
    """It names the agency concerned among those that must stay out."""
    draft(scene)
    scene.refs["agency"] = scene.market.refs["agency1"]
    code = str(scene.market.get(Organisation, scene.refs["agency"]).credit_code)
    do(scene, "drafter", drafting.recuse, scene.refs["tender"], Named(code, EarlierRole.DESIGN, WHY))


def in_approval(scene: Scene, **changes: object) -> None:
    draft(scene, **changes)
    do(scene, "drafter", tenders.submit, scene.refs["tender"])


BLOCKED = "供应商注册资本不低于500万元。"
BLOCKED_WORDS = "注册资本不低于500万元"


def blocked(scene: Scene) -> None:
    draft(scene, description=BLOCKED)


def blocked_in_approval(scene: Scene) -> None:
    in_approval(scene, description=BLOCKED)


def overridden(scene: Scene) -> None:
    """A legal officer stands for the condition that blocks."""
    blocked_in_approval(scene)
    day = scene.market.clock.at.date() + timedelta(days=90)
    ground = tenders.Ground("CAPITAL", BLOCKED_WORDS, "《中华人民共和国保险法》", "第六十九条", WHY, day)
    with scene.market.acting("lawyer") as uow:
        scene.refs["override"] = tenders.override(uow, scene.refs["tender"], ground).ref


def override_confirmed(scene: Scene) -> None:
    overridden(scene)
    do(scene, "regulator", tenders.confirm_override, scene.refs["override"], WHY)


def override_objected(scene: Scene) -> None:
    overridden(scene)
    do(scene, "regulator", tenders.object_to_override, scene.refs["override"], WHY)


def approved(scene: Scene, **changes: object) -> None:
    in_approval(scene, **changes)
    do(scene, "approver", tenders.approve, scene.refs["tender"])


def published(scene: Scene, **changes: object) -> None:
    approved(scene, **changes)
    do(scene, "drafter", tenders.publish, scene.refs["tender"])


def out_of_time(scene: Scene) -> None:
    published(scene)
    scene.market.bid("agency1", scene.refs["tender"], LOWEST)
    scene.market.clock.at = scene.market.deadline(scene.refs["tender"])


def announced(scene: Scene) -> None:
    """Only its notice stands here."""
    published(scene, **ELSEWHERE)


def stood_its_time(scene: Scene) -> None:
    announced(scene)
    scene.market.clock.at = scene.market.deadline(scene.refs["tender"])


def expired(scene: Scene) -> None:
    stood_its_time(scene)
    _close(scene)


def with_bids(scene: Scene, prices: Iterable[tuple[str, Money]] = tuple(PRICES.items()), **changes: object) -> None:
    published(scene, **changes)
    for agency, price in prices:
        scene.market.bid(agency, scene.refs["tender"], price, proposal="Two engineers.")
    with scene.market.house.reading() as session:
        found = session.scalars(select(Bid.ref).order_by(Bid.id)).all()
    if found:
        scene.refs["bid"] = found[0]


def closed(scene: Scene, **changes: object) -> None:
    with_bids(scene, **changes)
    _close(scene)


def opened(scene: Scene, **changes: object) -> None:
    closed(scene, **changes)
    _open(scene)


def on_merit(scene: Scene) -> None:
    """Opened, and the evaluators' turn."""
    opened(scene, method="proposal_merit", criteria=MERIT, price_weight=20)


def declared(scene: Scene) -> None:
    """The evaluator, and the one who administers, have declared themselves free of interests."""
    on_merit(scene)
    for name in ("evaluator1", "evaluator3"):
        with scene.market.acting(name) as uow:
            evaluation.declare(uow, scene.refs["tender"], has_conflict=False, statement="")


def evaluating(scene: Scene) -> None:
    """Two envelopes, the technical parts opened."""
    opened(scene, **panel.TERMS)


def joined(scene: Scene) -> None:
    """The same, and the evaluator, and the one who administers, are free of interests."""
    evaluating(scene)
    panel.declare(scene.market, scene.refs["tender"], "evaluator1", "evaluator3")


def all_in(scene: Scene) -> None:
    """Every evaluator has scored alone."""
    evaluating(scene)
    panel.scored(scene.market, scene.refs["tender"])


def proposed(scene: Scene) -> None:
    """The second of them proposes the points of one bid."""
    all_in(scene)
    do(scene, "evaluator2", evaluation.propose, scene.refs["bid"], panel.points(60, 60), WHY)


def kept_waiting(scene: Scene) -> None:
    """Three have scored; a fourth has declared and never does."""
    evaluating(scene)
    tender, market = scene.refs["tender"], scene.market
    scene.refs["late"] = str(panel.fourth(market))
    panel.declare(market, tender, "evaluator4")
    panel.scored(market, tender)
    panel.past_the_time(market)


def evaluated(scene: Scene) -> None:
    """They have agreed."""
    evaluating(scene)
    panel.agreed(scene.market, scene.refs["tender"])


def selected(scene: Scene) -> None:
    opened(scene)
    do(scene, "drafter", awards.select, scene.refs["tender"])


def awarded(scene: Scene) -> None:
    selected(scene)
    do(scene, "approver", awards.announce, scene.refs["tender"])
    with scene.market.house.reading() as session:
        scene.refs["award"] = session.scalars(select(Award.ref)).one()


def declined(scene: Scene) -> None:
    awarded(scene)
    do(scene, "agency1", unsigned.decline, scene.refs["award"], WHY)


def withdrawn(scene: Scene) -> None:
    """An objection was upheld, and one bid more than needed was there, so that the next may follow."""
    with_bids(scene)
    market = scene.market
    market.unverified("agency4")
    market.bid("agency4", scene.refs["tender"], Money(92_000_00))
    _close(scene)
    _open(scene)
    do(scene, "drafter", awards.select, scene.refs["tender"])
    do(scene, "approver", awards.announce, scene.refs["tender"])
    with market.house.reading() as session:
        scene.refs["award"] = session.scalars(select(Award.ref)).one()
    objection = objection_cases.against(market, scene.refs["tender"])
    do(scene, "drafter", objections.uphold, objection, WHY, Remedy.LEAVE_OUT)


def lapsed(scene: Scene) -> None:
    awarded(scene)
    do(scene, "drafter", unsigned.lapse, scene.refs["award"], Default.CANNOT_PERFORM, WHY)


def failed(scene: Scene) -> None:
    with_bids(scene, ())
    _close(scene)


def reissued(scene: Scene) -> None:
    failed(scene)
    do(scene, "drafter", tenders.reissue, scene.refs["tender"])


def cancelled(scene: Scene) -> None:
    published(scene)
    do(scene, "approver", tenders.cancel, scene.refs["tender"], WHY)


def confirmed(scene: Scene) -> None:
    awarded(scene)
    scene.market.clock.advance(days=7)
    do(scene, "platform", awards.confirm, scene.refs["award"])


def drawn_up(scene: Scene, *parts: Part) -> None:
    awarded(scene)
    do(scene, "drafter", contracts.draw_up, scene.refs["award"], parts or [Part("Report", LOWEST, 20)])
    scene.market.clock.advance(days=7)
    scene.refs["contract"] = _contract(scene)


def signed(scene: Scene, *parts: Part) -> None:
    drawn_up(scene, *parts)
    do(scene, "agency1", contracts.sign_for_the_supplier, scene.refs["contract"])
    do(scene, "approver", contracts.sign_for_the_buyer, scene.refs["contract"])


def revoked(scene: Scene) -> None:
    awarded(scene)
    do(scene, "drafter", unsigned.revoke, scene.refs["tender"], WHY)


def bid_invited_again(scene: Scene) -> None:
    with_bids(scene)
    market = scene.market
    market.openers.add("operator", market.refs["operator"])
    leaving, coming = market.openers.ref("keeper2"), market.openers.ref("operator")
    do(scene, "approver", bids.replace_opener, scene.refs["tender"], leaving, coming, WHY)


def bid_to_confirm(scene: Scene) -> None:
    """Only the notice was changed, so that the bid may stand as it is."""
    with_bids(scene)
    version = scene.market.get(Tender, scene.refs["tender"]).version
    with scene.market.acting("approver") as uow:
        change = Amendment("Assess thirteen files.", "", 20)
        bids.amend(uow, scene.refs["tender"], WHY, version, change, asks_again=True)


def bid_withdrawn(scene: Scene) -> None:
    with_bids(scene)
    do(scene, "agency1", bids.withdraw, scene.refs["bid"])


def bid_invalid(scene: Scene) -> None:
    """Opened and found above the ceiling, which nobody could see before."""
    with_bids(scene)
    with scene.market.house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE tender SET ceiling = 1")
    _close(scene)
    _open(scene)


def _close(scene: Scene) -> None:
    scene.market.clock.at = scene.market.deadline(scene.refs["tender"])
    do(scene, "platform", bids.close, scene.refs["tender"])


def _open(scene: Scene) -> None:
    scene.market.open_bids(scene.refs["tender"])


def _contract(scene: Scene) -> str:
    with scene.market.house.reading() as session:
        return session.scalars(select(Contract.ref)).one()


TENDERS: dict[str, Build] = {
    "draft": draft,
    "in_approval": in_approval,
    "approved": approved,
    "published": published,
    "announced": announced,
    "expired": expired,
    "closed": closed,
    "evaluating": evaluating,
    "evaluated": evaluated,
    "opened": opened,
    "selected": selected,
    "awarded": awarded,
    "fallen_through": declined,
    "failed": failed,
    "reissued": reissued,
    "cancelled": cancelled,
}
OVERRIDES: dict[str, Build] = {
    "given": overridden,
    "confirmed": override_confirmed,
    "objected": override_objected,
}
BIDS: dict[str, Build] = {
    "submitted": with_bids,
    "invited_again": bid_invited_again,
    "withdrawn": bid_withdrawn,
    "valid": opened,
    "invalid": bid_invalid,
}
AWARDS: dict[str, Build] = {
    "publicity": awarded,
    "confirmed": confirmed,
    "contracted": signed,
    "declined": declined,
    "lapsed": lapsed,
    "revoked": revoked,
    "withdrawn": withdrawn,
}
