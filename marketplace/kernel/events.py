"""News: what has happened, told to whoever listens once the transaction has committed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Event:
    """Subclasses are frozen dataclasses of strings and integers, named in the past tense."""

    def payload(self) -> dict[str, Any]:
        """The event's fields as JSON values."""
        return asdict(self)


Subscriptions = Mapping[type[Event], tuple[str, ...]]
"""Which jobs hear which event; written once, in wiring."""
