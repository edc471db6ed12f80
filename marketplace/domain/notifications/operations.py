"""Write the news of an event and queue its mails in one transaction; the worker sends them after it has committed."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from marketplace.domain.accounts.models import User
from marketplace.domain.notifications.models import MutedTopic, Notice
from marketplace.domain.notifications.news import NEWS
from marketplace.domain.notifications.news.row import News
from marketplace.domain.notifications.ports import Message
from marketplace.domain.notifications.scene import Scene
from marketplace.domain.notifications.statements import FACTS
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.notifications.values import packed
from marketplace.kernel import outbox
from marketplace.kernel.errors import NotFound
from marketplace.kernel.events import Event
from marketplace.kernel.unit_of_work import UnitOfWork

SEND_MAIL = "send_mail"
MAIL_NOTICE = "mail_notice"
MAIL_ACCOUNT = "mail_account"
MAIL_PASSKEY = "mail_passkey"

_PLACE = re.compile(r"%\((\w+)\)")


def queue_mail(session: Session, message: Message, now: datetime) -> None:
    """Queue a mail that is already written (Flask-Security's: links to confirm and to recover)."""
    payload: dict[str, Any] = {"to": message.to, "subject": message.subject, "body": message.body}
    outbox.put(session, SEND_MAIL, payload, now)


def tell(uow: UnitOfWork, event: type[Event], named: Mapping[str, Any], cause: str) -> int:
    """Put what the table says about an event into the inboxes, each with its mail unless the reader wants none.

    `named` is the event's payload; `cause` names this one event for ever, so that telling again tells nobody twice.
    Only the platform tells. Gives how many people were told.
    """
    uow.require("notice:tell", None)
    scene = Scene(uow.session, named)
    told = set(uow.session.scalars(select(Notice.user_id).where(Notice.cause == cause)))
    readers = {}
    for row in NEWS:
        if row.event is event and row.fits(scene):
            for reader in row.audience(scene):
                if reader.user_id not in told:
                    told.add(reader.user_id)
                    readers[reader] = row
    muted = _muted(uow.session, [reader.user_id for reader in readers])
    for reader, row in readers.items():
        facts = {name: packed(FACTS[name](scene, reader.organisation_id)) for name in stated(row)}
        notice = uow.add(
            Notice(user_id=reader.user_id, kind=row.kind, cause=cause, facts=facts, created_at=uow.now),
        )
        if row.topic not in muted[reader.user_id]:
            outbox.put(uow.session, MAIL_NOTICE, {"notice_id": notice.id}, uow.now)
    return len(readers)


def stated(row: News) -> Collection[str]:
    """The names of the facts for which a row has places."""
    return sorted(set(_PLACE.findall(f"{row.subject.msgid} {row.text.msgid} {row.path}")))


def read(uow: UnitOfWork, notice_id: int) -> Notice:
    """Mark one of the actor's own notices as read; NotFound for anybody else's."""
    person = _own_account(uow)
    notice = uow.session.scalars(select(Notice).where(Notice.id == notice_id, Notice.user_id == person.id)).first()
    if notice is None:
        raise NotFound
    notice.read_at = notice.read_at or uow.now
    return notice


def read_all(uow: UnitOfWork) -> None:
    """Mark all of the actor's own notices as read."""
    person = _own_account(uow)
    uow.session.execute(
        update(Notice).where(Notice.user_id == person.id, Notice.read_at.is_(None)).values(read_at=uow.now)
    )


def choose_mails(uow: UnitOfWork, wanted: Collection[Topic]) -> User:
    """Say about which topics the actor wants mails; the inbox has everything all the same."""
    person = _own_account(uow)
    uow.session.execute(delete(MutedTopic).where(MutedTopic.user_id == person.id))
    uow.session.add_all(MutedTopic(user_id=person.id, topic=topic) for topic in Topic if topic not in wanted)
    uow.record("account:choose_mails", person, wanted=sorted(wanted))
    return person


def _own_account(uow: UnitOfWork) -> User:
    if uow.actor.user_id is None:
        raise NotFound
    person = uow.lock(User, uow.actor.user_id)
    uow.require("account:edit", person)
    return person


def _muted(session: Session, user_ids: Collection[int]) -> Mapping[int, Collection[Topic]]:
    found: dict[int, set[Topic]] = defaultdict(set)
    for row in session.execute(select(MutedTopic.user_id, MutedTopic.topic).where(MutedTopic.user_id.in_(user_ids))):
        found[row.user_id].add(row.topic)
    return found
