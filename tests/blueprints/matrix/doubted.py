"""A doubt about the bid of the agency concerned, everybody's "agency1", in each of its states."""

from marketplace.domain.bids import operations as bids
from marketplace.domain.organisations.models import Organisation
from tests.blueprints.matrix import purchase
from tests.blueprints.matrix.purchase import WHY, do
from tests.blueprints.matrix.world import Build, Scene
from tests.domain.bids import doubting


def asked(scene: Scene) -> None:
    purchase.closed(scene)
    doubting.tie(scene.market)
    scene.market.open_bids(scene.refs["tender"])
    scene.barred = ""
    scene.refs["doubt"] = doubting.doubt_of(scene.market).ref


def answered(scene: Scene) -> None:
    asked(scene)
    do(scene, "agency1", bids.reply, scene.refs["doubt"], WHY)


def admitted(scene: Scene) -> None:
    answered(scene)
    do(scene, "approver", bids.admit, scene.refs["doubt"], WHY)


def excluded(scene: Scene) -> None:
    answered(scene)
    do(scene, "approver", bids.exclude, scene.refs["doubt"], WHY)


def silent(scene: Scene) -> None:
    asked(scene)
    scene.market.clock.at = doubting.doubt_of(scene.market).due_at
    do(scene, "platform", bids.expire, scene.refs["doubt"])


def agency(scene: Scene) -> None:
    """An agency of which the register has nothing."""
    scene.refs["agency"] = scene.market.refs["agency1"]
    scene.refs["agency_code"] = str(scene.market.get(Organisation, scene.refs["agency"]).credit_code)


def tied(scene: Scene) -> None:
    """An entry in the register of ties."""
    scene.refs["affiliation"] = doubting.tie(scene.market)


DOUBTS: dict[str, Build] = {
    "asked": asked,
    "answered": answered,
    "admitted": admitted,
    "excluded": excluded,
    "silent": silent,
}
