"""What others may hear of openers."""

from dataclasses import dataclass

from marketplace.kernel.events import Event


@dataclass(frozen=True, slots=True)
class OpenerChallenged(Event):
    """The platform asked the holder of a key to show that it is still at hand."""

    opener_ref: str
