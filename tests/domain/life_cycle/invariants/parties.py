"""S1 to S4: agencies that leave or are disputed, contracts that are over, a department that was dissolved."""

from collections.abc import Iterator

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import ENDED, AwardState
from marketplace.domain.bids.states import BidState
from marketplace.domain.contracts.states import OPEN_CHANGES, OPEN_PARTS, ContractState
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.tenders.states import TenderState
from tests.domain.life_cycle.invariants.sight import Receipts, Sight

UNDECIDED = frozenset({TenderState.PUBLISHED, TenderState.CLOSED, TenderState.OPENED, TenderState.SELECTED})
UNSIGNED = frozenset({AwardState.PUBLICITY, AwardState.CONFIRMED})
BINDING = frozenset(
    {ContractState.DRAWN_UP, ContractState.SUPPLIER_SIGNED, ContractState.ACTIVE, ContractState.FULFILLED}
)
OVER = frozenset(ContractState) - BINDING | {ContractState.FULFILLED}


def faults(sight: Sight, receipts: Receipts) -> Iterator[str]:
    """Everything that does not hold now."""
    yield from _departed(sight)
    yield from _disputed(sight, receipts)
    yield from _over(sight)
    yield from _dissolved(sight, receipts)


def _departed(sight: Sight) -> Iterator[str]:
    gone = {one.id for one in sight.agencies.values() if one.state is OrganisationState.WITHDRAWN}
    if not gone:
        return
    for bid in sight.bids:
        tender = sight.tenders[bid.tender_id]
        may_win = bid.state in {BidState.SUBMITTED, BidState.VALID} and tender.state in UNDECIDED
        awards = sight.awards.get(tender.id, [])
        is_waited_for = tender.state is TenderState.FALLEN_THROUGH or any(one.state in UNSIGNED for one in awards)
        may_follow = bid.state is BidState.VALID and is_waited_for and bid.id not in {one.bid_id for one in awards}
        if bid.tenderer_id in gone and (may_win or may_follow):
            yield f"S1: {sight.name(bid.tenderer_id)} has left and its bid in {tender.ref} may still win"
    for awards in sight.awards.values():
        for award in awards:
            contract = sight.contracts.get(award.id)
            is_bound = award.state in UNSIGNED or (contract is not None and contract.state in BINDING)
            if award.supplier_id in gone and is_bound:
                yield f"S1: {sight.name(award.supplier_id)} has left and {award.ref} binds it"


def _disputed(sight: Sight, receipts: Receipts) -> Iterator[str]:
    for agency, had in receipts.frozen.items():
        for award in standing(sight, agency):
            if award.ref not in had:
                yield f"S2: {award.ref} was given to {agency}, whose code is disputed"
            elif had[award.ref] != award.state:
                yield f"S2: {award.ref} of {agency}, whose code is disputed, became {award.state}"


def _over(sight: Sight) -> Iterator[str]:
    for contract in sight.contracts.values():
        if contract.state not in OVER:
            continue
        for change in sight.changes:
            if change.contract_id == contract.id and change.state in OPEN_CHANGES:
                yield f"S3: {contract.ref} is {contract.state} and {change.ref} waits for an answer"
        if contract.state is not ContractState.VOID:
            for part in sight.parts[contract.id]:
                if part.state in OPEN_PARTS:
                    yield f"S3: {contract.ref} is {contract.state} and {part.ref} is {part.state}"


def _dissolved(sight: Sight, receipts: Receipts) -> Iterator[str]:
    if receipts.dissolved_with is None:
        return
    for tender in sight.tenders.values():
        if tender.buyer_id != sight.ids["department"]:
            continue
        was_published = receipts.dissolved_with.get(tender.ref)
        if was_published is None or (tender.published_at is not None and not was_published):
            yield f"S4: {tender.ref} goes out in the name of a department that was dissolved"


def standing(sight: Sight, agency: str) -> Iterator[Award]:
    """The awards of an agency that have not ended."""
    for awards in sight.awards.values():
        for award in awards:
            if award.supplier_id == sight.ids[agency] and award.state not in ENDED:
                yield award
