"""How facts are written in a record: JSON values alone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from typing import Any, TypeVar

from marketplace.kernel.money import Money

Json = dict[str, Any]
T = TypeVar("T")


def grouped(pairs: Iterable[tuple[int, T]]) -> Mapping[int, list[T]]:
    """The values of each key in their order; an empty list for any other."""
    found: dict[int, list[T]] = defaultdict(list)
    for one, value in pairs:
        found[one].append(value)
    return found


def fen(amount: Money | None) -> int | None:
    """An amount as a number."""
    return None if amount is None else amount.fen


def iso(at: date | datetime | None) -> str | None:
    """A day or an instant as text."""
    return None if at is None else at.isoformat()


def columns(built: Any) -> dict[str, Any]:  # noqa: ANN401 - any dataclass
    """The values of what was gathered, by the columns that store them."""
    return {field.name: getattr(built, field.name) for field in fields(built)}


def differences(stored: object, built: object) -> list[str]:
    """The columns in which what is stored is not what was just gathered."""
    return [name for name, value in columns(built).items() if getattr(stored, name) != value]
