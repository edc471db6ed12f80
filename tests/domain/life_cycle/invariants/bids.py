"""I1, I2, I3: bids are kept, taken in time and sealed; who complains is not named."""

from collections.abc import Iterator

from sqlalchemy import select

from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.models import Bid, Envelope
from marketplace.domain.bids.states import BidState
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.outbox import OutboxEntry
from tests.domain.life_cycle.invariants.sight import Receipts, Sight

LATE = select(Tender.ref).join(Bid).join(Envelope).where(Envelope.received_at >= Tender.deadline_at)


def faults(sight: Sight, receipts: Receipts) -> Iterator[str]:
    """Everything that does not hold now."""
    yield from _receipts(sight, receipts)
    yield from _deadlines(sight)
    sealed = [tender for tender in sight.tenders.values() if tender.opened_at is None]
    yield from _sealed(sight, sealed)
    yield from _written(sight, sealed, receipts)


def _receipts(sight: Sight, receipts: Receipts) -> Iterator[str]:
    if not receipts.standing:
        return
    found = {(bid.tender_id, bid.tenderer_id): bid for bid in sight.bids}
    tenders = {tender.ref: tender.id for tender in sight.tenders.values()}
    envelopes = {
        (one.bid_id, one.number): one.sha256
        for one in sight.session.execute(select(Envelope.bid_id, Envelope.number, Envelope.sha256))
    }
    for (tender, agency), (number, sha256) in receipts.standing.items():
        bid = found.get((tenders[tender], sight.ids[agency]))
        if bid is None or bid.state is BidState.WITHDRAWN or (bid.envelopes, bid.envelope_sha256) != (number, sha256):
            yield f"I1: the bid of {agency} in {tender} was acknowledged and is not there as it was"
        elif envelopes.get((bid.id, number)) != sha256:
            yield f"I1: envelope {number} of {agency} in {tender} is not there"


def _deadlines(sight: Sight) -> Iterator[str]:
    for ref in sight.session.scalars(LATE):
        yield f"I2: {ref} took a bid after its deadline"
    for tender in sight.tenders.values():
        if tender.opened_at is not None and (tender.deadline_at is None or tender.opened_at < tender.deadline_at):
            yield f"I3: {tender.ref} was opened before its deadline"


def _sealed(sight: Sight, sealed: list[Tender]) -> Iterator[str]:
    for tender in sealed:
        for name, actor in sight.onlookers.items():
            if bids.of_tender(sight.session, actor, tender):
                yield f"I3: {name} reads sealed bids of {tender.ref}"
    ids = {tender.id for tender in sealed}
    for bid in sight.bids:
        if bid.tender_id in ids and (bid.price is not None or bid.nonce is not None):
            yield f"I3: the price of {bid.ref} lies open"


def _written(sight: Sight, sealed: list[Tender], receipts: Receipts) -> Iterator[str]:
    """What was written since the last look; neither journal nor payload is ever written anew."""
    session, (seq, number) = sight.session, receipts.read
    entries = session.execute(select(JournalEntry.seq, JournalEntry.data).where(JournalEntry.seq > seq)).all()
    jobs = session.execute(select(OutboxEntry.id, OutboxEntry.payload).where(OutboxEntry.id > number)).all()
    receipts.read = max((row[0] for row in entries), default=seq), max((row[0] for row in jobs), default=number)
    written = " ".join(str(row[1]) for row in (*entries, *jobs))
    for tender in sealed:
        for secret in receipts.secrets.get(tender.ref, ()):
            if secret in written:
                yield f"I3: a sealed price of {tender.ref} is in the journal or the outbox"
    for confidence in receipts.confidences:
        if confidence in written:
            yield "I3: the filer of a complaint is named in the journal or the outbox"
