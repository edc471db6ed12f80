"""A tender that goes by rounds, and the bid of the agency in question, at each point of them."""

from collections.abc import Callable

from marketplace.domain.calendar.rules import MARKET_ZONE
from marketplace.domain.rounds.rules import CALLED_BEFORE
from tests.blueprints.matrix.world import Place, Scene
from tests.domain.market import LOWEST, Market
from tests.domain.rounds import auctions


def soon(place: Place) -> str:
    """A time for a round as a form sends it."""
    return (place.now + 2 * CALLED_BEFORE).astimezone(MARKET_ZONE).strftime("%Y-%m-%dT%H:%M")


def opened(scene: Scene) -> None:
    _noted(scene, auctions.opened)


def called(scene: Scene) -> None:
    _noted(scene, auctions.called)


def begun(scene: Scene) -> None:
    _noted(scene, auctions.begun)


def among_others(scene: Scene) -> None:
    """Begun, and the other agency of the matrix is no bidder."""
    scene.market.unverified("third")
    prices = {"agency1": LOWEST, "agency3": LOWEST, "third": LOWEST}
    _noted(scene, lambda market: auctions.begun(market, prices))


def paused(scene: Scene) -> None:
    _noted(scene, auctions.paused)


def to_be_replied(scene: Scene) -> None:
    _noted(scene, auctions.to_be_replied)


def _noted(scene: Scene, make: Callable[[Market], str]) -> None:
    scene.refs["tender"] = make(scene.market)
    scene.refs["bid"] = auctions.bid_of(scene.market, "agency1", scene.refs["tender"]).ref
