"""Passkeys (WebAuthn): what is asked of an authenticator, and what an answer must be to count.

Flask-Security holds the addresses, signs people in and asks for the second factor; the checks stand here. A question
belongs to the session that asked it and may be answered once. Whoever holds the passkey must show the authenticator
by face, finger or PIN that it is them, so that a passkey alone is two factors (WebAuthn Level 3, 1.2.1).
"""

from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import urlsplit

import structlog
from flask import request, session
from flask_babel import lazy_gettext
from flask_security import WebauthnUtil
from flask_security.forms import RequiredLocalize
from flask_security.webauthn import (
    WebAuthnRegisterForm,
    WebAuthnRegisterResponseForm,
    WebAuthnSigninForm,
    WebAuthnSigninResponseForm,
    WebAuthnTfPlugin,
)
from flask_wtf import FlaskForm
from sqlalchemy import select
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import parse_authentication_credential_json, parse_registration_credential_json
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)
from wtforms import HiddenField, StringField

from marketplace.blueprints.account.forms import Limited, Limits, sender
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.session import present_token_hash, wall
from marketplace.blueprints.web.work import current_account, providers, reading, request_id, settings, writing
from marketplace.domain.accounts import operations
from marketplace.domain.accounts.models import Passkey, User
from marketplace.domain.accounts.rules import (
    ACCOUNT_FROM_ADDRESS,
    ADDRESS,
    LONGEST_PASSKEY_NAME,
    MOST_PASSKEYS,
    SECOND_FACTOR,
)
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import one_line

CHALLENGE_BYTES = 32
"""Twice what WebAuthn Level 3, 13.4.3 asks for."""
CHALLENGE = "passkey_challenge"
"""Where a session keeps the question that is open."""
LONGEST_CREDENTIAL_ID = 1023
"""Bytes (WebAuthn Level 3, 5.8.3)."""

_AGAIN = mark("This step took too long or was answered already. Please start again.")
_REFUSED = mark(
    "This passkey does not open an account here. It may have been removed. "
    "Try another one, or sign in with your password."
)
_NOT_ADDED = mark("The answer of your device could not be checked. Please start again.")

log = structlog.get_logger("account")


