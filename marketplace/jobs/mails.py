"""Sending what is queued for somebody's mailbox."""

from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext

from marketplace.domain.accounts.events import PasskeyAct
from marketplace.domain.accounts.models import User
from marketplace.domain.notifications import queries
from marketplace.domain.notifications.models import Notice
from marketplace.domain.notifications.ports import Message
from marketplace.languages import LOCALES
from marketplace.providers import Providers


def send_mail(providers: Providers, payload: dict[str, Any]) -> None:
    """Carry a mail that is already written. A crash between carrying and noting it sends it twice, never not at all."""
    providers.mail.send(Message(payload["to"], payload["subject"], payload["body"]))


def mail_notice(providers: Providers, payload: dict[str, Any]) -> None:
    """Write a notice as a mail in its reader's language and carry it; nothing for an account that was closed since.

    A crash between carrying and noting it sends it once more when the lease is over (`worker.LEASE`), never not at all.
    """
    with providers.reading() as session:
        notice = session.get(Notice, payload["notice_id"])
        if notice is None:  # gone with the account it was for
            return
        reader = session.get_one(User, notice.user_id)
        if not reader.active or reader.confirmed_at is None:
            return
        with force_locale(LOCALES.get(reader.language, LOCALES["en"])):
            entry, environment = queries.entry(notice), current_app.jinja_env
            body = environment.get_template("emails/notice.txt").render(
                user=reader, entry=entry, base_url=current_app.config["BASE_URL"]
            )
            subject = environment.filters["translate"](entry.subject)
        message = Message(reader.email, subject, body)
    providers.mail.send(message)


def mail_account(providers: Providers, payload: dict[str, Any]) -> None:
    """Tell the owner of an account what an operator did with it; nothing for one that was closed for good since."""
    with providers.reading() as session:
        reader = session.get_one(User, payload["user_id"])
        if reader.erased_at is not None:
            return
        with force_locale(LOCALES.get(reader.language, LOCALES["en"])):
            body = current_app.jinja_env.get_template("emails/account_act.txt").render(
                user=reader, act=payload["act"], reason=payload["reason"], link=current_app.config["BASE_URL"]
            )
            subject = gettext("The operator changed your account")
        message = Message(reader.email, subject, body)
    providers.mail.send(message)


def mail_passkey(providers: Providers, payload: dict[str, Any]) -> None:
    """Tell the owner of an account that a passkey was added or removed; nothing for one that was closed since."""
    with providers.reading() as session:
        reader = session.get_one(User, payload["user_id"])
        if reader.erased_at is not None:
            return
        is_added = payload["act"] == PasskeyAct.ADD
        with force_locale(LOCALES.get(reader.language, LOCALES["en"])):
            body = current_app.jinja_env.get_template("emails/passkey.txt").render(
                user=reader, is_added=is_added, link=current_app.config["BASE_URL"]
            )
            subject = gettext("A passkey was added") if is_added else gettext("A passkey was removed")
        message = Message(reader.email, subject, body)
    providers.mail.send(message)
