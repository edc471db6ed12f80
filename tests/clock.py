"""A clock in the test's hand."""

from datetime import UTC, datetime, timedelta

from sqlalchemy.orm import Session

MONDAY = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
"""Nine in the morning in Shanghai, on an ordinary working Monday."""


class HandClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def now(self, session: Session) -> datetime:  # noqa: ARG002 - the port's shape
        return self.at

    def advance(self, **delta: float) -> None:
        self.at += timedelta(**delta)
