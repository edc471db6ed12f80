"""What the methods promise of their results, held to every word; the methods are found, never listed."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.domain.selection.core import decide
from marketplace.domain.selection.method import PROMISES_KNOWN, Method
from marketplace.domain.selection.results import Result
from tests.domain.selection.documents import ALL_METHODS, example

SEED = "5eed" * 16


def promising(promise: str) -> pytest.MarkDecorator:
    keeping = [method for method in ALL_METHODS if promise in method.promises]
    assert keeping
    return pytest.mark.parametrize("method", keeping, ids=lambda method: method.code)


def run(method: Method, document: dict[str, Any]) -> Result:
    return decide(method, document["settings"], document["candidates"], SEED, document.get("journal", []))


def order(result: Result) -> list[str]:
    assert result.pending is None
    return [standing.id for standing in result.ranking]


@st.composite
def purchases(draw: st.DrawFn, method: Method, least: int = 4) -> dict[str, Any]:
    """The example's terms under private law, with other candidates and prices, in the journal too."""
    document = example(method)
    settings_ = {name: value for name, value in document["settings"].items() if name != "ceiling_price"}
    models = [row for row in document["candidates"] if "invalid_because" not in row]
    count = draw(st.integers(least, 7))
    prices = draw(st.lists(st.integers(1, 10**7), min_size=2 * count, max_size=2 * count))
    is_priced = "price" in models[0]
    candidates = []
    for number in range(count):
        row = {name: value for name, value in draw(st.sampled_from(models)).items() if name != "price"}
        candidates.append(
            row | {"id": f"provider {number}"} | ({"price": written(prices[number])} if is_priced else {})
        )
    made = {"settings": settings_ | {"regime": "private"}, "candidates": candidates}
    if "journal" in document:
        made["journal"] = _journal(method, made, prices, count)
    return made


def _journal(method: Method, made: dict[str, Any], prices: list[int], count: int) -> list[dict[str, Any]]:
    """Everybody answers every step that collects a price, the second time a little lower; others are closed."""
    journal: list[dict[str, Any]] = []
    for turn in range(10):
        pending = decide(method, made["settings"], made["candidates"], SEED, journal).pending
        if pending is None:
            return journal
        asked = getattr(pending, "who", ())
        for number in range(count):
            if f"provider {number}" in asked:
                price = prices[number] if turn == 0 else min(prices[number], prices[count + number])
                entry = {"step": pending.name, "by": f"provider {number}", "at": "-", "data": {"price": written(price)}}
                journal.append(entry)
        if "buyer" in asked:
            journal.append({"step": pending.name, "by": "buyer", "at": "-", "data": {"reply": "Go on."}})
    raise AssertionError(pending)


def written(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"


def times(text: str, factor: int) -> str:
    return written(int(text.replace(".", "")) * factor)


def scaled(method: Method, document: dict[str, Any], factor: int) -> dict[str, Any]:
    twin = copy.deepcopy(document)
    for field in method.settings:
        if field.kind == "money":
            amount = twin["settings"].get(field.name, field.default)
            if amount is not None:
                twin["settings"][field.name] = str(int(amount) * factor)
    for row in twin["candidates"]:
        if "price" in row:
            row["price"] = times(row["price"], factor)
    for entry in twin.get("journal", []):
        if "price" in entry["data"]:
            entry["data"]["price"] = times(entry["data"]["price"], factor)
    return twin


def without(document: dict[str, Any], gone: str) -> dict[str, Any]:
    twin = copy.deepcopy(document)
    twin["candidates"] = [row for row in twin["candidates"] if row["id"] != gone]
    twin["journal"] = [entry for entry in twin.get("journal", []) if entry["by"] != gone]
    return twin


def test_only_known_promises_are_made() -> None:
    for method in ALL_METHODS:
        assert set(method.promises) <= set(PROMISES_KNOWN)


@promising("scale")
@given(data=st.data(), factor=st.integers(2, 1000))
@settings(max_examples=60, deadline=None)
def test_all_amounts_times_one_number_give_the_same_order(method: Method, data: st.DataObject, factor: int) -> None:
    document = data.draw(purchases(method))
    assert order(run(method, scaled(method, document, factor))) == order(run(method, document))


@promising("irrelevant_loser")
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_loser_who_was_not_there_moves_nobody(method: Method, data: st.DataObject) -> None:
    document = data.draw(purchases(method))
    placed = order(run(method, document))
    gone = data.draw(st.sampled_from(placed[1:]))
    assert order(run(method, without(document, gone))) == [id_ for id_ in placed if id_ != gone]


@promising("monotone")
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_a_lower_price_never_gives_a_worse_place(method: Method, data: st.DataObject) -> None:
    document = data.draw(purchases(method))
    placed = order(run(method, document))
    who = data.draw(st.sampled_from(placed))
    by, percent = data.draw(st.integers(0, 10**6)), data.draw(st.integers(1, 100))
    twin = copy.deepcopy(document)
    rows = [row for row in twin["candidates"] if row["id"] == who and "price" in row]
    rows += [entry["data"] for entry in twin.get("journal", []) if entry["by"] == who]
    for row in rows:
        row["price"] = written(max(1, int(row["price"].replace(".", "")) * percent // 100 - by))
    again = order(run(method, twin))
    assert again.index(who) <= placed.index(who)
    assert [id_ for id_ in again if id_ != who] == [id_ for id_ in placed if id_ != who]
