"""Reading an inbox: its own person's only, in words made anew from the facts."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from marketplace.domain.accounts.models import User
from marketplace.domain.bids.models import BidDraft
from marketplace.domain.notifications.models import MutedTopic, Notice
from marketplace.domain.notifications.news import BY_KIND
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.notifications.values import text
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Role
from marketplace.kernel.database import AnyRow
from marketplace.kernel.i18n import Text

PAGE_SIZE = 20
MAX_PAGE = 500
"""An inbox is read, not drained [own default]."""

MOST_SHOWN = 99
"""Beyond this the head of a page says only that there are more; nobody counts them [own default]."""

_UNREAD = select(func.count()).select_from(
    select(Notice.id)
    .where(Notice.user_id == bindparam("user_id"), Notice.read_at.is_(None))
    .limit(MOST_SHOWN + 1)
    .subquery()
)
"""Built once: every page of a signed-in person asks."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One notice in words; `path` is where it leads."""

    id: int
    subject: Text
    text: Text
    path: str
    at: datetime
    is_read: bool


def entry(notice: Notice) -> Entry:
    """What a notice says now."""
    row, facts = BY_KIND[notice.kind], notice.facts
    return Entry(
        id=notice.id,
        subject=text(row.subject.msgid, facts),
        text=text(row.text.msgid, facts),
        path=row.path % facts,
        at=notice.created_at,
        is_read=notice.read_at is not None,
    )


def page(session: Session, user_id: int, number: int) -> tuple[Sequence[Entry], bool]:
    """One page of a person's inbox, the newest first, and whether an older one follows; pages count from 1."""
    found = session.scalars(
        select(Notice)
        .where(Notice.user_id == user_id)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(PAGE_SIZE + 1)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    return [entry(notice) for notice in found[:PAGE_SIZE]], len(found) > PAGE_SIZE


def unread(session: Session, user_id: int) -> int:
    """How many notices of one person are unread, up to one more than `MOST_SHOWN`."""
    return session.connection().execute(_UNREAD, {"user_id": user_id}).scalar_one()


def mailed_topics(session: Session, user_id: int) -> Collection[Topic]:
    """What a person gets mails about."""
    muted = set(session.scalars(select(MutedTopic.topic).where(MutedTopic.user_id == user_id)))
    return [topic for topic in Topic if topic not in muted]


def told(session: Session, causes: Collection[str]) -> Collection[str]:
    """Those of `causes` that somebody was told of already."""
    return set(session.scalars(select(Notice.cause).where(Notice.cause.in_(causes))))


def left_unsent(session: Session, now: datetime, until: datetime, untouched_since: datetime) -> Sequence[AnyRow]:
    """(tender_ref, agency_ref, deadline_at) of bids that were saved and not submitted, due after `now` and by `until`.

    What was saved after `untouched_since` is still being written; its agency needs no reminder. An agency in which
    nobody has an active account has no reader, so there is nothing to tell.
    """
    readers = (
        select(Membership.id)
        .join(User, User.id == Membership.user_id)
        .where(Membership.organisation_id == Organisation.id, Membership.role == Role.AGENCY_MEMBER, User.active)
    )
    return session.execute(
        select(Tender.ref.label("tender_ref"), Organisation.ref.label("agency_ref"), Tender.deadline_at)
        .join(BidDraft, BidDraft.tender_id == Tender.id)
        .join(Organisation, Organisation.id == BidDraft.tenderer_id)
        .where(
            Tender.state == TenderState.PUBLISHED,
            Tender.deadline_at > now,
            Tender.deadline_at <= until,
            BidDraft.saved_at <= untouched_since,
            readers.exists(),
        )
        .order_by(Tender.deadline_at, Tender.ref, Organisation.ref)
    ).all()
