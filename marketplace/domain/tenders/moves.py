"""Moving a deadline and nothing else: in public, for everybody alike, and without a bid having to be sealed anew."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.tenders import beacons, policies, queries
from marketplace.domain.tenders.events import TenderAmended
from marketplace.domain.tenders.models import DeadlineExtension, DeadlineMove, Tender, TenderAmendment
from marketplace.domain.tenders.operations import advance
from marketplace.kernel.i18n import Text
from marketplace.kernel.unit_of_work import UnitOfWork


def publish(uow: UnitOfWork, tender: Tender, before: datetime, after: datetime, because: Text, **noted: str) -> None:
    """Write the corrigendum that says so; `noted` goes into the journal beside the two dates."""
    advance(uow, tender, "amend")
    tender.deadline_at = tender.next_check_at = after
    beacons.name(tender, tender.beacon_source)
    policies.carry_on(uow, tender)
    written = {"before": before.isoformat(), "after": after.isoformat()}
    uow.add(
        TenderAmendment(
            tender_id=tender.id,
            number=len(queries.amendments(uow.session, tender.id)) + 1,
            at=uow.now,
            reason=str(because),
            because=because.as_json(),
            changes=[{"field": "deadline_at", **written}],
        )
    )
    uow.record("tender:extend", tender, **written, **noted)
    uow.emit(TenderAmended(tender.ref))


def of_tender(session: Session, tender_id: int) -> dict[datetime, datetime]:
    """Every such move of a tender's deadline: ``{after: before}``. A deadline never comes back, so each is one step."""
    extensions = select(DeadlineExtension.after, DeadlineExtension.before).where(
        DeadlineExtension.tender_id == tender_id
    )
    moves = select(DeadlineMove.after, DeadlineMove.before).where(DeadlineMove.tender_id == tender_id)
    return {row.after: row.before for query in (extensions, moves) for row in session.execute(query)}


def announced(session: Session, tender: Tender) -> datetime | None:
    """The deadline that the department set, before it was moved for what nobody bids about."""
    deadline, moved = tender.deadline_at, of_tender(session, tender.id)
    while deadline in moved:
        deadline = moved[deadline]
    return deadline


def accepted(session: Session, tender: Tender) -> Collection[str]:
    """Digests of the policies a bid may be sealed under: the current one, and those since which nothing else moved."""
    versions = policies.of_tender(session, tender.id)
    if not versions:
        return ()
    moved = of_tender(session, tender.id)
    taken = [versions.pop()]
    while versions and moved.get(taken[-1].deadline) == versions[-1].deadline:
        taken.append(versions.pop())
    return [policy.sha256 for policy in taken]
