"""Facts as JSON and back, so that each reader sees amounts, times and reasons as their language writes them. Pure."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from marketplace.kernel.i18n import Text
from marketplace.kernel.money import Money


def packed(value: object) -> Any:  # noqa: ANN401 - a JSON value
    """Texts, amounts, instants and days become objects with one telling key; whole numbers and words stay."""
    match value:
        case Text():
            return {"text": value.msgid, "params": {name: packed(param) for name, param in value.params}}
        case Money():
            return {"fen": value.fen}
        case datetime():
            return {"at": value.isoformat()}
        case date():
            return {"day": value.isoformat()}
        case int():
            return value
        case _:
            return str(value)


def unpacked(stored: Any) -> Any:  # noqa: ANN401
    """What `packed` was given."""
    match stored:
        case {"text": str(msgid)}:
            return text(msgid, stored["params"])
        case {"fen": int(fen)}:
            return Money(fen)
        case {"at": str(at)}:
            return datetime.fromisoformat(at)
        case {"day": str(day)}:
            return date.fromisoformat(day)
        case _:
            return stored


def text(msgid: str, facts: Mapping[str, Any]) -> Text:
    """A marked text with its places filled from packed facts."""
    return Text(msgid, tuple((name, unpacked(value)) for name, value in facts.items()))
