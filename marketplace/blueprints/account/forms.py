"""Flask-Security's forms with our labels and with limits on how often one may try."""

import math
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, ClassVar

from flask import request
from flask_babel import lazy_gettext, ngettext
from flask_security.change_email import ChangeEmailForm
from flask_security.forms import (
    ChangePasswordForm,
    ForgotPasswordForm,
    LoginForm,
    RegisterFormV2,
    ResetPasswordForm,
    SendConfirmationForm,
    TwoFactorSetupForm,
    TwoFactorVerifyCodeForm,
    VerifyForm,
)
from flask_security.recovery_codes import MfRecoveryForm
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length

from marketplace.blueprints.account import attempts
from marketplace.blueprints.web.fields import choices
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.work import current_account, member
from marketplace.domain.accounts.rules import (
    ACCOUNT,
    ACCOUNT_FROM_ADDRESS,
    ADDRESS,
    LAST_FACTOR,
    MAILS,
    SECOND_FACTOR,
    Limit,
    needs_second_factor,
)
from marketplace.languages import OWN_NAMES

Limits = Iterable[tuple[Limit, str]]


class Limited:
    """Refuses to look at an attempt while too many came before, and counts those that must be counted."""

    LABELS: ClassVar[dict[str, Any]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(*args, **kwargs)
        for name, label in self.LABELS.items():
            field = self[name]  # type: ignore[index]  # the form this is mixed into
            field.label.text, field.render_kw = label, None

    def limits(self) -> Limits:
        """What an attempt is counted against."""
        raise NotImplementedError

    def counts(self, *, passed: bool) -> bool:
        """Wrong answers count."""
        return not passed

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """Count, check, and take back what does not count."""
        attempt = attempts.begin(self.limits())
        if attempt.pause is not None:
            self.form_errors: list[str] = [too_many(attempt.pause)]
            return False
        passed = bool(super().validate(**kwargs))  # type: ignore[misc]
        if not self.counts(passed=passed):
            attempts.was_right(attempt)
        return passed


def too_many(pause: timedelta) -> str:
    """How long to wait, in whole minutes rounded up."""
    minutes = math.ceil(pause.total_seconds() / 60)
    said = ngettext(
        "Too many attempts. Please try again in %(num)s minute.",
        "Too many attempts. Please try again in %(num)s minutes.",
        minutes,
    )
    return str(said)


def sender() -> str:
    """The network address of whoever asks."""
    return request.remote_addr or "unknown"


_EMAIL = lazy_gettext("E-mail address")
_PASSWORD = lazy_gettext("Password")
_NEW_PASSWORD = lazy_gettext("New password")
_AGAIN = lazy_gettext("The password once more")
_CODE = lazy_gettext("Code from your app")


class SignInForm(Limited, LoginForm):
    """Address and password; nobody is remembered beyond the session's limits."""

    LABELS: ClassVar[dict[str, Any]] = {"email": _EMAIL, "password": _PASSWORD}
    remember = None  # type: ignore[assignment]  # WTForms takes a field away so

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.password.description = ""

    def limits(self) -> Limits:
        """By account and address, by account, by address."""
        email = str(self.email.data or "").strip()
        return (ACCOUNT_FROM_ADDRESS, f"{email} {sender()}"), (ACCOUNT, email), (ADDRESS, sender())


class AskAgainForm(Limited, VerifyForm):
    """The password once more, before something sensitive."""

    LABELS: ClassVar[dict[str, Any]] = {"password": _PASSWORD}

    def limits(self) -> Limits:
        """By account and address."""
        return ((ACCOUNT_FROM_ADDRESS, f"{self.user.email} {sender()}"),)


class RegistrationForm(Limited, RegisterFormV2):
    """Name, address, password, language."""

    LABELS: ClassVar[dict[str, Any]] = {"email": _EMAIL, "password": _PASSWORD, "password_confirm": _AGAIN}

    name = StringField(
        lazy_gettext("Your name"),
        validators=[DataRequired(lazy_gettext("Enter your name.")), Length(max=80)],
    )
    language = SelectField(
        lazy_gettext("Language of our mails"),
        choices=choices(OWN_NAMES.items()),
        default=language,
    )

    def limits(self) -> Limits:
        """By address."""
        return ((MAILS, sender()),)

    def counts(self, *, passed: bool) -> bool:
        """Each mail counts, to a new address or to one that has an account."""
        return passed or self.existing_email_user is not None


class RecoveryForm(Limited, ForgotPasswordForm):
    """Ask for a link to choose a new password."""

    LABELS: ClassVar[dict[str, Any]] = {"email": _EMAIL}

    def limits(self) -> Limits:
        """By address."""
        return ((MAILS, sender()),)

    def counts(self, *, passed: bool) -> bool:  # noqa: ARG002 - whether there is such an account must not show
        """Each request counts."""
        return True


class ConfirmationForm(Limited, SendConfirmationForm):
    """Ask for the confirming link again."""

    LABELS: ClassVar[dict[str, Any]] = {"email": _EMAIL}

    def limits(self) -> Limits:
        """By address."""
        return ((MAILS, sender()),)

    def counts(self, *, passed: bool) -> bool:  # noqa: ARG002 - whether there is such an account must not show
        """Each request counts."""
        return True


class _Labelled(Limited):
    """Our labels only."""

    def limits(self) -> Limits:
        """None."""
        return ()


class NewPasswordForm(_Labelled, ResetPasswordForm):
    """Choose a password after recovery."""

    LABELS: ClassVar[dict[str, Any]] = {"password": _NEW_PASSWORD, "password_confirm": _AGAIN}


class OtherPasswordForm(Limited, ChangePasswordForm):
    """Choose another password."""

    LABELS: ClassVar[dict[str, Any]] = {
        "password": lazy_gettext("Present password"),
        "new_password": _NEW_PASSWORD,
        "new_password_confirm": _AGAIN,
    }

    def limits(self) -> Limits:
        """By account, so that a stolen session cannot be used to guess the password, from wherever."""
        account = current_account()
        return ((ACCOUNT_FROM_ADDRESS, f"change {account and account.id}"),)


class OtherEmailForm(Limited, ChangeEmailForm):
    """Choose another address; it counts once its link was opened."""

    LABELS: ClassVar[dict[str, Any]] = {"email": lazy_gettext("New e-mail address")}

    def limits(self) -> Limits:
        """By address."""
        return ((MAILS, sender()),)

    def counts(self, *, passed: bool) -> bool:  # noqa: ARG002 - whether there is such an account must not show
        """Each request counts."""
        return True


class SecondFactorForm(TwoFactorSetupForm):
    """An authenticator app is the only method; the button says which step it is."""

    setup = HiddenField(default="authenticator")  # type: ignore[assignment]  # one method needs no radios

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401
        """Nobody whose role needs a second factor switches the last one off."""
        if not super().validate(**kwargs):
            return False
        person = current_account()
        is_last = person is not None and not person.webauthn
        if self.setup.data == "disable" and is_last and needs_second_factor(member()):
            self.form_errors = [translate(LAST_FACTOR)]
            return False
        return True


class CodeForm(Limited, TwoFactorVerifyCodeForm):
    """The six digits of the moment."""

    LABELS: ClassVar[dict[str, Any]] = {"code": _CODE}

    def limits(self) -> Limits:
        """By account: only somebody who gave the password gets here."""
        return ((SECOND_FACTOR, str(self.user and self.user.id)),)


class RecoveryCodeForm(Limited, MfRecoveryForm):
    """One of the codes kept for the day the telephone is lost."""

    LABELS: ClassVar[dict[str, Any]] = {"code": lazy_gettext("Recovery code")}

    def limits(self) -> Limits:
        """Together with the codes of the app."""
        return ((SECOND_FACTOR, str(self.user and self.user.id)),)
