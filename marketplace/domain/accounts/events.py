"""News about accounts."""

from dataclasses import dataclass
from enum import StrEnum

from marketplace.kernel.events import Event


class AccountAct(StrEnum):
    """What an operator does with somebody's account."""

    LOCK = "lock"
    UNLOCK = "unlock"
    RESET_SECOND_FACTOR = "reset_second_factor"
    END_SESSIONS = "end_sessions"


@dataclass(frozen=True, slots=True)
class AccountActedOn(Event):
    """An operator did something with an account; its owner is told what and why."""

    user_id: int
    act: str
    """A word of `AccountAct`."""
    reason: str


class PasskeyAct(StrEnum):
    """What somebody does with the passkeys of their own account."""

    ADD = "add"
    REMOVE = "remove"


@dataclass(frozen=True, slots=True)
class PasskeysChanged(Event):
    """An account has one passkey more or less; its owner is told, in case it was somebody else."""

    user_id: int
    act: str
    """A word of `PasskeyAct`."""
