"""Bugs beside the straight way: awards that end, contracts that change, agencies that leave; each must be found."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.awards import queries as awards_read
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Milestone
from marketplace.domain.contracts.operations import changes, endings, parts, performance
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders.operations import course
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.databases import SqliteTemplate
from tests.domain.life_cycle.acts import market_life
from tests.domain.life_cycle.planting import Plant, found_with


def _nothing(*_arguments: object) -> None:
    """What a forgotten line does."""


def _free_all_but(letter: str) -> Callable[..., None]:
    """Forget to free what is committed for things whose references begin with `letter`."""
    real = budgets.free
    return lambda uow, line, ref, amount: None if ref.startswith(letter) else real(uow, line, ref, amount)


def a_rank_is_skipped(patch: pytest.MonkeyPatch) -> None:
    real = awards_read.next_in_rank

    def skips(session: Session, tender_id: int) -> Bid | None:
        following = real(session, tender_id)
        if following is None:
            return None
        had = {award.bid_id for award in awards_read.history(session, tender_id)} | {following.id}
        valid = select(Bid).where(Bid.tender_id == tender_id, Bid.state == BidState.VALID, Bid.id.not_in(had))
        return session.scalars(valid).first() or following

    patch.setattr(awards_read, "next_in_rank", skips)


def an_award_that_is_given_up_keeps_its_money(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(budgets, "free", _free_all_but("A-"))


def a_terminated_contract_keeps_its_money(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(budgets, "free", _free_all_but("C-"))


def what_is_accepted_in_part_is_paid_in_full(patch: pytest.MonkeyPatch) -> None:
    real = parts.accept_part

    def accept_part(uow: UnitOfWork, part: Milestone) -> None:
        part.amount += part.contract.milestones[-1].amount
        real(uow, part)

    patch.setattr(parts, "accept_part", accept_part)


def a_refused_supplement_keeps_its_reservation(patch: pytest.MonkeyPatch) -> None:
    for module in (changes, performance):
        patch.setattr(module, "release_held", _nothing)


def a_proposal_outlives_its_contract(patch: pytest.MonkeyPatch) -> None:
    for module in (endings, performance):
        patch.setattr(module, "lapse_proposals", _nothing)


def a_contract_outlives_its_award(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(contracts, "void", _nothing)


def an_agency_leaves_although_it_is_bound(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(market_life, "OPEN_BUSINESS", ())


def a_disputed_agency_is_awarded(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(organisations, "refuse_disputed", _nothing)


def a_dissolved_department_publishes(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(course, "_carry_on", _nothing)


def who_complains_is_written_into_the_journal(patch: pytest.MonkeyPatch) -> None:
    record = UnitOfWork.record

    def tell(uow: UnitOfWork, action: str, subject: object, /, **data: Any) -> None:  # noqa: ANN401
        more = {"phone": market_life.FILER.phone} if action == "complaint:file" else {}
        record(uow, action, subject, **(data | more))

    patch.setattr(UnitOfWork, "record", tell)


BUGS: Mapping[Plant, tuple[str, Collection[str]]] = {
    a_rank_is_skipped: ("I7", ["decline"]),
    an_award_that_is_given_up_keeps_its_money: ("I4", ["decline", "give up"]),
    a_terminated_contract_keeps_its_money: ("I4", ["end without purpose"]),
    what_is_accepted_in_part_is_paid_in_full: ("I6", ["accept in part"]),
    a_refused_supplement_keeps_its_reservation: ("I4", ["propose a dearer part", "agree", "refuse"]),
    a_proposal_outlives_its_contract: ("S3", ["ask for time", "end without purpose"]),
    a_contract_outlives_its_award: ("I5", ["lapse drawn up"]),
    an_agency_leaves_although_it_is_bound: ("S1", []),
    a_disputed_agency_is_awarded: ("S2", ["claim the code"]),
    a_dissolved_department_publishes: ("S4", []),
    who_complains_is_written_into_the_journal: ("I3", ["complain"]),
}
"""What the machine must say, and the acts that the bug is near."""


@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__)
def test_the_machine_finds(plant: Plant, sqlite_template: SqliteTemplate, monkeypatch: pytest.MonkeyPatch) -> None:
    said, near = BUGS[plant]
    assert f"{said}:" in found_with(plant, sqlite_template, monkeypatch, near)
