"""Reading short-lists, and whether they are what was locked."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.shortlists.rules import LOCK, VALID_FOR
from marketplace.kernel import canonical
from marketplace.kernel.database import each
from marketplace.kernel.journal import JournalEntry

SHOWN = 100
"""Of one buyer, the newest."""


def by_ref(session: Session, ref: str) -> ShortList | None:
    """The short-list of that reference; whoever shows it asks the policy (``shortlist:see``)."""
    return session.scalars(select(ShortList).where(ShortList.ref == ref)).first()


def of_buyers(session: Session, buyer_ids: Collection[int]) -> Sequence[ShortList]:
    """The newest of these buyers."""
    return session.scalars(
        select(ShortList)
        .where(ShortList.buyer_id.in_(buyer_ids))
        .order_by(ShortList.locked_at.desc(), ShortList.id.desc())
        .limit(SHOWN)
    ).all()


def usable(session: Session, buyer_ids: Collection[int], item_code: str, now: datetime) -> Sequence[ShortList]:
    """Those of these buyers on which a choice for the item may rest now, the newest first."""
    return session.scalars(
        select(ShortList)
        .where(
            ShortList.buyer_id.in_(buyer_ids),
            ShortList.item_code == item_code,
            ShortList.locked_at >= now - VALID_FOR,
        )
        .order_by(ShortList.locked_at.desc(), ShortList.id.desc())
        .limit(SHOWN)
    ).all()


def count(session: Session) -> int:
    """How many there are."""
    return session.scalar(select(func.count(ShortList.id))) or 0


def faults(session: Session) -> Iterator[str]:
    """Name every short-list that is not what was locked: by its own digest, by its columns, by the journal."""
    for number, shortlist in each(session, ShortList, ShortList.id):
        if shortlist is None:
            yield f"short-list {number} cannot be read"
            continue
        noted = session.scalars(
            select(JournalEntry.data).where(JournalEntry.object_ref == shortlist.ref, JournalEntry.action == LOCK)
        ).first()
        if canonical.digest(shortlist.document) != shortlist.sha256:
            yield f"short-list {shortlist.ref} is not what its digest says"
        elif shortlist.document.get("ref") != shortlist.ref or shortlist.document.get("item") != shortlist.item_code:
            yield f"short-list {shortlist.ref} holds the document of another"
        elif noted is None or noted.get("sha256") != shortlist.sha256:
            yield f"short-list {shortlist.ref} is not the one in the journal"
