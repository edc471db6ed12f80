"""Many bidders in the very moments around a deadline, at once, on both databases."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid, ClosingHead, Envelope
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel import journal
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.errors import Conflict
from marketplace.kernel.journal import JournalEntry
from tests.domain.market import LOWEST, Market

BIDDERS = 24
TICK = timedelta(milliseconds=1)


class TickingClock:
    """Goes on by a millisecond whenever somebody reads it."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self._guard = threading.Lock()

    def now(self, session: Session) -> datetime:  # noqa: ARG002 - the port's shape
        with self._guard:
            self.at += TICK
            return self.at


def test_a_bid_is_acknowledged_if_and_only_if_it_came_before_the_deadline(market: Market) -> None:
    ref = market.published()
    market._codes = 100  # noqa: SLF001 - codes that the market it was copied from has not given out
    names = [f"bidder{number}" for number in range(BIDDERS)]
    for name in names:
        market.unverified(name)
    sealed = {name: market.sealed(name, ref, LOWEST) for name in names}
    deadline = market.deadline(ref)
    house = replace(market.house, clock=TickingClock(deadline - BIDDERS // 2 * TICK))
    start = threading.Barrier(BIDDERS + 4)
    received: dict[str, str] = {}
    refused: set[str] = set()

    def bid(name: str) -> None:
        actor = market.actor(name)
        start.wait()
        try:
            with house.writing(actor) as uow:
                hashed = market.submit(uow, name, ref, sealed[name]).sha256
            received[name] = hashed
        except Conflict:
            refused.add(name)

    def close() -> None:
        start.wait()
        try:
            with house.writing(PLATFORM) as uow:
                bids.close(uow, ref)
        except Conflict:
            return

    threads = [threading.Thread(target=bid, args=(name,)) for name in names]
    threads += [threading.Thread(target=close) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert received.keys() | refused == set(names), "somebody got no answer"
    assert not received.keys() & refused
    with house.writing(PLATFORM) as uow:
        bids.close(uow, ref)
    with house.reading() as session:
        kept = session.scalars(select(Envelope).order_by(Envelope.received_at)).all()
        assert {envelope.sha256 for envelope in kept} == set(received.values()), "lost, or received unasked"
        assert all(envelope.received_at < deadline for envelope in kept)
        assert len(kept) >= BIDDERS // 2 - 1 - 4, "nobody who was in time was refused"
        head = session.scalars(select(ClosingHead)).one()
        assert {row["sha256"] for row in head.envelopes} == set(received.values())
        refs = dict(map(tuple, session.execute(select(Bid.id, Bid.ref))))
        written = {
            entry.object_ref: entry
            for entry in session.scalars(select(JournalEntry).where(JournalEntry.action == "bid:submit"))
        }
        order = [written[refs[envelope.bid_id]].seq for envelope in kept]
        assert order == sorted(order), "receipts are timed in the order in which they were written"
        times = session.scalars(select(JournalEntry.at).order_by(JournalEntry.seq)).all()
        assert all(before <= after for before, after in pairwise(times))
        assert list(journal.faults(session)) == []
    assert market.get(Tender, ref).state is not TenderState.PUBLISHED
