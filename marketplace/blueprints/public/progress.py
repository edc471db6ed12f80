"""How far a tender has come: the bar of its stations and its tags."""

from dataclasses import dataclass

from marketplace.blueprints.public.dossier import Dossier
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import state_label, state_tone
from marketplace.domain.awards.states import AwardState
from marketplace.domain.contracts.states import DELIVERED_CONTRACTS, ContractState
from marketplace.domain.tenders.states import NOTICE_ONLY, TenderState

DONE, CURRENT, UPCOMING = "done", "current", "upcoming"
ENDED_WITHOUT_AWARD = frozenset({TenderState.FAILED, TenderState.REISSUED, TenderState.CANCELLED})


@dataclass(frozen=True, slots=True)
class Step:
    """One mark of the bar that says how far the purchase has come."""

    label: str
    state: str
    href: str = ""


def steps(facts: Dossier) -> list[Step]:
    """The eight stations of a purchase; one that ended without an award has only those it passed."""
    tender, contract = facts.tender, facts.contract
    over = not facts.takes_bids and tender.state is not TenderState.CANCELLED
    if tender.state in NOTICE_ONLY:
        return [Step(_("Published"), DONE), Step(state_label(tender.state), CURRENT)]
    marks = [
        (_("Published"), True),
        (_("Bids"), over or facts.head is not None),
        (_("Opened"), tender.opened_at is not None),
        (_("Selection"), facts.selection is not None),
    ]
    if tender.state in ENDED_WITHOUT_AWARD:
        passed = [Step(label, DONE) for label, is_done in marks if is_done]
        return [*passed, Step(state_label(tender.state), CURRENT)]
    marks += [
        (_("Award notice"), facts.award is not None and not facts.in_publicity),
        (_("Contract"), contract is not None and contract.signed_at is not None),
    ]
    if contract is not None and contract.state is ContractState.TERMINATED:
        return [*(Step(label, DONE) for label, _is_done in marks), Step(state_label(contract.state), CURRENT)]
    marks += [
        (_("Delivery"), contract is not None and contract.state in DELIVERED_CONTRACTS),
        (_("Payment"), contract is not None and contract.state is ContractState.COMPLETED),
        (_("Rating"), facts.rating is not None),
    ]
    now_at = next((place for place, (_label, is_done) in enumerate(marks) if not is_done), len(marks))
    return [
        Step(label, DONE if place < now_at else CURRENT if place == now_at else UPCOMING)
        for place, (label, _is_done) in enumerate(marks)
    ]


def tags(facts: Dossier) -> list[tuple[str, str]]:
    """(label, tone) of what the tender and what follows from it are at."""
    if facts.tender.state is TenderState.PUBLISHED and not facts.takes_bids:
        return [(_("Deadline passed"), "warning")]
    states = [facts.tender.state, *([facts.contract.state] if facts.contract else _award_state(facts))]
    return [(state_label(state), state_tone(state)) for state in states]


def _award_state(facts: Dossier) -> list[AwardState]:
    """The award's state by the clock: its publicity period is over when it is over, whether or not a job has run."""
    if facts.award is None:
        return []
    is_over = facts.award.state is AwardState.PUBLICITY and not facts.in_publicity
    return [AwardState.CONFIRMED if is_over else facts.award.state]
