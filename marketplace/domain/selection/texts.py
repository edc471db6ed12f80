"""Texts for people, marked here and translated by whoever shows them."""

from collections.abc import Mapping, Sequence
from typing import TypedDict


class Text(TypedDict):
    """A marked text: an English template with ``%(name)s`` places and its values.

    A literal percent sign is ``%%``, and stands only in a template that has places.
    """

    text: str
    params: dict[str, str | int]


def mark(msgid: str, /, **params: str | int) -> Text:
    """Mark a template for translation and keep its values apart: ``{"text": msgid, "params": {...}}``."""
    return {"text": msgid, "params": params}


def english(marked: Text) -> str:
    """Fill in the English template."""
    return marked["text"] % marked["params"]


def in_english(value: object) -> object:
    """Copy a JSON-like value with every marked text inside it filled in as English."""
    if isinstance(value, Mapping):
        if value.keys() == Text.__annotations__.keys():
            return str(value["text"]) % value["params"]
        return {key: in_english(part) for key, part in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [in_english(part) for part in value]
    return value


class SelectionInputError(ValueError):
    """The input of a selection cannot be used; the one-line message says what to mend. ``text`` is translatable."""

    def __init__(self, text: Text) -> None:
        super().__init__(english(text))
        self.text = text


class MethodError(RuntimeError):
    """A selection method broke its contract: a fault of its file, never of the input."""