class Ceremonies(WebauthnUtil):
    """Any authenticator will do, built in or carried; it must know who holds it and find the account by itself."""

    def generate_challenge(self, nbytes: int | None = None) -> str:  # noqa: ARG002 - Flask-Security's signature
        """A new question, in place of any that was open."""
        challenge = urlsafe_b64encode(providers().entropy.token(CHALLENGE_BYTES)).decode().rstrip("=")
        session[CHALLENGE] = challenge
        return challenge

    def origin(self) -> str:
        """The one address at which passkeys work."""
        return settings().passkey_origin

    def registration_options(self, user: Any, usage: str, existing_options: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401, ARG002
        """What a new passkey must be."""
        return existing_options | {
            "rp_id": _host(),
            "user_display_name": user.name,
            "authenticator_selection": AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
        }

    def authentication_options(self, user: Any, usage: list[str], existing_options: dict[str, Any]) -> dict[str, Any]:  # noqa: ANN401, ARG002
        """Any passkey of this site while nobody is known; of somebody who is known, theirs."""
        return existing_options | {
            "rp_id": _host(),
            "user_verification": UserVerificationRequirement.REQUIRED,
            "allow_credentials": [_descriptor(passkey) for passkey in user.webauthn] if user else None,
        }

    def name_svn(self, value: str) -> tuple[str | None, str | None]:
        """The name somebody gives a passkey, made fit to keep; or what is wrong with it."""
        try:
            return None, one_line(value, longest=LONGEST_PASSKEY_NAME)
        except Invalid as refusal:
            return translate(refusal.text), None


class PasskeyAfterPassword(WebAuthnTfPlugin):
    """The second factor of those who have no app with codes; whoever has both finds the passkey beside the code."""

    def get_setup_methods(self, user: Any) -> list[tuple[str, str]]:  # noqa: ANN401
        """Flask-Security's name of the method, and a label that no page shows."""
        return [] if user.has_app or not user.webauthn else [("webauthn", "")]


class NewPasskeyForm(WebAuthnRegisterForm):
    """The name of a passkey that is about to be made."""

    name = StringField(
        lazy_gettext("Name of the passkey"),
        description=lazy_gettext("So that you know it again, for example “My telephone” or “Key in the drawer”."),
        validators=[RequiredLocalize(message="WEBAUTHN_NAME_REQUIRED")],
    )
    usage = HiddenField()  # type: ignore[assignment]  # ours sign in alone and after the password

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """The name, and that there is room for one more."""
        passed = bool(super().validate(**kwargs))
        person = current_account()
        if passed and person is not None and len(person.webauthn) >= MOST_PASSKEYS:
            full = mark("You have %(count)s passkeys already. Remove one first.", count=MOST_PASSKEYS)
            self.form_errors = [translate(full)]
            return False
        return passed


class _Checked(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """An authenticator's answer, checked by `check` in place of Flask-Security's own checks."""

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """The form itself, then the answer against the question that this session asked."""
        if not FlaskForm.validate(self, **kwargs):
            return False
        try:
            self.check()
        except Conflict as refusal:
            self.credential.errors = [translate(refusal.text)]
            return False
        return True

    def check(self) -> None:
        """Fill in what the answer shows; raises Conflict for one that counts for nothing."""
        raise NotImplementedError


class MadePasskeyForm(_Checked, WebAuthnRegisterResponseForm):
    """What the authenticator says of the passkey it has made."""

    def check(self) -> None:
        """Fill in what was made; raises Conflict for an answer that cannot be checked."""
        _use_up(self.challenge)
        try:
            made = parse_registration_credential_json(self.credential.data or "")
            verified = verify_registration_response(
                credential=made,
                expected_challenge=self.challenge.encode(),
                expected_origin=settings().passkey_origin,
                expected_rp_id=_host(),
                require_user_verification=True,
            )
        except Exception as broken:  # noqa: BLE001 - whatever the library trips over in a stranger's bytes is no fault
            raise _unreadable(broken, _NOT_ADDED) from None
        if len(verified.credential_id) > LONGEST_CREDENTIAL_ID:
            raise Conflict(_NOT_ADDED)
        self.registration_verification, self.extensions = verified, ""
        self.transports = made.response.transports or []


class PasskeyForm(Limited, WebAuthnSigninForm):
    """Ask for a passkey: of anybody, or after the password of whoever gave it."""

    def limits(self) -> Limits:
        """By address, together with failed passwords."""
        return ((ADDRESS, sender()),)

    def counts(self, *, passed: bool) -> bool:  # noqa: ARG002 - only answers count
        """Asking is free."""
        return False


class _AnswerForm(_Checked, WebAuthnSigninResponseForm):
    """What the authenticator answers, at sign-in, after the password, or before something sensitive."""

    def check(self) -> None:
        """Fill in whose passkey it is, and use up the question and the passkey's counter; nobody is remembered."""
        self.remember.data = ""
        _use_up(self.challenge)
        try:
            answer = parse_authentication_credential_json(self.credential.data or "")
        except Exception as broken:  # noqa: BLE001 - whatever the library trips over in a stranger's bytes is no fault
            raise _unreadable(broken, _REFUSED) from None
        passkey = reading().scalar(select(Passkey).where(Passkey.credential_id == answer.raw_id))
        user = reading().get(User, passkey.user_id) if passkey else None
        if passkey is None or user is None or not self._may_open(user, answer):
            raise Conflict(_REFUSED)
        try:
            verified = verify_authentication_response(
                credential=answer,
                expected_challenge=self.challenge.encode(),
                expected_origin=settings().passkey_origin,
                expected_rp_id=_host(),
                credential_public_key=passkey.public_key,
                credential_current_sign_count=passkey.sign_count,
                require_user_verification=True,
            )
        except Exception as broken:  # noqa: BLE001 - as above
            user.track_failed_authn("passkey", tfa=self.is_secondary)
            raise _unreadable(broken, _REFUSED) from None
        count, asked_in = verified.new_sign_count, present_token_hash()
        with writing() as uow:
            operations.use_passkey(uow, passkey.id, sign_count=count, asked_in=asked_in, at=wall())
        self.authentication_verification, self.cred, self.user, self.mf_check = verified, passkey, user, True

    def _may_open(self, user: User, answer: AuthenticationCredential) -> bool:
        """An account that is open, of the person who is expected here, and the one the passkey was made for."""
        handle = answer.response.user_handle
        expected = session.get("tf_user_id") if self.is_secondary else None
        here = current_account()
        if self.is_verify:
            expected = here.fs_uniquifier if here else ""
        if handle is None and expected is None:
            return False
        if handle is not None and handle != (user.fs_webauthn_user_handle or "").encode():
            return False
        return user.active and user.confirmed_at is not None and expected in {None, user.fs_uniquifier}


class PasskeyAnswerForm(Limited, _AnswerForm):
    """An answer, as often as one may give wrong ones."""

    def limits(self) -> Limits:
        """By address; of somebody who is known by account, too."""
        here = current_account()
        if self.is_verify and here is not None:
            return ((ACCOUNT_FROM_ADDRESS, f"{here.email} {sender()}"),)
        if self.is_secondary:
            user = reading().scalar(select(User.id).where(User.fs_uniquifier == session.get("tf_user_id")))
            return (ADDRESS, sender()), (SECOND_FACTOR, str(user))
        return ((ADDRESS, sender()),)


def is_here() -> bool:
    """Whether the reader came to the address at which passkeys work."""
    return request.host == urlsplit(settings().passkey_origin).netloc


def _host() -> str:
    return urlsplit(settings().passkey_origin).hostname or ""


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        id=passkey.credential_id, transports=[AuthenticatorTransport(way) for way in passkey.transports]
    )


def _use_up(challenge: str) -> None:
    """Whatever comes of it, the session asks this no more; raises Conflict where it never did."""
    if session.pop(CHALLENGE, None) != challenge:
        raise Conflict(_AGAIN)


def _unreadable(broken: Exception, said: Text) -> Conflict:
    """What is said of an answer that fails the check; why it does stands in the log alone."""
    log.warning(
        "passkey refused",
        why=str(broken),
        kind=type(broken).__name__,
        address=request.remote_addr,
        request_id=request_id(),
    )
    return Conflict(said)
