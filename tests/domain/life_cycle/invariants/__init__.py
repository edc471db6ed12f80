"""What must hold after every step; each is computed from other sources than the code under test.

I1 an acknowledged bid is never lost; I2 none is taken after the deadline; I3 none is readable without an opening, and
who complains stands nowhere; I4 what is bound never exceeds the budget and is what tenders, awards, contracts and
payments say; I5 at most one award of a tender stands, and a tender has the award its state says; I6 entries add up,
the parts of a contract are its price, and no more is paid than was accepted; I7 journal and selections verify; I8 doing
the same again has no second effect.

Around the purchase: S1 nothing binds an agency that has left; S2 nothing is given to an agency whose code is disputed;
S3 nothing is open in a contract that is over; S4 a dissolved department begins nothing.
"""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.domain.awards.models import Award, Selection
from marketplace.domain.awards.queries import record_faults
from marketplace.domain.bids.models import Envelope
from marketplace.domain.budgets import queries as budgets
from marketplace.domain.budgets.models import BudgetEntry, BudgetLine
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.payments.models import Payment
from marketplace.domain.tenders.models import Tender
from marketplace.kernel import journal
from tests.domain.life_cycle.invariants import bids, money, parties
from tests.domain.life_cycle.invariants.sight import Receipts, Sight

__all__ = ["Receipts", "Sight", "effects", "faults", "faults_of_the_record"]


def faults(sight: Sight, receipts: Receipts) -> Iterator[str]:
    """Everything that does not hold now."""
    for each in (bids.faults, money.faults, parties.faults):
        yield from each(sight, receipts)


def faults_of_the_record(session: Session) -> Iterator[str]:
    """The chain of the journal, every selection computed again from its evidence, and the ledger's own proof."""
    yield from (f"I7: {fault}" for fault in journal.faults(session))
    for ref in session.scalars(select(Tender.ref).join(Selection, Selection.tender_id == Tender.id)):
        yield from (f"I7: {fault}" for fault in record_faults(session, ref))
    yield from (f"I6: {fault}" for fault in budgets.faults(session))


_COUNTED = select(
    *(select(func.count(model.id)).scalar_subquery() for model in (Envelope, Award, Contract, Payment, BudgetEntry))
)


def effects(session: Session) -> tuple[object, ...]:
    """I8: what doing the same thing twice must not change."""
    return (
        tuple(session.execute(_COUNTED).one()),
        tuple(session.scalars(select(Tender.state).order_by(Tender.id))),
        tuple(session.execute(select(Milestone.state, Milestone.amount).order_by(Milestone.id)).all()),
        tuple(session.execute(select(BudgetLine.reserved, BudgetLine.committed, BudgetLine.spent)).all()),
    )
