"""What an agency publishes about a service."""

import pytest

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.models import OfferedService
from marketplace.domain.organisations.offering import MOST_DAYS, checked
from marketplace.domain.organisations.states import PriceMode
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.money import Money
from tests.domain.market import ITEM, Market
from tests.evidence import offer, statement

LIMITED = "dr-ent-approval-eval"
"""The catalogue allows 30 working days for it."""


def stated(market: Market, code: str) -> OfferedService:
    with market.house.reading() as session:
        return queries.offers_of_item(session, code, [market.organisation_id("agency1")])[
            market.organisation_id("agency1")
        ]


def test_a_statement_is_published_and_kept_when_the_list_of_services_changes(market: Market) -> None:
    with market.acting("agency1") as uow:
        organisations.state_service(uow, market.refs["agency1"], ITEM, statement())
    offer(market, ITEM, LIMITED)
    found = stated(market, ITEM)
    assert (found.promised_days, found.price_mode) == (15, PriceMode.MARKET)
    assert (found.price_from, found.price_to) == (Money(20_000_00), Money(60_000_00))
    assert stated(market, LIMITED).promised_days is None


@pytest.mark.parametrize(("days", "is_taken"), [(30, True), (31, False), (1, True), (0, False), (None, False)])
def test_no_more_days_are_promised_than_the_catalogue_allows(market: Market, days: int | None, is_taken: bool) -> None:
    offer(market, LIMITED)
    if is_taken:
        with market.acting("agency1") as uow:
            organisations.state_service(uow, market.refs["agency1"], LIMITED, statement(promised_days=days))
        assert stated(market, LIMITED).promised_days == days
        return
    with pytest.raises(Invalid) as refusal, market.acting("agency1") as uow:
        organisations.state_service(uow, market.refs["agency1"], LIMITED, statement(promised_days=days))
    assert set(refusal.value.fields) == {"promised_days"}


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"conditions": "", "flow": " "}, {"conditions", "flow"}),
        ({"promised_days": MOST_DAYS + 1}, {"promised_days"}),
        ({"price_mode": "secret"}, {"price_mode"}),
        ({"price_from": None, "price_to": None}, {"price_from"}),
        ({"price_from": None}, {"price_from"}),
        ({"price_to": Money(1)}, {"price_to"}),
        ({"price_mode": "fixed"}, {"price_to"}),
        ({"price_text": "x" * 501}, {"price_text"}),
        ({"promised_days": 0, "price_mode": "", "flow": ""}, {"promised_days", "price_mode", "flow"}),
    ],
)
def test_what_is_wrong_is_said_at_its_field(changes: dict[str, object], fields: set[str]) -> None:
    with pytest.raises(Invalid) as refusal:
        checked(statement(**changes), None)
    assert set(refusal.value.fields) == fields


def test_a_price_may_be_words_or_one_amount() -> None:
    checked(statement(price_from=None, price_to=None, price_text="By agreement"), None)
    checked(statement(price_to=None, price_mode="fixed"), 15)


def test_a_service_that_is_not_offered_cannot_be_stated(market: Market) -> None:
    with pytest.raises(NotFound), market.acting("agency1") as uow:
        organisations.state_service(uow, market.refs["agency1"], LIMITED, statement())
