"""What must hold after every step; each is computed from other sources than the code under test.

I1 an acknowledged bid is never lost; I2 none is taken after the deadline; I3 none is readable without an opening;
I4 what is bound never exceeds the budget and is what tenders, awards and payments say; I5 one award for each tender;
I6 the budget's entries add up; I7 journal and selections verify; I8 doing the same again has no second effect.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.awards.queries import record_faults
from marketplace.domain.bids import queries as bids
from marketplace.domain.bids.models import Bid, Envelope
from marketplace.domain.bids.states import BidState
from marketplace.domain.budgets import queries as budgets
from marketplace.domain.budgets.models import BudgetEntry, BudgetLine
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel import journal
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.money import ZERO, Money
from marketplace.kernel.outbox import OutboxEntry
from tests.domain.market import Market

HOLDS_THE_CEILING = frozenset(
    {TenderState.PUBLISHED, TenderState.CLOSED, TenderState.OPENED, TenderState.SELECTED},
)
ONLOOKERS = ("drafter", "approver", "officer1", "regulator", "operator", "agency2")


@dataclass
class Receipts:
    """What the market has acknowledged to its bidders: (tender, agency) → (envelope's number, its SHA-256)."""

    standing: dict[tuple[str, str], tuple[int, str]] = field(default_factory=dict)
    secrets: dict[str, set[str]] = field(default_factory=dict)
    """By tender: prices in fen as they would be written, of bids that are still sealed."""


def faults(session: Session, market: Market, receipts: Receipts) -> Iterator[str]:
    """Everything that does not hold now."""
    tenders = {tender.ref: tender for tender in session.scalars(select(Tender))}
    yield from _receipts(session, market, tenders, receipts)
    yield from _deadlines(session, tenders)
    yield from _secrets(session, market, tenders, receipts)
    yield from _money(session, tenders)
    yield from _payments(session)


def faults_of_the_record(session: Session) -> Iterator[str]:
    """I7: the chain of the journal, and every selection computed again from its evidence."""
    yield from journal.faults(session)
    for ref in session.scalars(select(Tender.ref).join(Selection, Selection.tender_id == Tender.id)):
        yield from record_faults(session, ref)


def effects(session: Session) -> tuple[object, ...]:
    """I8: what doing the same thing twice must not change."""
    return (
        session.scalar(select(func.count(Envelope.id))),
        session.scalar(select(func.count(Award.id))),
        session.scalar(select(func.count(Payment.id))),
        session.scalar(select(func.count(BudgetEntry.id))),
        tuple(session.scalars(select(Tender.state).order_by(Tender.id))),
        tuple(
            (line.reserved, line.committed, line.spent)
            for line in session.scalars(select(BudgetLine).order_by(BudgetLine.id))
        ),
    )


def _receipts(session: Session, market: Market, tenders: dict[str, Tender], receipts: Receipts) -> Iterator[str]:
    found = {(bid.tender_id, bid.tenderer_id): bid for bid in session.scalars(select(Bid))}
    envelopes = {(one.bid_id, one.number): one.sha256 for one in session.scalars(select(Envelope))}
    for (tender, agency), (number, sha256) in receipts.standing.items():
        bid = found.get((tenders[tender].id, market.organisation_id(agency)))
        if bid is None or bid.state is BidState.WITHDRAWN or (bid.envelopes, bid.envelope_sha256) != (number, sha256):
            yield f"I1: the bid of {agency} in {tender} was acknowledged and is not there as it was"
        elif envelopes.get((bid.id, number)) != sha256:
            yield f"I1: envelope {number} of {agency} in {tender} is not there"


def _deadlines(session: Session, tenders: dict[str, Tender]) -> Iterator[str]:
    late = select(Tender.ref).join(Bid).join(Envelope).where(Envelope.received_at >= Tender.deadline_at)
    for ref in session.scalars(late):
        yield f"I2: {ref} took a bid after its deadline"
    for tender in tenders.values():
        if tender.opened_at is not None and (tender.deadline_at is None or tender.opened_at < tender.deadline_at):
            yield f"I3: {tender.ref} was opened before its deadline"


def _secrets(session: Session, market: Market, tenders: dict[str, Tender], receipts: Receipts) -> Iterator[str]:
    sealed = [tender for tender in tenders.values() if tender.opened_at is None]
    for tender in sealed:
        for name in ONLOOKERS:
            if bids.of_tender(session, market.actor(name), tender):
                yield f"I3: {name} reads sealed bids of {tender.ref}"
    open_ones = select(Bid.ref).where(
        Bid.tender_id.in_([tender.id for tender in sealed]), Bid.price.is_not(None) | Bid.nonce.is_not(None)
    )
    for ref in session.scalars(open_ones):
        yield f"I3: the price of {ref} lies open"
    written = " ".join(
        map(str, (*session.scalars(select(JournalEntry.data)), *session.scalars(select(OutboxEntry.payload))))
    )
    for tender in sealed:
        for secret in receipts.secrets.get(tender.ref, ()):
            if secret in written:
                yield f"I3: a sealed price of {tender.ref} is in the journal or the outbox"


def _money(session: Session, tenders: dict[str, Tender]) -> Iterator[str]:
    yield from (f"I6: {fault}" for fault in budgets.faults(session))
    [line] = session.scalars(select(BudgetLine))
    reserved = _sum(tender.ceiling for tender in tenders.values() if tender.state in HOLDS_THE_CEILING)
    awarded = _sum(session.scalars(select(Award.amount)))
    settled = _sum(session.scalars(select(Payment.amount).where(Payment.state == PaymentState.SETTLED)))
    for name, holds, due in (
        ("reserved", line.reserved, reserved),
        ("committed", line.committed, awarded - settled),
        ("spent", line.spent, settled),
    ):
        if holds != due:
            yield f"I4: {name} is {holds}, tenders, awards and payments say {due}"
    if line.reserved + line.committed + line.spent > line.amount:
        yield "I4: more is bound than the line holds"
    for ref, number in session.execute(
        select(Tender.ref, func.count(Award.id)).join(Award).group_by(Tender.ref).having(func.count(Award.id) > 1)
    ):
        yield f"I5: {ref} has {number} awards"


def _payments(session: Session) -> Iterator[str]:
    for payment in session.scalars(select(Payment).where(Payment.state == PaymentState.SETTLED)):
        if payment.recorded_by == payment.confirmed_by:
            yield f"I6: {payment.ref} was recorded and confirmed by one person"


def _sum(amounts: Iterator[Money] | object) -> Money:
    total = ZERO
    for amount in amounts:  # type: ignore[attr-defined]
        total += amount
    return total
