"""One purchase from the draft to the rating, on both databases; the money adds up to the fen at every stage."""

from sqlalchemy import select

from marketplace.domain.awards.models import Selection
from marketplace.domain.budgets import queries as budget_queries
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.payments.models import Payment
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings.rules import Stars
from marketplace.domain.tenders.models import Tender
from marketplace.kernel import journal
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.money import ZERO, Money
from tests.domain.market import CEILING, LOWEST, PRICES, Market


def figures(market: Market) -> tuple[Money, Money, Money]:
    line = market.line()
    return line.reserved, line.committed, line.spent


def test_a_purchase_from_draft_to_rating(market: Market) -> None:
    assert figures(market) == (ZERO, ZERO, ZERO)
    tender = market.published()
    assert figures(market) == (CEILING, ZERO, ZERO)
    del tender

    contract, payment = market.paid()
    line = market.line()
    assert (line.committed, line.spent) == (ZERO, LOWEST)
    assert line.reserved == CEILING, "the first tender still holds its ceiling"
    assert market.get(Contract, contract).state is ContractState.COMPLETED
    assert market.get(Payment, payment).amount == LOWEST

    with market.acting("drafter") as uow:
        rating = ratings.rate(uow, contract, Stars(5, 4, 5, 5, 3), "On time and clear.").ref
    with market.acting("agency1") as uow:
        ratings.rate_buyer(uow, contract, Stars(4, 5, 5, 5, 5), "A clear task.")
    with market.acting("agency1") as uow:
        ratings.reply(uow, rating, "Thank you.")
    with market.house.reading() as session:
        assert list(journal.faults(session)) == []
        assert list(budget_queries.faults(session)) == []


def test_the_winner_is_the_lowest_and_the_evidence_is_in_the_journal(market: Market) -> None:
    tender, _ = market.awarded()
    with market.house.reading() as session:
        selection = session.get_one(Selection, session.scalar(select(Tender.id).where(Tender.ref == tender)))
        noted = session.scalars(select(JournalEntry.data).where(JournalEntry.action == "tender:evidence")).one()
    assert noted == {"digest": selection.digest}
    assert [place["score"] for place in selection.evidence["result"]["ranking"]] == sorted(
        f"{price.yuan:.2f}" for price in PRICES.values()
    )
