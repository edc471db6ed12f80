"""What notifications need from outside: somebody who carries a mail."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Message:
    """A plain-text mail, ready to go."""

    to: str
    subject: str
    body: str


class Mail(Protocol):
    """Carries mails. Raises `kernel.errors.Unavailable` when the carrier does not answer; the job repeats it later."""

    def send(self, message: Message) -> None:
        """Hand `message` over; when this returns, somebody else is answerable for it."""

    def check(self) -> str:
        """One line for the operator on where mails go; raises Unavailable when the carrier does not answer."""
