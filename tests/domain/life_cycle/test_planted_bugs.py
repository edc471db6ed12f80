"""The machine is worth its time only if it finds what is wrong: ten bugs are planted, each must be found."""

import dataclasses
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import rules as bid_rules
from marketplace.domain.bids import sealing
from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.sittings import AWAITS_KEYS
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.log import operations as log
from marketplace.domain.log.models import TenderLeaf
from marketplace.domain.tenders.models import Tender
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
    real = sealing.seal

    def seal(*arguments: Any) -> bytes:  # noqa: ANN401
        content = arguments[-1]
        told.append(content.price.fen if content.price else 0)
        return real(*arguments)

    told: list[int] = []
    record = UnitOfWork.record

    def tell(uow: UnitOfWork, action: str, subject: object, /, **data: object) -> None:
        more = {"fen": told[-1]} if action == "bid:submit" else {}
        record(uow, action, subject, **(data | more))  # type: ignore[arg-type]

    patch.setattr(sealing, "seal", seal)
    patch.setattr(UnitOfWork, "record", tell)


def bids_may_be_opened_before_the_deadline(patch: pytest.MonkeyPatch) -> None:
    steps = {**TENDER.steps, (TenderState.PUBLISHED, "open"): TenderState.OPENED}
    patch.setattr("marketplace.domain.tenders.operations.steps.TENDER", dataclasses.replace(TENDER, steps=steps))
    for module in ("operations.opening", "queries"):
        patch.setattr(f"marketplace.domain.bids.{module}.AWAITS_KEYS", AWAITS_KEYS | {TenderState.PUBLISHED})


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
    """Neither the number that the bidder knows nor the tender's tree, which takes an envelope once, is asked."""
    real, append = bids.submit, log.append_leaf

    def submit(uow: UnitOfWork, *what: Any, after: int = 0, **how: Any) -> object:  # noqa: ANN401
        for known in range(after, after + 5):
            try:
                return real(uow, *what, after=known, **how)
            except Conflict as refusal:
                last = refusal
        raise last

    def append_leaf(uow: UnitOfWork, tender: Tender, sha256: str) -> object:
        known = select(TenderLeaf).where(TenderLeaf.tender_id == tender.id, TenderLeaf.envelope_sha256 == sha256)
        return uow.session.scalars(known).first() or append(uow, tender, sha256)

    patch.setattr(bids, "submit", submit)
    patch.setattr(log, "append_leaf", append_leaf)


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
