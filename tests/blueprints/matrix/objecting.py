"""An objection in each of its states: the agency concerned, everybody's "agency1", objects to the award of another."""

from marketplace.domain.awards import operations as awards
from marketplace.domain.objections import operations as objections
from marketplace.domain.objections.states import Remedy
from marketplace.kernel.money import Money
from tests.blueprints.matrix import purchase
from tests.blueprints.matrix.purchase import WHY, do
from tests.blueprints.matrix.world import Build, Scene
from tests.domain.market import LOWEST
from tests.domain.objections import cases

ANOTHER_WINS = (("agency1", Money(89_000_00)), ("agency2", LOWEST), ("agency3", Money(91_000_00)))


def filed(scene: Scene) -> None:
    purchase.opened(scene, prices=ANOTHER_WINS)
    do(scene, "drafter", awards.select, scene.refs["tender"])
    do(scene, "approver", awards.announce, scene.refs["tender"])
    scene.barred = ""
    scene.refs["objection"] = cases.against(scene.market, scene.refs["tender"], "agency1")


def _after(operation: purchase.Act, who: str, *arguments: object) -> Build:
    def build(scene: Scene) -> None:
        filed(scene)
        do(scene, who, operation, scene.refs["objection"], *arguments)

    return build


OBJECTIONS: dict[str, Build] = {
    "filed": filed,
    "inadmissible": _after(objections.dismiss, "approver", WHY),
    "answered": _after(objections.answer, "approver", WHY),
    "upheld": _after(objections.uphold, "approver", WHY, Remedy.REPEAT),
    "withdrawn": _after(objections.withdraw, "agency1"),
}
