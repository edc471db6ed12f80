"""What others may hear of the catalogue."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class ItemChanged(Event):
    """An item came, or reads differently now."""

    item_code: str
