"""Flask-Security, set up for this house: which addresses, which rules, whose mails, what is written down."""

from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import structlog
from flask import Flask, Response, after_this_request, render_template, request
from flask_babel import force_locale
from flask_security import MailUtil, Security, SQLAlchemyUserDatastore, signals
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import bindparam, select, update

from marketplace.blueprints.account import attempts, ceremonies, forms, guards
from marketplace.blueprints.account.factors import RECOVERY_CODES, HashedRecoveryCodes, OneTimeTotp, Passwords
from marketplace.blueprints.account.texts import mail_subject, messages
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.transaction import take_write_lock
from marketplace.blueprints.web.work import now, reading, request_id, settings, writing
from marketplace.config import Mode, Settings
from marketplace.domain.accounts import operations
from marketplace.domain.accounts.models import Passkey, User, WebSession
from marketplace.domain.notifications import operations as notifications
from marketplace.domain.notifications.ports import Message
from marketplace.kernel import journal
from marketplace.languages import LOCALES

TRANSLATIONS = Path(__file__).resolve().parents[2] / "translations"
RESET_WITHIN = timedelta(hours=1)
CONFIRM_WITHIN = timedelta(days=2)
GRACE = timedelta(minutes=10)
PASSKEY_WITHIN = timedelta(minutes=5)
"""How long a passkey may be looked for, fetched and unlocked [ours]."""
CODE_WINDOW_SECONDS = 30
"""A code of the half-minute before or after counts, for clocks that are not exact (ASVS 6.5.5)."""
SERVER_FAULT = 500

_FIND_BY = {
    column: select(User).where(getattr(User, column) == bindparam("wanted"))
    for column in ("id", "email", "fs_uniquifier")
}

log = structlog.get_logger("account")


class Accounts(SQLAlchemyUserDatastore):
    """Finds people without a scan: addresses are kept in lower case."""

    def find_user(self, case_insensitive: bool = False, **by: Any) -> User | None:  # noqa: ANN401, FBT001, FBT002, ARG002
        """The account whose one named column has the value."""
        ((column, value),) = by.items()
        wanted = value.lower() if column == "email" and isinstance(value, str) else value
        found: User | None = reading().scalar(_FIND_BY[column], {"wanted": wanted})
        return found

    def create_user(self, **values: Any) -> User:  # noqa: ANN401
        """A new account."""
        return cast("User", super().create_user(**values, create_datetime=now()))

    def put(self, model: Any) -> Any:  # noqa: ANN401 - any model
        """What `use_passkey` has written of a passkey is not written again."""
        if isinstance(model, Passkey):
            reading().expire(model)
            return model
        return super().put(model)  # type: ignore[no-untyped-call]

    def create_webauthn(self, user: Any, **made: Any) -> None:  # type: ignore[override]  # noqa: ANN401, ARG002
        """A new passkey of the actor's own; of what Flask-Security hands over, what is needed to know it again."""
        with writing() as uow:
            operations.add_passkey(
                uow,
                transports=[way.value for way in made["transports"]],
                **{part: made[part] for part in ("name", "credential_id", "public_key", "sign_count")},
            )


class Mailing(MailUtil):
    """Queues Flask-Security's mails in its own transaction, in the language of whoever gets them."""

    def normalize(self, email: str) -> str:
        """One spelling per mailbox."""
        return str(super().normalize(email)).lower()

    def validate(self, email: str) -> str:
        """One spelling per mailbox."""
        return str(super().validate(email)).lower()

    def send_mail(
        self,
        template: str,
        subject: str,  # noqa: ARG002 - written anew in the recipient's language
        recipient: Any,  # noqa: ANN401 - an address; Flask-Security allows a pair, too
        sender: object,  # noqa: ARG002 - the carrier knows it
        body: str | None,  # noqa: ARG002
        html: str | None,  # noqa: ARG002
        **context: Any,  # noqa: ANN401
    ) -> None:
        """Write the mail again in the recipient's language, with links to the public address, and queue it."""
        user = context.get("user")
        with force_locale(LOCALES.get(getattr(user, "language", ""), LOCALES["en"])):
            words = render_template(f"{template}.txt", **context)
            title = translate(mail_subject(template))
        words = words.replace(request.host_url, f"{settings().base_url.rstrip('/')}/")
        take_write_lock(reading())
        notifications.queue_mail(reading(), Message(recipient, title, words), now())
        after_this_request(_commit)


def _commit(response: Response) -> Response:
    if response.status_code < SERVER_FAULT:
        reading().commit()
    return response


