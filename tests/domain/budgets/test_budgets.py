"""A department's money: held at publication, bound at award, spent at payment, never more than there is."""

import pytest
from sqlalchemy import text

from marketplace.domain.budgets import operations as budgets
from marketplace.domain.budgets import queries
from marketplace.domain.budgets.operations import NewLine
from marketplace.domain.tenders import notice
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Invalid, NotFound, NotPermitted
from marketplace.kernel.money import ZERO, Money
from tests.domain.market import CEILING, PRICES, Market
from tests.domain.regimes.entering import enter, figures


def test_a_tender_above_what_is_left_cannot_be_published(market: Market) -> None:
    enter(market, figures(threshold="5000000"))
    left = Money(1_000_000_00) - CEILING
    market.published()
    ref = market.draft(ceiling=left + Money(1), window_days=5)
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve)):
        with market.acting(name) as uow:
            step(uow, ref)
    with pytest.raises(Invalid) as refusal, market.acting("drafter") as uow:
        tenders.publish(uow, ref)
    assert "ceiling" in refusal.value.fields
    assert market.get(Tender, ref).state is TenderState.APPROVED
    assert market.line().available == left


def test_the_last_fen_can_be_used(market: Market) -> None:
    enter(market, figures(threshold="5000000"))
    market.published()
    market.published(ceiling=Money(1_000_000_00) - CEILING, window_days=5)
    assert market.line().available == ZERO


def test_an_award_frees_the_difference_to_the_ceiling(market: Market) -> None:
    market.awarded()
    line = market.line()
    assert (line.reserved, line.committed, line.spent) == (ZERO, min(PRICES.values()), ZERO)


@pytest.mark.parametrize("ending", ["cancel", "fail"])
def test_a_tender_without_award_frees_everything(market: Market, ending: str) -> None:
    if ending == "cancel":
        ref = market.published()
        with market.acting("approver") as uow:
            tenders.cancel(uow, ref, "No longer needed")
    else:
        market.closed({})
    assert market.line().available == Money(1_000_000_00)


def test_lines_are_imported_all_or_none(market: Market) -> None:
    with pytest.raises(Invalid), market.acting("officer1") as uow:
        budgets.import_lines(
            uow,
            market.refs["department"],
            [NewLine(2027, "1", "One", Money(1)), NewLine(2026, "2110301", "Twice", Money(1))],
        )
    with market.house.reading() as session:
        assert len(queries.lines_of(session, [market.line().organisation_id])) == 1


def test_only_finance_officers_import(market: Market) -> None:
    with pytest.raises(NotPermitted), market.acting("drafter") as uow:
        budgets.import_lines(uow, market.refs["department"], [])


def test_a_line_of_another_department_cannot_be_used(market: Market) -> None:
    with pytest.raises(NotFound), market.acting("other_drafter") as uow:
        tenders.edit(uow, market.draft(), market.refs["line"], notice.terms_of(market.get(Tender, market.draft())), 1)


@pytest.mark.parametrize("column", ["reserved", "committed", "spent"])
def test_verify_names_a_line_that_does_not_balance(market: Market, column: str) -> None:
    market.paid()
    with market.house.engine.begin() as connection:
        connection.execute(text(f"UPDATE budget_line SET {column} = {column} + 1"))  # noqa: S608 - a fixed list
    with market.house.reading() as session:
        [fault] = queries.faults(session)
    assert column in fault
    assert market.refs["line"] in fault


def test_the_database_itself_refuses_to_overcommit(market: Market) -> None:
    with market.house.engine.connect() as connection, pytest.raises(Exception, match="never_overcommitted"):
        connection.execute(text("UPDATE budget_line SET reserved = amount + 1"))
