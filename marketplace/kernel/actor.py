"""Who acts: a person with memberships, the platform itself, or nobody in particular."""

from dataclasses import dataclass, field
from enum import StrEnum


class Role(StrEnum):
    """What a person may be in an organisation."""

    AGENCY_MEMBER = "agency_member"
    DRAFTER = "drafter"
    APPROVER = "approver"
    EVALUATOR = "evaluator"
    FINANCE_OFFICER = "finance_officer"
    LEGAL_OFFICER = "legal_officer"
    REGULATOR = "regulator"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True)
class Seat:
    """One role in one organisation."""

    organisation_id: int
    role: Role
    is_administrator: bool = False
    """Invites and removes the people of that organisation."""
    on_own_account: bool = False
    """The organisation buys for itself, with funds of its own: it is no department."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Read from the database at every request, so a role that was taken away is gone at the next one."""

    user_id: int | None = None
    seats: frozenset[Seat] = field(default_factory=frozenset)
    is_platform: bool = False

    def sits(self, organisation_id: int | None, *roles: Role) -> bool:
        """Whether the actor holds one of `roles` (any, when none is named) in that organisation."""
        return organisation_id is not None and any(
            seat.organisation_id == organisation_id and (not roles or seat.role in roles) for seat in self.seats
        )

    def has(self, *roles: Role) -> bool:
        """Whether the actor holds one of `roles` anywhere."""
        return any(seat.role in roles for seat in self.seats)

    def administers(self, organisation_id: int | None) -> bool:
        """Whether the actor is an administrator of that organisation."""
        return organisation_id is not None and any(
            seat.organisation_id == organisation_id and seat.is_administrator for seat in self.seats
        )

    def organisations(self, *roles: Role) -> frozenset[int]:
        """Where the actor holds one of `roles` (any, when none is named)."""
        return frozenset(seat.organisation_id for seat in self.seats if not roles or seat.role in roles)


ANYONE = Actor()
"""A visitor who has not signed in."""

PLATFORM = Actor(is_platform=True)
"""The platform acting by the clock: closing, passing a check on timeout, confirming an award."""
