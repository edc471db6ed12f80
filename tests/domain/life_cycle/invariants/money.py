"""I4, I5, I6: the budget line, awards, contracts and payments say the same to the fen."""

from collections.abc import Iterable, Iterator

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import ENDED
from marketplace.domain.budgets.models import EntryKind
from marketplace.domain.contracts.states import ChangeKind, ChangeState, ContractState, MilestoneState
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.money import ZERO, Money
from tests.domain.life_cycle.invariants.sight import Receipts, Sight

HOLDS_THE_CEILING = frozenset(
    {TenderState.PUBLISHED, TenderState.CLOSED, TenderState.OPENED, TenderState.SELECTED},
)
HOLDS_A_PRICE = frozenset({TenderState.AWARDED, TenderState.FALLEN_THROUGH})
SIGNED = frozenset(
    {ContractState.ACTIVE, ContractState.FULFILLED, ContractState.COMPLETED, ContractState.TERMINATED},
)
UNPAID = frozenset(
    {MilestoneState.PENDING, MilestoneState.DELIVERED, MilestoneState.RETURNED, MilestoneState.ACCEPTED},
)
TENTH = 10
"""All supplements may add one tenth of the signed price (政府采购法 Art 49)."""


def faults(sight: Sight, receipts: Receipts) -> Iterator[str]:
    """Everything that does not hold now."""
    yield from _line(sight)
    yield from _entries(sight)
    yield from _awards(sight)
    yield from _contracts(sight)
    yield from _payments(sight, receipts)


def _line(sight: Sight) -> Iterator[str]:
    line = sight.line
    for name, holds, due in (
        ("reserved", line.reserved, total(_reserved(sight))),
        ("committed", line.committed, total(_committed(sight))),
        ("spent", line.spent, total(one.amount for one in sight.payments if one.state is PaymentState.SETTLED)),
    ):
        if holds != due:
            yield f"I4: {name} is {holds}, tenders, awards, contracts and payments say {due}"
    if line.reserved + line.committed + line.spent > line.amount:
        yield "I4: more is bound than the line holds"


def _reserved(sight: Sight) -> Iterator[Money]:
    for tender in sight.tenders.values():
        if tender.state in HOLDS_THE_CEILING:
            yield tender.ceiling
    for change in sight.changes:
        if change.state is ChangeState.APPROVED and change.difference is not None and change.difference > ZERO:
            yield change.difference


def _committed(sight: Sight) -> Iterator[Money]:
    for tender in sight.tenders.values():
        if tender.state not in HOLDS_A_PRICE:
            continue
        latest = sight.awards[tender.id][-1]
        contract = sight.contracts.get(latest.id)
        if contract is None or contract.state not in SIGNED:
            yield latest.amount
        else:
            yield from (part.amount for part in sight.parts[contract.id] if part.state in UNPAID)


def _entries(sight: Sight) -> Iterator[str]:
    sums = {kind: total(entry.amount for entry in sight.entries if entry.kind is kind) for kind in EntryKind}
    line = sight.line
    for name, holds, due in (
        ("reserved", line.reserved, sums[EntryKind.RESERVE] - sums[EntryKind.RELEASE]),
        ("committed", line.committed, sums[EntryKind.COMMIT] - sums[EntryKind.SPEND] - sums[EntryKind.FREE]),
        ("spent", line.spent, sums[EntryKind.SPEND]),
    ):
        if holds != due:
            yield f"I6: {name} is {holds}, the entries say {due}"


def _awards(sight: Sight) -> Iterator[str]:
    for tender in sight.tenders.values():
        awards = sight.awards.get(tender.id, [])
        standing = [award for award in awards if award.state not in ENDED]
        due = tender.state is TenderState.AWARDED
        if len(standing) != due:
            yield f"I5: {len(standing)} awards of {tender.ref} stand, and it is {tender.state}"
        if len({award.bid_id for award in awards}) != len(awards):
            yield f"I5: a bid in {tender.ref} was awarded twice"
        yield from _void(sight, awards)


def _void(sight: Sight, awards: Iterable[Award]) -> Iterator[str]:
    for award in awards:
        contract = sight.contracts.get(award.id)
        if contract is not None and (contract.state is ContractState.VOID) != (award.state in ENDED):
            yield f"I5: {award.ref} is {award.state} and its contract {contract.ref} is {contract.state}"


def _contracts(sight: Sight) -> Iterator[str]:
    for contract in sight.contracts.values():
        agreed = [
            change.difference
            for change in sight.changes
            if change.contract_id == contract.id
            and change.kind is ChangeKind.SUPPLEMENT
            and change.state is ChangeState.IN_FORCE
            and change.difference is not None
        ]
        parts = total(part.amount for part in sight.parts[contract.id])
        if parts != contract.amount + total(agreed):
            yield f"I6: the parts of {contract.ref} cost {parts}; signed were {contract.amount} and {total(agreed)}"
        added = total(difference for difference in agreed if difference > ZERO)
        if added.fen * TENTH > contract.amount.fen:
            yield f"I6: supplements add {added} to {contract.ref}, more than a tenth"


def _payments(sight: Sight, receipts: Receipts) -> Iterator[str]:
    parts = {part.id: part for parts in sight.parts.values() for part in parts}
    for payment in sight.payments:
        part = parts[payment.milestone_id]
        if payment.state is PaymentState.SETTLED and payment.recorded_by == payment.confirmed_by:
            yield f"I6: {payment.ref} was recorded and confirmed by one person"
        if payment.amount != part.amount or payment.amount > receipts.accepted.get(part.ref, payment.amount):
            yield f"I6: {payment.ref} pays {payment.amount}, which is not what was accepted"
        if (payment.state is PaymentState.SETTLED) != (part.state is MilestoneState.PAID):
            yield f"I6: {payment.ref} is {payment.state}, its part {part.state}"
        if payment.state is not PaymentState.SETTLED and part.state is not MilestoneState.ACCEPTED:
            yield f"I6: {payment.ref} pays for a part that is {part.state}"


def total(amounts: Iterable[Money]) -> Money:
    """Their sum."""
    return sum(amounts, ZERO)
