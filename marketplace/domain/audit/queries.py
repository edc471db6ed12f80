"""Reading the journal."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, not_, select
from sqlalchemy.orm import Session

from marketplace.domain.bids.models import Bid
from marketplace.domain.tenders.models import Tender
from marketplace.kernel import journal
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.policy.authority import NO_FACTS, granted
from marketplace.policy.policy import PERMISSIONS

PAGE_SIZE = 50

ASKED = "question:ask"
"""The act whose actor no page ever shows: questions are in nobody's name, the text itself is public anyway."""


def entries(
    session: Session,
    actor: Actor,
    *,
    object_ref: str | None = None,
    action: str | None = None,
    before: int | None = None,
    limit: int = PAGE_SIZE,
) -> Sequence[JournalEntry]:
    """The newest acts first, on one object or of one kind; `before` is the last `seq` of the page above.

    Raises NotPermitted to whoever may not read the journal.
    """
    if not granted(PERMISSIONS["journal:read"], actor, NO_FACTS):
        raise NotPermitted
    wanted = select(JournalEntry).where(_is_not_sealed()).order_by(JournalEntry.seq.desc()).limit(limit)
    if object_ref is not None:
        wanted = wanted.where(JournalEntry.object_ref == object_ref)
    if action is not None:
        wanted = wanted.where(JournalEntry.action == action)
    if before is not None:
        wanted = wanted.where(JournalEntry.seq < before)
    return session.scalars(wanted).all()


def _is_not_sealed() -> ColumnElement[bool]:
    """Nobody reads who asked, nor who bids before the opening (招标投标法 Art 22) or where there is none."""
    still_sealed = Tender.opened_at.is_(None)
    sealed_tenders = select(Tender.ref).where(still_sealed)
    sealed_bids = select(Bid.ref).join(Tender, Tender.id == Bid.tender_id).where(still_sealed)
    about_one = JournalEntry.object_ref.in_(sealed_tenders) | JournalEntry.object_ref.in_(sealed_bids)
    told_of_bids = JournalEntry.action.startswith("bid:") & about_one
    return not_(told_of_bids | (JournalEntry.action == ASKED))


def verify(session: Session) -> list[str]:
    """Every fault of the chain, in words; empty when all is well. For the command line and the nightly job."""
    return list(journal.faults(session))


def actions(session: Session, actor: Actor) -> Sequence[str]:
    """Every kind of act there is, for a filter. Raises NotPermitted to whoever may not read the journal."""
    if not granted(PERMISSIONS["journal:read"], actor, NO_FACTS):
        raise NotPermitted
    shown = select(JournalEntry.action).where(JournalEntry.action != ASKED)
    return session.scalars(shown.distinct().order_by(JournalEntry.action)).all()
