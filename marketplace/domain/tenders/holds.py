"""What waits for an answer holds the tender: its closing, or the signing of its contract.

A later stage places and lifts a hold in its own transaction; the closing and the signing look here. While a hold stands
at the deadline the deadline moves, for everybody and in public, a limited number of times.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from marketplace.domain.calendar import queries as calendars
from marketplace.domain.calendar.rules import at_closing_hour
from marketplace.domain.tenders import moves, outages, rules
from marketplace.domain.tenders.models import DeadlineMove, Tender, TenderHold
from marketplace.domain.tenders.states import HoldKind, MoveCause, TenderState
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork


def place(uow: UnitOfWork, tender: Tender, kind: HoldKind, about: str) -> None:
    """Hold a locked tender because of `about`; who caused it is not noted here."""
    uow.add(TenderHold(about=about, tender_id=tender.id, kind=kind, since=uow.now))


def lift(uow: UnitOfWork, about: str) -> None:
    """It is answered."""
    hold = uow.session.get(TenderHold, about)
    if hold is not None and hold.until is None:
        hold.until = uow.now


def standing(session: Session, tender_id: int, kind: HoldKind) -> Sequence[str]:
    """What the tender waits for, by reference, the oldest first."""
    return session.scalars(
        select(TenderHold.about)
        .where(TenderHold.tender_id == tender_id, TenderHold.kind == kind, TenderHold.until.is_(None))
        .order_by(TenderHold.since, TenderHold.about)
    ).all()


def held(kind: HoldKind) -> Select[int]:
    """Keys of the tenders that wait for an answer, to be asked within another question."""
    return select(TenderHold.tender_id).where(TenderHold.kind == kind, TenderHold.until.is_(None))


def settle_deadline(uow: UnitOfWork, tender: Tender) -> bool:
    """Move the deadline of a locked tender where it has come and an outage or a question moves it; whether it moved.

    Whoever looks first after the deadline comes through here: before anything is called late, and before the closing.
    Those who come late together look once.
    """
    return uow.once(
        ("deadline", tender.ref, tender.deadline_at, uow.actor.is_platform),
        lambda: outages.make_good(uow, tender) or _wait_for_answers(uow, tender),
    )


def give_time(uow: UnitOfWork, tender: Tender) -> None:
    """Nobody bids without having had a working day to read an answer: the deadline moves where it is nearer."""
    calendar = calendars.around(uow.session, uow.now)
    after = at_closing_hour(calendar.working_day_after(uow.now, rules.TIME_AFTER_ANSWER))
    if tender.deadline_at is not None and after > tender.deadline_at:
        because = mark(
            "A question was answered shortly before the deadline. "
            "Everybody has at least %(days)s working day to use the answer.",
            days=rules.TIME_AFTER_ANSWER,
        )
        _move(uow, tender, tender.deadline_at, after, (MoveCause.ANSWERED, because))


def refuse_signing(session: Session, tender_id: int) -> None:
    """Raise Conflict while an objection to the result is not answered (招标投标法实施条例 Art 54)."""
    waiting = standing(session, tender_id, HoldKind.SIGNING)
    if waiting:
        raise Conflict(
            mark("The objection %(objection)s is not answered; until then no contract is signed.", objection=waiting[0])
        )


def _wait_for_answers(uow: UnitOfWork, tender: Tender) -> bool:
    deadline = tender.deadline_at
    if tender.state is not TenderState.PUBLISHED or deadline is None or uow.now < deadline:
        return False
    waiting = standing(uow.session, tender.id, HoldKind.CLOSING)
    counted = select(func.count()).where(
        DeadlineMove.tender_id == tender.id, DeadlineMove.cause == MoveCause.UNANSWERED
    )
    if not waiting or (uow.session.scalar(counted) or 0) >= rules.MAX_HOLDS:
        return False
    calendar = calendars.around(uow.session, uow.now)
    after = at_closing_hour(calendar.working_day_after(uow.now, rules.HOLD_FOR))
    because = mark(
        "The department has not answered the question %(question)s. The deadline is moved for everybody alike.",
        question=waiting[0],
    )
    _move(uow, tender, deadline, after, (MoveCause.UNANSWERED, because))
    return True


def _move(uow: UnitOfWork, tender: Tender, before: datetime, after: datetime, why: tuple[MoveCause, Text]) -> None:
    cause, because = why
    numbers = select(func.count()).where(DeadlineMove.tender_id == tender.id)
    number = (uow.session.scalar(numbers) or 0) + 1
    uow.add(DeadlineMove(tender_id=tender.id, number=number, at=uow.now, before=before, after=after, cause=cause))
    moves.publish(uow, tender, before, after, because, cause=cause)
