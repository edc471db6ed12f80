"""Documents that several selection tests share."""

import copy
import hashlib
from collections.abc import Iterator
from typing import Any

from marketplace.domain.selection.method import Method, method_of
from marketplace.domain.selection.registry import METHODS
from tests.domain.selection import several_rounds

SEVERAL_ROUNDS = method_of(several_rounds)
ALL_METHODS: list[Method] = [*METHODS.values(), SEVERAL_ROUNDS]

Path = tuple[str | int, ...]


def example(method: Method) -> dict[str, Any]:
    return copy.deepcopy(dict(method.example))


def inputs(method: Method) -> dict[str, Any]:
    """What evidence is made of: the method's example, with a nonce for all bidders but the second."""
    document = example(method)
    for index, candidate in enumerate(document["candidates"]):
        candidate["nonce"] = None if index == 1 else hashlib.sha256(candidate["id"].encode()).hexdigest()
    return {
        "tender": "T-2026-000123",
        "lot": "1",
        "method": method.code,
        "settings": document["settings"],
        "candidates": document["candidates"],
        "beacon": {"source": "public beacon, round 7", "value": "c0ffee"},
        "journal": document.get("journal", []),
    }


def leaves(value: object, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every value that holds no other, empty lists and objects included."""
    if isinstance(value, dict) and value:
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list) and value:
        for index, part in enumerate(value):
            yield from leaves(part, (*path, index))
    else:
        yield path, value


def changed(document: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    """A copy with one value replaced."""
    twin = copy.deepcopy(document)
    place: Any = twin
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return twin
