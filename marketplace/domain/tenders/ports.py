"""What tenders need from outside: randomness that nobody could know before and everybody can look up."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Pulse:
    """What a beacon published in one round, in small hexadecimal digits; `value` is the randomness."""

    round: int
    value: str
    signature: str


class Beacon(Protocol):
    """A public source of randomness in numbered rounds."""

    @property
    def source(self) -> str:
        """How notices and evidence name it; ``none`` where there is none."""

    def fetch(self, number: int) -> Pulse:
        """That round and no other; raises Unavailable when it cannot be had now."""
