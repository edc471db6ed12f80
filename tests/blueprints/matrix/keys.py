"""A key in each of its states, and what the device of its holder sends."""

import json
from collections.abc import Mapping
from typing import Any

from marketplace.domain.bids import operations as bids
from marketplace.domain.openers import operations as openers
from marketplace.domain.openers.models import Opener
from tests.blueprints.matrix import purchase
from tests.blueprints.matrix.door import Door
from tests.blueprints.matrix.world import Build, Place, Scene
from tests.openers import answer_to, key_of

HOLDER = "evaluator2"
"""Of the department; nobody who stands for a prototype."""


def registered(scene: Scene) -> None:
    market, scene.concerned = scene.market, HOLDER
    scene.refs["opener"] = market.openers.enrol(HOLDER, market.refs["department"])
    scene.refs["answer"] = answer_to(market.get(Opener, scene.refs["opener"]), key_of(HOLDER))


def shown(scene: Scene) -> None:
    registered(scene)
    scene.market.openers.prove(HOLDER)


def retired(scene: Scene) -> None:
    registered(scene)
    purchase.do(scene, HOLDER, openers.retire, scene.refs["opener"])


KEYS: Mapping[str, Build] = {"unproved": registered, "proved": shown, "retired": retired}


def share_is_left(scene: Scene) -> None:
    """The share of one keeper is handed in, and another's device has made theirs."""
    purchase.closed(scene)
    _one_hands_in(scene)


def share_of_prices_is_left(scene: Scene) -> None:
    """The same in the second sitting of two envelopes."""
    purchase.evaluated(scene)
    _one_hands_in(scene)


def _one_hands_in(scene: Scene) -> None:
    market, tender = scene.market, scene.refs["tender"]
    market.openers.open(tender, ["keeper2"])
    scene.refs["shares"] = json.dumps(market.openers.shares("keeper", tender))


def out_of_keys(scene: Scene) -> None:
    """Two have handed in, of whom one lied about a bid, and the time is over."""
    share_is_left(scene)
    _another_lies(scene)


def out_of_keys_to_prices(scene: Scene) -> None:
    """The same in the second sitting of two envelopes."""
    share_of_prices_is_left(scene)
    _another_lies(scene)


def _another_lies(scene: Scene) -> None:
    market, tender = scene.market, scene.refs["tender"]
    document = json.loads(scene.refs["shares"])
    pads = next(iter(document["shares"].values()))["price"]
    pads |= dict.fromkeys(pads, "00" * 32)
    purchase.do(scene, "keeper", bids.hand_in, tender, document, market.house.sealing)
    market.clock.advance(days=10)


def new_key(place: Place) -> Mapping[str, Any]:
    public = key_of("new").public_key().public_bytes_raw().hex()
    return {"organisation": place.refs["department"], "public_key": public}


def another_is_there(scene: Scene) -> None:
    """A fourth person has shown a key."""
    purchase.published(scene)
    market = scene.market
    scene.refs["coming"] = market.openers.enrol("operator", market.refs["operator"])
    market.openers.prove("operator")


def replacing(place: Place) -> Mapping[str, Any]:
    return {"leaving": place.refs["key of keeper2"], "coming": place.refs.get("coming", ""), "reason": "She has left."}


def answer(place: Place) -> Mapping[str, Any]:
    return {"answer": place.refs["answer"]}


def shares(place: Place) -> Mapping[str, Any]:
    return {"shares": place.refs.get("shares", "")}


KEY, REF = "key of an opener", {"ref": "opener"}

KEY_DOORS = (
    Door("account.keys.index", "opener:enrol", "any", form=new_key, has_page=False),
    Door("account.keys.prove", KEY, "opener:prove", REF, answer),
    Door("account.keys.challenge", KEY, "opener:challenge", REF, has_page=False),
    Door("account.keys.retire", KEY, "opener:retire", REF, has_page=False),
    Door(
        "account.keys.opening",
        "tender",
        "tender:hand_in",
        {"ref": "tender"},
        shares,
        at={"closed": share_is_left, "evaluated": share_of_prices_is_left},
    ),
    Door(
        "buyer.opening.replace",
        "tender",
        "tender:amend (replace an opener)",
        {"ref": "tender"},
        replacing,
        at={"published": another_is_there},
    ),
    Door(
        "buyer.opening.conclude",
        "tender",
        "tender:conclude_opening",
        {"ref": "tender"},
        at={"closed": out_of_keys, "evaluated": out_of_keys_to_prices},
        has_page=False,
    ),
)
