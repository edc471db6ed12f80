"""Which passwords are refused, and how often one may try. Pure."""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from marketplace.domain.accounts.common_passwords import COMMON_WORDS
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.i18n import Text, mark

PASSWORD_MIN = 12
"""Characters (OWASP ASVS 5.0, 6.2.1 asks for 8 and advises 15)."""
PASSWORD_MAX = 128
"""Characters; hashing time grows with length."""
DIFFERENT_MIN = 5
"""A password with fewer different characters is a pattern."""
PERSONAL_MIN = 5
"""Shorter parts of a name or an address say nothing."""
LEFT_MIN = 4
"""What must be left of a password once its well-known parts are taken out."""

LONGEST_REASON = 500
"""Characters of why an operator locked an account or reset a second factor [ours]."""

OPEN_WITH_PASSWORD = frozenset({Role.AGENCY_MEMBER})
"""Roles that act without a second factor; all others need one (OWASP ASVS 5.0, 6.3.3)."""
LONGEST_PASSKEY_NAME = 64
"""Characters of a passkey's name [ours]."""
MOST_PASSKEYS = 20
"""Passkeys of one account [ours]: telephone, computer and keys in a drawer are few."""
LAST_FACTOR = mark(
    "Your role needs a second factor and this is your last one. "
    "Add another passkey or an app with codes first, then remove this one."
)

_SIMPLE_SPELLING = str.maketrans("013457@$!|", "oieastasil")
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "01234567890123456789", "qwertyuiopasdfghjklzxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn")
_RUN_MIN = 4


def weakness(password: str, about: Iterable[str] = ()) -> Text | None:
    """Why a password is refused, or None. `about` holds what others know of the person: name, address."""
    if len(password) < PASSWORD_MIN:
        return mark(
            "Use at least %(count)s characters. Several words in a row are easy to remember.", count=PASSWORD_MIN
        )
    if len(password) > PASSWORD_MAX:
        return mark("Use at most %(count)s characters.", count=PASSWORD_MAX)
    plain = password.lower()
    if len(set(plain)) < DIFFERENT_MIN or len(_without_runs(plain)) < LEFT_MIN:
        return mark("This password is a simple pattern. Choose one that nobody can guess.")
    if any(part in plain for known in about for part in _parts(known.lower()) if len(part) >= PERSONAL_MIN):
        return mark("This password contains your name or your address. Choose one that nobody can guess.")
    if _is_common(plain) or _is_common(plain.translate(_SIMPLE_SPELLING)):
        return mark("This password is among the first that attackers try. Choose one that nobody can guess.")
    return None


def needs_second_factor(actor: Actor) -> bool:
    """Whether somebody holds a role that the password alone does not open."""
    return any(seat.role not in OPEN_WITH_PASSWORD for seat in actor.seats)


def _parts(known: str) -> list[str]:
    """The words of a name; of an address also what stands before the @."""
    return [*re.split(r"[\W_]+", known), known.partition("@")[0]]


def _is_common(plain: str) -> bool:
    """Whether little is left once well-known words, runs of keys, digits and signs are taken out."""
    left = re.sub("|".join(sorted(map(re.escape, COMMON_WORDS), key=len, reverse=True)), "", plain)
    return len(re.sub(r"[\W\d_]+", "", _without_runs(left))) < LEFT_MIN and left != plain


def _without_runs(plain: str) -> str:
    """The password without neighbours of the alphabet or the keyboard and without repeated characters."""
    kept, start = [], 0
    while start < len(plain):
        end = start + 1
        while end < len(plain) and _is_run(plain[start : end + 1]):
            end += 1
        if end - start < _RUN_MIN:
            end = start + 1
            kept.append(plain[start])
        start = end
    return "".join(kept)


def _is_run(piece: str) -> bool:
    return len(set(piece)) == 1 or any(piece in run or piece[::-1] in run for run in _RUNS)


@dataclass(frozen=True, slots=True)
class Limit:
    """At most `count` attempts `within` a time; older ones no longer count, so nobody is kept out for longer."""

    name: str
    count: int
    within: timedelta

    def subject(self, counted_by: str) -> str:
        """What the table stores: no address can be read from it."""
        return hashlib.sha256(f"{self.name}:{counted_by.lower()}".encode()).hexdigest()


ACCOUNT_FROM_ADDRESS = Limit("account from address", 5, timedelta(minutes=15))
"""Failed passwords for one account from one network address."""
ACCOUNT = Limit("account", 30, timedelta(minutes=5))
"""Failed passwords for one account from everywhere; short, so that a stranger cannot keep its owner out for long."""
ADDRESS = Limit("address", 60, timedelta(minutes=15))
"""Failed passwords from one network address, for whatever accounts; an office shares one."""
SECOND_FACTOR = Limit("second factor", 5, timedelta(minutes=5))
"""Wrong codes for one account; only somebody who has the password gets to try."""
MAILS = Limit("mails", 20, timedelta(hours=1))
"""Registrations, recoveries and confirmations asked for from one network address: each sends a mail."""


def wait(attempts: Iterable[datetime], limit: Limit, now: datetime) -> timedelta | None:
    """How long until one more attempt is allowed; None when it is allowed now."""
    counted = sorted(at for at in attempts if at > now - limit.within)
    if len(counted) < limit.count:
        return None
    return counted[len(counted) - limit.count] + limit.within - now
