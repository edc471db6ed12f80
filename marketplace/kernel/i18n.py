"""Texts below the web floor are marked here and translated above it."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Text:
    """An English message with named places, e.g. ``Text("Closes on %(day)s", (("day", date),))``.

    Whoever shows it translates ``msgid`` and formats each parameter (money, time, another Text) for the reader.
    """

    msgid: str
    params: tuple[tuple[str, Any], ...] = ()

    def __str__(self) -> str:
        """English, for logs and the command line."""
        return self.msgid % {name: str(value) for name, value in self.params} if self.params else self.msgid

    def as_json(self) -> dict[str, Any]:
        """Shape ``{"text": msgid, "params": {name: value}}``, values as strings or integers."""
        return {
            "text": self.msgid,
            "params": {name: value if isinstance(value, int) else str(value) for name, value in self.params},
        }


def mark(msgid: str, **params: Any) -> Text:  # noqa: ANN401 - a parameter may be anything the web floor can show
    """Mark a text for translation; the catalogue is extracted from the calls of this function."""
    return Text(msgid, tuple(params.items()))


def from_json(stored: dict[str, Any]) -> Text:
    """Read back what `Text.as_json` (or a selection's reason) stored."""
    return Text(stored["text"], tuple(stored.get("params", {}).items()))
