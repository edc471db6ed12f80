"""The second factor: codes that open once, recovery codes kept as hashes only; passwords nobody can guess."""

import hashlib
from typing import Any

from flask_security import MfRecoveryCodesUtil, PasswordUtil, Totp
from passlib.totp import TotpMatch
from sqlalchemy import or_, update

from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.transaction import take_write_lock
from marketplace.blueprints.web.work import providers, reading
from marketplace.domain.accounts.models import User
from marketplace.domain.accounts.rules import weakness
from marketplace.kernel.entropy import readable_code
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark

RECOVERY_CODES = 10
GROUPS, GROUP_LENGTH = 3, 5
"""Fifteen letters and digits are 73 bits, so a plain hash of a code cannot be searched."""


class OneTimeTotp(Totp):
    """A code opens once only (RFC 6238, 5.2), also when two requests carry it at the same moment."""

    def verify_totp(self, token: str, totp_secret: str, user: Any, window: int = 0) -> bool:  # noqa: ANN401
        """Whether `token` is right and this request is the first to use it."""
        try:
            return bool(super().verify_totp(token, totp_secret, user, window))
        except Conflict:
            reading().rollback()
            return False

    def set_last_counter(self, user: Any, tmatch: TotpMatch) -> None:  # noqa: ANN401
        """Use the half-minute up; the database decides who was first."""
        take_write_lock(reading())
        used = reading().execute(
            update(User)
            .where(User.id == user.id, or_(User.tf_last_counter.is_(None), User.tf_last_counter < tmatch.counter))
            .values(tf_last_counter=tmatch.counter)
            .execution_options(synchronize_session=False),
        )
        if not used.rowcount:  # type: ignore[attr-defined]  # an UPDATE's result has it
            raise Conflict(mark("This code has been used."))


class HashedRecoveryCodes(MfRecoveryCodesUtil):
    """Shown once, when made; afterwards only SHA-256 remains, and each opens once."""

    def create_recovery_codes(self, user: Any) -> list[str]:  # noqa: ANN401
        """New codes in place of all old ones."""
        codes = [_new_code() for _ in range(RECOVERY_CODES)]
        user.mf_recovery_codes = [_hash(code) for code in codes]
        return codes

    def get_recovery_codes(self, user: Any) -> list[str]:  # noqa: ANN401, ARG002
        """Nothing that could be shown again."""
        return []

    def check_recovery_code(self, user: Any, code: str) -> bool:  # noqa: ANN401
        """Whether the code is one of the unused."""
        return _hash(code) in (user.mf_recovery_codes or [])

    def delete_recovery_code(self, user: Any, code: str) -> bool:  # noqa: ANN401
        """Use the code up; raises Conflict when another request was faster."""
        take_write_lock(reading())
        reading().refresh(user, with_for_update=True)
        if not self.check_recovery_code(user, code):
            raise Conflict(mark("This recovery code is not right or was used before."))
        user.mf_recovery_codes = [kept for kept in user.mf_recovery_codes or [] if kept != _hash(code)]
        return True


class Passwords(PasswordUtil):
    """The house's rule in place of Flask-Security's."""

    def validate(self, password: str, is_register: bool, **known: Any) -> tuple[list[str] | None, str]:  # noqa: ANN401, FBT001, ARG002
        """What is wrong with the password, and its normal form."""
        normal: str = self.normalize(password)
        person = known.get("user", known)
        email, name = (
            (person.email, person.name) if isinstance(person, User) else (known.get("email"), known.get("name"))
        )
        refused = weakness(normal, (part for part in (email, name) if part))
        return ([translate(refused)] if refused else None), normal


def _new_code() -> str:
    letters = readable_code(providers().entropy, GROUPS * GROUP_LENGTH)
    return "-".join(letters[start : start + GROUP_LENGTH] for start in range(0, len(letters), GROUP_LENGTH))


def _hash(code: str) -> str:
    return hashlib.sha256("".join(filter(str.isalnum, code.upper())).encode()).hexdigest()