def install(app: Flask, db: SQLAlchemy, chosen: Settings) -> None:
    """Put Flask-Security into the application."""
    app.config |= _configuration(chosen) | messages()
    security = Security(
        app,
        Accounts(db, User, None, Passkey),  # type: ignore[arg-type]  # rights come from memberships, not from roles of its own
        mail_util_cls=Mailing,
        password_util_cls=Passwords,
        totp_cls=OneTimeTotp,
        mf_recovery_codes_util_cls=HashedRecoveryCodes,
        webauthn_util_cls=ceremonies.Ceremonies,
        login_form=forms.SignInForm,
        verify_form=forms.AskAgainForm,
        register_form=forms.RegistrationForm,
        forgot_password_form=forms.RecoveryForm,
        send_confirmation_form=forms.ConfirmationForm,
        reset_password_form=forms.NewPasswordForm,
        change_password_form=forms.OtherPasswordForm,
        change_email_form=forms.OtherEmailForm,
        two_factor_setup_form=forms.SecondFactorForm,
        two_factor_verify_code_form=forms.CodeForm,
        mf_recovery_form=forms.RecoveryCodeForm,
        wan_register_form=ceremonies.NewPasskeyForm,
        wan_register_response_form=ceremonies.MadePasskeyForm,
        wan_signin_form=ceremonies.PasskeyForm,
        wan_signin_response_form=ceremonies.PasskeyAnswerForm,
    )
    security.want_json(lambda _: False)
    app.login_manager.session_protection = None  # type: ignore[attr-defined]  # the session is the server's own
    app.login_manager._request_callback = None  # type: ignore[attr-defined]  # noqa: SLF001 - no tokens in addresses
    app.add_url_rule("/account/email/<token>", "security.change_email_confirm", methods=["POST"])
    guards.install(app)
    security.context_processor(guards.passkeys)
    _write_down(app)
    attempts.install(app)


def _configuration(chosen: Settings) -> dict[str, Any]:
    values: dict[str, Any] = {
        "BLUEPRINT_NAME": "security",
        "STATIC_FOLDER": None,
        "CLI_USERS_NAME": None,
        "CLI_ROLES_NAME": None,
        "I18N_DOMAIN": "messages",
        "I18N_DIRNAME": [str(TRANSLATIONS)],
        "LOGIN_URL": "/sign-in",
        "LOGOUT_URL": "/sign-out",
        "REGISTER_URL": "/register",
        "CONFIRM_URL": "/register/confirm",
        "RESET_URL": "/recover",
        "CHANGE_URL": "/account/password",
        "VERIFY_URL": "/account/verify",
        "TWO_FACTOR_SETUP_URL": "/account/second-factor",
        "TWO_FACTOR_TOKEN_VALIDATION_URL": "/sign-in/code",
        "TWO_FACTOR_RESCUE_URL": "/sign-in/rescue",
        "TWO_FACTOR_SELECT_URL": "/sign-in/select",
        "MULTI_FACTOR_RECOVERY_CODES_URL": "/account/recovery-codes",
        "MULTI_FACTOR_RECOVERY_URL": "/sign-in/recovery-code",
        "POST_LOGIN_VIEW": "/account/desk",
        "POST_LOGOUT_VIEW": "/",
        "POST_REGISTER_VIEW": "/sign-in",
        "POST_CHANGE_VIEW": "/account/",
        "POST_VERIFY_VIEW": "/account/",
        "TWO_FACTOR_POST_SETUP_VIEW": "/account/recovery-codes",
        "REGISTERABLE": True,
        "CONFIRMABLE": True,
        "RECOVERABLE": True,
        "CHANGEABLE": True,
        "CHANGE_EMAIL": True,
        "CHANGE_EMAIL_URL": "/account/email",
        "CHANGE_EMAIL_EMAIL_TEMPLATE": "emails/change_email",
        "CHANGE_EMAIL_WITHIN": RESET_WITHIN,
        "POST_CHANGE_EMAIL_VIEW": "/account/",
        "TWO_FACTOR": True,
        "MULTI_FACTOR_RECOVERY_CODES": True,
        "MULTI_FACTOR_RECOVERY_CODES_N": RECOVERY_CODES,
        "RETURN_GENERIC_RESPONSES": True,
        "AUTO_LOGIN_AFTER_CONFIRM": False,
        "LOGOUT_CSRF": True,
        "LOGOUT_METHODS": ["POST"],
        "API_ENABLED_METHODS": ["session"],
        "JOIN_USER_ROLES": False,
        "EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": chosen.mode is not Mode.LIVE},
        "EMAIL_HTML": False,
        "EMAIL_TEMPLATE_CONFIRM": "emails/confirm",
        "REGISTER_EMAIL_TEMPLATE": "emails/confirm",
        "REGISTER_EMAIL_EXISTING_TEMPLATE": "emails/existing",
        "EMAIL_TEMPLATE_PASSWORD_RESET": "emails/recover",
        "EMAIL_TEMPLATE_PASSWORD_RESET_NOTICE": "emails/password_changed",
        "EMAIL_TEMPLATE_PASSWORD_CHANGE_NOTICE": "emails/password_changed",
        "CONFIRM_EMAIL_WITHIN": CONFIRM_WITHIN,
        "RESET_PASSWORD_WITHIN": RESET_WITHIN,
        "FRESHNESS": chosen.freshness,
        "FRESHNESS_GRACE_PERIOD": GRACE,
        "DATETIME_FACTORY": now,
        "PASSWORD_HASH": "argon2",
        "PASSWORD_SCHEMES": ["argon2"],
        "PASSWORD_SALT": chosen.keys.password_salt,
        "HASHING_SCHEMES": ["hex_sha256"],
        "DEPRECATED_HASHING_SCHEMES": [],
        "TOTP_SECRETS": {str(number): key for number, key in enumerate(chosen.keys.totp, start=1)},
        "TOTP_ISSUER": "Open Intermediary Market",
        "TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "TWO_FACTOR_AUTHENTICATOR_VALIDITY": CODE_WINDOW_SECONDS,
        "TWO_FACTOR_RESCUE_EMAIL": False,
        "TWO_FACTOR_IMPLEMENTATIONS": {
            "code": "flask_security.twofactor.CodeTfPlugin",
            "webauthn": f"{ceremonies.PasskeyAfterPassword.__module__}.{ceremonies.PasskeyAfterPassword.__name__}",
        },
        "WEBAUTHN": True,
        "WAN_RP_NAME": "Open Intermediary Market",
        "WAN_REGISTER_URL": "/account/passkeys",
        "WAN_SIGNIN_URL": "/sign-in/passkey",
        "WAN_VERIFY_URL": "/account/verify/passkey",
        "WAN_ALLOW_USER_HINTS": False,
        "WAN_REGISTER_WITHIN": PASSKEY_WITHIN,
        "WAN_SIGNIN_WITHIN": PASSKEY_WITHIN,
        "WAN_REGISTER_TIMEOUT": PASSKEY_WITHIN // timedelta(milliseconds=1),
        "WAN_SIGNIN_TIMEOUT": PASSKEY_WITHIN // timedelta(milliseconds=1),
    }
    if chosen.mode is Mode.TEST:
        values["PASSWORD_HASH_PASSLIB_OPTIONS"] = {"argon2__time_cost": 1, "argon2__memory_cost": 64}
    return {f"SECURITY_{name}": value for name, value in values.items()}


