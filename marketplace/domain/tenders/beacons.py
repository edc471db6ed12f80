"""Public randomness in the draw: the round that a notice names before the first bid, and what came out of it.

The nonces inside the sealed bids make a draw fair already, unless enough openers side with a bidder; a number that
nobody on earth knew at the deadline takes that away too. Nobody may choose among rounds, so a later one is never taken:
where the named round cannot be had in time, the record says so and the draw rests on the nonces alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.selection.draw import drand_value
from marketplace.domain.selection.evidence import DRAND, NO_BEACON
from marketplace.domain.tenders.models import BeaconRound, Tender
from marketplace.domain.tenders.ports import Pulse
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

NO_SOURCE = NO_BEACON["source"]
CHAIN = "52db9ba70e0cc0f6eaf7803dd07447a1f5477735fd3f661792ba94600c84e971"
"""The hash that names drand's quicknet chain (its own ``/info``), as are the two below."""
GENESIS = datetime.fromtimestamp(1692803367, UTC)
"""When round 1 was due."""
PERIOD = timedelta(seconds=3)
AFTER_DEADLINE = timedelta(minutes=10)
"""From the deadline to the round: nobody may know it while bids can still come, by whatever clock [ours]."""
GIVEN_UP_AFTER = timedelta(hours=24)
"""From the time of the round until the draw goes on without it [ours]."""
AWAITED_IN = (TenderState.CLOSED, TenderState.OPENED)
"""A round is noted between the closing and the selection."""


@dataclass(frozen=True, slots=True)
class Awaited:
    """A tender whose round is due and not noted; from `given_up_at` on the draw can do without."""

    ref: str
    source: str
    round: int
    given_up_at: datetime


def policy_beacon(source: str, deadline: datetime) -> dict[str, Any]:
    """What a policy names for a deadline: ``{"source": "none"}`` or ``{"source": "drand-quicknet", "round": 123}``.

    The round is the first that is due `AFTER_DEADLINE` or later. Raises ValueError for a source that is not known.
    """
    if source == NO_SOURCE:
        return {"source": NO_SOURCE}
    if source != DRAND:
        message = f"there is no beacon {source!r}"
        raise ValueError(message)
    return {"source": DRAND, "round": -((GENESIS - deadline - AFTER_DEADLINE) // PERIOD) + 1}


def due_at(number: int) -> datetime:
    """When a round is due."""
    return GENESIS + (number - 1) * PERIOD


def name(tender: Tender, source: str) -> None:
    """Name the round that goes with the deadline of the tender; whoever moves the deadline names it anew."""
    if tender.deadline_at is not None:
        tender.beacon_source = source
        tender.beacon_round = policy_beacon(source, tender.deadline_at).get("round")


def awaited(session: Session, now: datetime) -> Sequence[Awaited]:
    """The rounds that are due and not noted, the earliest first."""
    found = session.execute(
        select(Tender.ref, Tender.beacon_source, Tender.beacon_round)
        .outerjoin(BeaconRound, BeaconRound.tender_id == Tender.id)
        .where(Tender.state.in_(AWAITED_IN), Tender.beacon_round.is_not(None), BeaconRound.tender_id.is_(None))
        .order_by(Tender.beacon_round, Tender.id)
    ).all()
    return [
        Awaited(ref, source, number, due_at(number) + GIVEN_UP_AFTER)
        for ref, source, number in found
        if number is not None and due_at(number) <= now
    ]


def noted(session: Session, tender_id: int) -> BeaconRound | None:
    """What was noted of the round that the tender names."""
    return session.get(BeaconRound, tender_id)


def missing(session: Session, tender: Tender) -> Text | None:
    """What the selection waits for; None when it need not, or not any longer."""
    number = tender.beacon_round
    if number is None or noted(session, tender.id) is not None:
        return None
    return mark(
        "The draw also needs round %(round)s of the public beacon, due at %(due)s. It is fetched by itself; if it "
        "cannot be had by %(until)s, the record says so and the draw goes on without it.",
        round=number,
        due=due_at(number),
        until=due_at(number) + GIVEN_UP_AFTER,
    )


def in_evidence(session: Session, tender: Tender) -> dict[str, Any]:
    """The beacon as `selection.evidence` reads it; raises Conflict while the named round is not there."""
    awaited_still = missing(session, tender)
    if awaited_still is not None:
        raise Conflict(awaited_still)
    found = noted(session, tender.id)
    if found is None:
        return dict(NO_BEACON)
    return {
        "source": found.source,
        "round": found.round,
        "signature": found.signature or "",
        "value": found.value or "",
    }


def note(uow: UnitOfWork, tender_ref: str, pulse: Pulse) -> BeaconRound:
    """Keep what the beacon published in the round that the tender names; the platform's act, once."""
    tender, number = _awaiting(uow, tender_ref)
    if pulse.round != number:
        raise Conflict(mark("The notice names round %(round)s, and no other is taken.", round=number))
    if pulse.value != drand_value(bytes.fromhex(pulse.signature)).hex():
        raise Invalid(mark("The value is not the SHA-256 of the signature."))
    return _keep(uow, tender, BeaconRound(value=pulse.value, signature=pulse.signature))


def give_up(uow: UnitOfWork, tender_ref: str) -> BeaconRound:
    """Say for good that the round could not be had; the platform's act, once the time for it is over."""
    tender, number = _awaiting(uow, tender_ref)
    until = due_at(number) + GIVEN_UP_AFTER
    if uow.now < until:
        raise Conflict(mark("The round of the beacon is waited for until %(until)s.", until=until))
    return _keep(uow, tender, BeaconRound())


def _awaiting(uow: UnitOfWork, tender_ref: str) -> tuple[Tender, int]:
    tender = uow.claim(Tender, tender_ref, "tender:note_beacon")
    number = tender.beacon_round
    if number is None or tender.state not in AWAITED_IN or uow.now < due_at(number):
        raise Conflict(mark("No round of a beacon is due for this tender."))
    if noted(uow.session, tender.id) is not None:
        raise Conflict(mark("The round of the beacon is noted already."))
    return tender, number


def _keep(uow: UnitOfWork, tender: Tender, kept: BeaconRound) -> BeaconRound:
    kept.tender_id, kept.source, kept.round = tender.id, tender.beacon_source, tender.beacon_round or 0
    kept.noted_at = uow.now
    uow.record("tender:note_beacon", tender, source=kept.source, round=kept.round, value=kept.value)
    return uow.add(kept)
