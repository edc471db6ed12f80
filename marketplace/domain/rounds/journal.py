"""Writing the journal of steps."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from marketplace.domain.rounds import queries
from marketplace.domain.rounds.models import EntryKind, Round, RoundEntry
from marketplace.domain.rounds.queries import BY_BUYER, BY_OPERATOR, BY_PLATFORM
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Role
from marketplace.kernel.money import Money
from marketplace.kernel.unit_of_work import UnitOfWork


def answered(
    uow: UnitOfWork, tender: Tender, step: Round, by: str, data: Mapping[str, Any], price: Money | None
) -> RoundEntry:
    """Keep what somebody answered; of the fields that are asked for alone."""
    kept = {field["name"]: data[field["name"]] for field in step.asks if data.get(field["name"]) is not None}
    return _write(uow, tender, RoundEntry(step=step.name, kind=EntryKind.ANSWER, by=by, data=kept, price=price))


def note(uow: UnitOfWork, tender: Tender, step: Round, kind: EntryKind, by: str, **data: Any) -> None:  # noqa: ANN401
    """Keep what became of a step."""
    _write(uow, tender, RoundEntry(step=step.name, kind=kind, by=by, data=data))


def told(uow: UnitOfWork, tender: Tender, step: Round, kind: EntryKind, **data: Any) -> None:  # noqa: ANN401
    """Keep what somebody did with a step, in the platform's journal, too."""
    by = BY_BUYER if uow.actor.sits(tender.buyer_id) else BY_OPERATOR
    if not uow.actor.sits(tender.buyer_id) and not uow.actor.has(Role.OPERATOR):
        by = BY_PLATFORM
    note(uow, tender, step, kind, by, **data)
    uow.record(f"tender:{kind}_round", tender, step=step.name, **data)


def _write(uow: UnitOfWork, tender: Tender, entry: RoundEntry) -> RoundEntry:
    entry.tender_id, entry.at = tender.id, uow.now
    entry.number = queries.last_number(uow.session, tender.id) + 1
    return uow.put(entry)


def answered_by(uow: UnitOfWork, step: Round) -> set[str]:
    """Who has answered in a step: references of bids, or the buyer."""
    return set(
        uow.session.scalars(
            select(RoundEntry.by).where(
                RoundEntry.tender_id == step.tender_id,
                RoundEntry.step == step.name,
                RoundEntry.kind == EntryKind.ANSWER,
            )
        )
    )