def _write_down(app: Flask) -> None:
    """Journal what changes an account, log who signs in, and end sessions that must not outlive a password."""
    for signal, action in (
        (signals.user_registered, "account:register"),
        (signals.user_confirmed, "account:confirm"),
        (signals.password_changed, "account:change_password"),
        (signals.password_reset, "account:recover"),
        (signals.tf_profile_changed, "account:set_second_factor"),
        (signals.tf_disabled, "account:drop_second_factor"),
        (signals.change_email_confirmed, "account:change_email"),
    ):
        signal.connect(_journal(action), app, weak=False)
    for signal in (signals.password_changed, signals.password_reset):
        signal.connect(_end_sessions, app, weak=False)
    signals.user_authenticated.connect(_log_sign_in, app, weak=False)
    signals.user_failed_authn.connect(_log_failure, app, weak=False)
    signals.tf_profile_changed.connect(_tell_of_factor, app, weak=False)
    signals.change_email_confirmed.connect(_tell_old_address, app, weak=False)


def _journal(action: str) -> Any:  # noqa: ANN401 - a signal's receiver
    def write(sender: Flask, user: User, **_: Any) -> None:  # noqa: ANN401, ARG001
        session = reading()
        session.flush()
        take_write_lock(session)
        note = journal.Note(action, "User", user.ref, {})
        journal.append(session, [journal.Chapter([note], now(), user.id, request_id())])

    return write


def _end_sessions(sender: Flask, user: User, **_: Any) -> None:  # noqa: ANN401, ARG001
    take_write_lock(reading())
    reading().execute(
        update(WebSession)
        .where(WebSession.user_id == user.id, WebSession.ended_at.is_(None))
        .values(ended_at=now(), data={})
        .execution_options(synchronize_session=False),
    )


def _log_sign_in(sender: Flask, user: User, authn_via: list[str] | None = None, **_: Any) -> None:  # noqa: ANN401, ARG001
    log.info("signed in", user_id=user.id, via=authn_via, address=request.remote_addr, request_id=request_id())


def _log_failure(sender: Flask, user: User, auth_type: str, **_: Any) -> None:  # noqa: ANN401, ARG001
    log.warning("sign-in failed", user_id=user.id, kind=auth_type, address=request.remote_addr, request_id=request_id())


def _tell_of_factor(sender: Flask, user: User, **_: Any) -> None:  # noqa: ANN401
    sender.extensions["security"].mail_util.send_mail(
        "emails/second_factor", "", user.email, None, None, None, user=user
    )


def _tell_old_address(sender: Flask, user: User, old_email: str, **_: Any) -> None:  # noqa: ANN401
    sender.extensions["security"].mail_util.send_mail(
        "emails/email_changed", "", old_email, None, None, None, user=user
    )
