"""Queue mails and notices in the transaction they tell about; the worker sends them after it has committed."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.domain.accounts.models import User
from marketplace.domain.notifications.models import Notice
from marketplace.domain.notifications.ports import Message
from marketplace.kernel import outbox
from marketplace.kernel.i18n import Text
from marketplace.kernel.unit_of_work import UnitOfWork

SEND_MAIL = "send_mail"
MAIL_NOTICE = "mail_notice"
MAIL_ACCOUNT = "mail_account"


def queue_mail(session: Session, message: Message, now: datetime) -> None:
    """Queue a mail that is already written (Flask-Security's: links to confirm and to recover)."""
    payload: dict[str, Any] = {"to": message.to, "subject": message.subject, "body": message.body}
    outbox.put(session, SEND_MAIL, payload, now)


def tell(uow: UnitOfWork, user_ids: Iterable[int], text: Text, path: str) -> None:
    """Put a notice into each account and mail it in its reader's language; only jobs of the platform tell.

    `text`'s parameters must be strings or whole numbers (amounts and times already written out): they are kept as JSON.
    """
    uow.require("notice:tell", None)
    for user_id in sorted(set(user_ids)):
        notice = uow.add(Notice(user_id=user_id, text=text.as_json(), path=path, created_at=uow.now))
        outbox.put(uow.session, MAIL_NOTICE, {"notice_id": notice.id}, uow.now)


def read_all(uow: UnitOfWork) -> None:
    """Mark all of the actor's own notices as read."""
    uow.require("account:edit", uow.lock(User, uow.actor.user_id or 0))
    uow.session.execute(
        update(Notice).where(Notice.user_id == uow.actor.user_id, Notice.read_at.is_(None)).values(read_at=uow.now)
    )
