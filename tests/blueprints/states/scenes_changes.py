"""What is proposed about a contract in force, in every state."""

from collections.abc import Callable, Mapping

from marketplace.domain.contracts.operations import changes, endings
from marketplace.domain.contracts.rules import Part, Supplement
from marketplace.domain.contracts.states import EndGround
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.blueprints.states.scene import NOBODY, Scene, Scenes, View
from tests.domain.market import Market

Bring = Callable[[Market], Mapping[str, str]]
BUYER, SUPPLIER = "/buyer/contracts/{contract}", "/supplier/contracts/{contract}"
DEPARTMENT = "An approver of the department, but not the person who proposed it"
PROVIDER = "The provider"


def contract(market: Market) -> dict[str, str]:
    ref = market.signed(Part("Draft", Money(40_000_00), 5), Part("Report", Money(48_000_00), 20))
    return {"contract": ref, "milestone": market.milestones(ref)[0]}


def supplement(market: Market) -> Mapping[str, str]:
    refs = contract(market)
    asked = Supplement(refs["milestone"], "", Money(41_000_00), 0)
    with market.acting("drafter") as uow:
        return {**refs, "change": changes.propose_supplement(uow, refs["contract"], asked, "另加").ref}


def approved(market: Market) -> Mapping[str, str]:
    return after(supplement, "approver", changes.agree)(market)


def extension(market: Market) -> Mapping[str, str]:
    refs = contract(market)
    with market.acting("agency1") as uow:
        return {**refs, "change": changes.ask_for_time(uow, refs["milestone"], 3, "资料迟到").ref}


def waiver(market: Market) -> Mapping[str, str]:
    refs = contract(market)
    with market.acting("approver") as uow:
        return {**refs, "change": changes.propose_waiver(uow, refs["milestone"], "不用").ref}


def termination(market: Market) -> Mapping[str, str]:
    refs = contract(market)
    with market.acting("agency1") as uow:
        return {**refs, "change": changes.propose_termination(uow, refs["contract"], "不再需要").ref}


def after(bring: Bring, who: str, act: Callable[[UnitOfWork, str], object]) -> Bring:
    """The proposal that `bring` makes, after `who` has done `act` with it."""

    def brought(market: Market) -> Mapping[str, str]:
        refs = bring(market)
        with market.acting(who) as uow:
            act(uow, refs["change"])
        return refs

    return brought


def after_the_end(bring: Bring) -> Bring:
    """The proposal, after the contract was ended for another reason."""

    def brought(market: Market) -> Mapping[str, str]:
        refs = bring(market)
        with market.acting("approver") as uow:
            endings.terminate(uow, refs["contract"], EndGround.PURPOSE_GONE, "项目取消")
        return refs

    return brought


def refuse(uow: UnitOfWork, ref: str) -> object:
    return changes.refuse(uow, ref, "不行")


def waits(bring: Bring, asked: str, who: str, other: str, what: str) -> Scene:
    """It waits for `asked`, whom the pages call `who`; `other` belongs to the other side."""
    return Scene(
        bring,
        (
            View(asked, BUYER if who == DEPARTMENT else SUPPLIER, "You", what),
            View(other, SUPPLIER if who == DEPARTMENT else BUYER, who, what),
        ),
    )


def over(bring: Bring, what: str) -> Scene:
    """Nobody has to do anything."""
    return Scene(bring, (View("agency1", SUPPLIER, NOBODY, what), View("approver", BUYER, NOBODY, what)))


def ends(name: str, bring: Bring, asked: str, proposer: str, agreed: Bring | None = None) -> Scenes:
    """How a proposal can end: agreed, refused, withdrawn, or overtaken by the end of the contract."""
    goes_on = "Both sides go on under the contract as it is."
    return {
        (name, "in_force"): over(agreed or after(bring, asked, changes.agree), "Both sides are bound by it"),
        (name, "refused"): over(after(bring, asked, refuse), goes_on),
        (name, "withdrawn"): over(after(bring, proposer, changes.withdraw), goes_on),
        (name, "lapsed"): over(after_the_end(bring), "Nobody has to answer any more."),
    }


AGREE = "Agree, or refuse with a reason."
SCENES: Scenes = {
    ("supplement", "proposed"): waits(supplement, "approver", DEPARTMENT, "agency1", AGREE),
    ("supplement", "approved"): waits(approved, "agency1", PROVIDER, "approver", "Sign the supplement"),
    **ends("supplement", supplement, "approver", "drafter", after(approved, "agency1", changes.agree)),
    ("extension", "proposed"): waits(extension, "approver", DEPARTMENT, "agency1", AGREE),
    **ends("extension", extension, "approver", "agency1"),
    ("waiver", "proposed"): waits(waiver, "agency1", PROVIDER, "approver", AGREE),
    **ends("waiver", waiver, "agency1", "approver"),
    ("termination by agreement", "proposed"): waits(termination, "approver", DEPARTMENT, "agency1", AGREE),
    **ends("termination by agreement", termination, "approver", "agency1"),
}
