"""Who opens together, and the policy a bid is sealed under. Pure.

A policy is published with the notice and its SHA-256 stands in every bid: who changes an opener, a key or the deadline
makes another policy, and everybody sees it.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from itertools import combinations
from typing import Any

from marketplace.kernel.canonical import digest

POLICY_FORMAT = "bid-policy-v1"
KEY_BYTES = 32
"""Length of a public key (X25519, RFC 7748)."""

Group = tuple[int, ...]
"""Numbers of the openers of one group, counted from 0."""


@dataclass(frozen=True, slots=True)
class Panel:
    """Public keys of the openers, 32 bytes each, in the order of the policy; `needed` of them open."""

    needed: int
    keys: tuple[bytes, ...]

    @property
    def groups(self) -> Iterator[Group]:
        """Every group of openers that is just large enough."""
        return combinations(range(len(self.keys)), self.needed)


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """One opener as a policy names them; `key` is the public key in hexadecimal."""

    ref: str
    name: str
    organisation: str
    key: str

    @property
    def fingerprint(self) -> str:
        """What people compare: the first 32 digits of the key's SHA-256, in fours."""
        return fingerprint(bytes.fromhex(self.key))


@dataclass(frozen=True)
class Policy:
    """What a bid is sealed under. `version` counts from 1; `beacon` names the public randomness, if any."""

    tender: str
    version: int
    deadline: datetime
    needed: int
    openers: tuple[KeyHolder, ...]
    beacon: Mapping[str, Any]
    draw: str
    has_two_envelopes: bool = False
    """Whether the openers' devices read the technical parts and the prices in two sittings, never in one."""

    @property
    def panel(self) -> Panel:
        """The keys that bids are sealed to."""
        return Panel(self.needed, tuple(bytes.fromhex(opener.key) for opener in self.openers))

    def number_of(self, opener_ref: str) -> int | None:
        """The opener's number on the panel, from 0; None for somebody else."""
        return next((at for at, opener in enumerate(self.openers) if opener.ref == opener_ref), None)

    def as_json(self) -> dict[str, Any]:
        """The document whose digest bids name."""
        return {
            "format": POLICY_FORMAT,
            "tender": self.tender,
            "version": self.version,
            "deadline": self.deadline.astimezone(UTC).isoformat(),
            "needed": self.needed,
            "openers": [
                {"ref": each.ref, "name": each.name, "organisation": each.organisation, "key": each.key}
                for each in self.openers
            ],
            "beacon": dict(self.beacon),
            "draw": self.draw,
            **({"two_envelopes": True} if self.has_two_envelopes else {}),
        }

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the canonical document."""
        return digest(self.as_json())

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> "Policy":
        """Read back what `as_json` wrote."""
        return cls(
            tender=document["tender"],
            version=document["version"],
            deadline=datetime.fromisoformat(document["deadline"]),
            needed=document["needed"],
            openers=tuple(KeyHolder(**opener) for opener in document["openers"]),
            beacon=document["beacon"],
            draw=document["draw"],
            has_two_envelopes=document.get("two_envelopes", False),
        )


def fingerprint(key: bytes) -> str:
    """What people compare of a public key: the first 32 digits of its SHA-256, in fours."""
    digits = hashlib.sha256(key).hexdigest()[:32]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
