"""A reverse auction of three bidders in three browsers: one goes without script, all learn their own place alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask_security import hash_password
from playwright.sync_api import expect
from sqlalchemy import select, update

from marketplace.domain.accounts.models import User
from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.awards.models import Selection
from marketplace.domain.selection.evidence import replay
from tests.clock import HandClock
from tests.domain.market import Market
from tests.domain.rounds import auctions
from tests.journeys.conftest import Enter
from tests.journeys.people import PASSWORD, Person
from tests.journeys.site import Site
from tests.journeys.words import Words

SOON_MS = 10_000
AGENCIES = ("agency1", "agency2", "agency3")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.mark.browser
def test_three_bidders_go_below_each_other_until_nobody_does(site: Site, enter: Enter, words: Words) -> None:
    market, ref = called(site, words.language)
    first, second, third = bidders(market, ref, enter)
    for person in (first, second, third):
        person.sees(person.words("Your place now"))
        assert not person.offers("Send")
    market.clock.at = auctions.current(market, ref).opens_at

    for person in (first, second):  # the script has heard that the round is open
        expect(person.field(person.words("The price offered now"))).to_be_visible(timeout=SOON_MS)
    third.follow("Look again")
    assert place(first) == "1"
    offer(third, "87,000")
    assert place(third) == "1"
    expect(first.page.locator("[data-rank]")).to_have_text("2", timeout=SOON_MS)
    refused(first, "88,000.00")
    offer(first, "86,500")
    assert place(first) == "1"
    expect(second.page.locator("[data-rank]")).to_have_text("3", timeout=SOON_MS)

    end = auctions.current(market, ref).closes_at
    market.clock.at = end - timedelta(seconds=30)
    offer(second, "86,000")
    assert auctions.current(market, ref).closes_at == end + timedelta(minutes=2)
    prices = {"86,500": first, "86,000": second, "87,000": third}
    for person in prices.values():
        person.page.reload()
        person.lacks(*(price for price, bidder in prices.items() if bidder is not person))

    while auctions.find_current(market, ref) is not None:
        market.clock.at = auctions.current(market, ref).closes_at
        site.work()
    expect(first.page.locator("[data-said]")).to_have_text(first.words("The rounds are over."), timeout=SOON_MS)
    select_and_announce(market, ref)
    first.open(f"/tenders/{ref}")
    first.sees("¥86,000.00")
    with site.reading() as session:
        assert replay(session.scalars(select(Selection)).one().evidence) == []
        assert list(award_queries.record_faults(session, ref)) == []
    assert site.faults() == []


def called(site: Site, language: str) -> tuple[Market, str]:
    """A market whose tender waits for its first round."""
    with site.app.app_context():
        password = hash_password(PASSWORD)
    market = Market(site.house, site.clock).build()
    with market.acting("platform") as uow:
        uow.session.execute(update(User).values(password=password, confirmed_at=uow.now, language=language))
    return market, auctions.called(market)


def bidders(market: Market, ref: str, enter: Callable[..., Person]) -> list[Person]:
    """Everybody on the own page of the rounds, the last without script."""
    people = []
    for name in AGENCIES:
        person = enter(script=name != AGENCIES[-1])
        person.sign_in(f"{name}@example.org")
        person.open("/supplier/")
        person.follow("Take part in the rounds")
        people.append(person)
    return people


def offer(person: Person, price: str) -> None:
    person.write({"The price offered now": price})
    person.press("Send")
    person.sees(f"¥{price}" if "." in price else f"¥{price}.00")


def refused(person: Person, price: str) -> None:
    """The typed price stays on the form, beside the reason."""
    field = person.field(person.words("The price offered now"))
    field.fill(price)
    person.press("Send")
    expect(field).to_have_value(price)
    expect(field).to_have_attribute("aria-invalid", "true")


def place(person: Person) -> str:
    return person.page.locator("[data-rank]").inner_text()


def select_and_announce(market: Market, ref: str) -> None:
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    with market.acting("approver") as uow:
        awards.announce(uow, ref)
