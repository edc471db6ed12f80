"""The machine is worth its time only if it finds what is wrong: ten bugs are planted, each must be found."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import rules as bid_rules
from marketplace.domain.bids.models import Bid
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.tenders.states import TENDER, TenderState
from marketplace.kernel import journal
from marketplace.kernel.errors import Conflict
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.databases import SqliteTemplate
from tests.domain.life_cycle.planting import Plant, found_with


def late_bids_are_taken(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(bid_rules, "in_time", lambda _now, _deadline: None)


def a_withdrawal_takes_all_bids(patch: pytest.MonkeyPatch) -> None:
    real = bids.withdraw

    def withdraw(uow: UnitOfWork, ref: str) -> Bid:
        bid = real(uow, ref)
        for other in uow.session.query(Bid).filter(Bid.tender_id == bid.tender_id):
            other.state = bid.state
        return bid

    patch.setattr(bids, "withdraw", withdraw)


def the_price_is_written_into_the_journal(patch: pytest.MonkeyPatch) -> None:
    real = bid_rules.check

    def check(content: bid_rules.Content, *arguments: object, **named: object) -> None:
        real(content, *arguments, **named)  # type: ignore[arg-type]
        told.append(content.price.fen if content.price else 0)

    told: list[int] = []
    record = UnitOfWork.record

    def tell(uow: UnitOfWork, action: str, subject: object, /, **data: object) -> None:
        more = {"fen": told[-1]} if action == "bid:submit" else {}
        record(uow, action, subject, **(data | more))  # type: ignore[arg-type]

    patch.setattr(bid_rules, "check", check)
    patch.setattr(UnitOfWork, "record", tell)


def bids_may_be_opened_before_the_deadline(patch: pytest.MonkeyPatch) -> None:
    steps = {**TENDER.steps, (TenderState.PUBLISHED, "open"): TenderState.OPENED}
    patch.setattr("marketplace.domain.tenders.operations.TENDER", dataclasses.replace(TENDER, steps=steps))


def a_failed_tender_keeps_its_reservation(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(budgets, "release", lambda *_arguments: None)


def the_ceiling_is_committed_instead_of_the_price(patch: pytest.MonkeyPatch) -> None:
    real = budgets.commit
    patch.setattr(budgets, "commit", lambda uow, line, ref, reserved, _price: real(uow, line, ref, reserved, reserved))


def a_payment_is_spent_twice(patch: pytest.MonkeyPatch) -> None:
    real = budgets.spend
    patch.setattr(budgets, "spend", lambda uow, line, ref, amount: real(uow, line, ref, amount + amount))


def the_second_in_rank_wins(patch: pytest.MonkeyPatch) -> None:
    real = awards.result_of
    patch.setattr(
        awards,
        "result_of",
        lambda selection: (
            {**real(selection), "winner": ([*real(selection)["ranking"], {}])[1].get("id")}
            if real(selection)["failed"] is None
            else real(selection)
        ),
    )


def a_replayed_bid_is_received_again(patch: pytest.MonkeyPatch) -> None:
    real = bids.submit

    def submit(uow: UnitOfWork, tender: str, agency: str, content: object, sealer: object, *, after: int = 0) -> object:
        for known in range(after, after + 5):
            try:
                return real(uow, tender, agency, content, sealer, after=known)  # type: ignore[arg-type]
            except Conflict as refusal:
                last = refusal
        raise last

    patch.setattr(bids, "submit", submit)


def an_entry_of_the_journal_is_rewritten(patch: pytest.MonkeyPatch) -> None:
    append = journal.append

    def rewrite(session: Session, *arguments: Any) -> None:  # noqa: ANN401
        append(session, *arguments)
        session.flush()
        published = JournalEntry.action == "tender:publish"
        session.execute(update(JournalEntry).where(published).values(action="tender:edit"))

    patch.setattr(journal, "append", rewrite)


BUGS: Mapping[Plant, str] = {
    late_bids_are_taken: "I2",
    a_withdrawal_takes_all_bids: "I1",
    the_price_is_written_into_the_journal: "I3",
    bids_may_be_opened_before_the_deadline: "I3",
    a_failed_tender_keeps_its_reservation: "I4",
    the_ceiling_is_committed_instead_of_the_price: "I4",
    a_payment_is_spent_twice: "I4",
    the_second_in_rank_wins: "I7",
    a_replayed_bid_is_received_again: "I8",
    an_entry_of_the_journal_is_rewritten: "I7",
}


@pytest.mark.parametrize("plant", BUGS, ids=lambda plant: plant.__name__)
def test_the_machine_finds(plant: Plant, sqlite_template: SqliteTemplate, monkeypatch: pytest.MonkeyPatch) -> None:
    assert f"{BUGS[plant]}:" in found_with(plant, sqlite_template, monkeypatch)
