"""Two more ways to choose: by discount rate, typed in three browsers in Chinese, and a direct choice in English."""

import base64

import pytest
from flask_security import hash_password
from passlib.totp import TOTP
from sqlalchemy import select, update

from marketplace.domain.accounts.models import User
from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.bids import operations as bids
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.rounds import operations as rounds
from marketplace.domain.rounds.rules import CALLED_BEFORE
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import Quote, TenderState
from tests.clock import HandClock
from tests.domain import own_funds
from tests.domain.market import ITEM, Market
from tests.domain.own_funds import APPLICANTS_ITEM
from tests.domain.rounds import auctions
from tests.journeys.conftest import Enter
from tests.journeys.people import PASSWORD, Person
from tests.journeys.site import Site
from tests.journeys.words import Words

RATES = {"agency1": "12.5", "agency2": "１２．４９", "agency3": "0"}
OWNERS_SECRET = base64.b32encode(b"a key of the owner 1").decode()
WHY = "It drew up the first part of the same report."


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.mark.browser
@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_the_highest_discount_rate_wins(site: Site, enter: Enter, words: Words) -> None:
    market = built(site, words.language)
    ref = market.published(quote=Quote.DISCOUNT_RATE)
    for name, rate in RATES.items():
        person = arrived(enter, name, script=name != "agency3")
        person.open(f"/supplier/tenders/{ref}/bid")
        if name == "agency1":
            person.write({"Your discount rate in percent": "100"})
            person.main.get_by_role("button", name=words("Seal and submit")).click()
            person.sees(words("Write a percentage from 0 to 99.99 with at most two decimals, for example 12.50."))
        person.write({"Your discount rate in percent": rate})
        person.press("Seal and submit")
        person.sees(words("Your bid is received and sealed. This is the receipt."))
        person.lacks("84,000")
    opened(market, ref)
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    with market.acting("approver") as uow:
        awards.announce(uow, ref)
    winner = arrived(enter, "agency1")
    winner.open(f"/tenders/{ref}")
    winner.sees(words("Providers quote a discount rate off the ceiling price."), "¥84,000.00")
    for rate in ("12.50", "12.49", "0.00"):
        winner.sees(words("%(rate)s %% below the ceiling price", rate=rate))
    with site.reading() as session:
        assert list(award_queries.record_faults(session, ref)) == []
    site.work()
    assert site.faults() == []


@pytest.mark.browser
@pytest.mark.parametrize("words", ["en"], indirect=True)
def test_a_buyer_asks_one_provider_and_says_why(site: Site, enter: Enter, words: Words) -> None:
    market = built(site, words.language)
    own_funds.enterprise(market)
    with market.acting("agency2") as uow:
        organisations.offer_services(uow, market.refs["agency2"], [ITEM, APPLICANTS_ITEM])
    signable(market, site, words.language)
    owner = arrived(enter, "owner", script=False)
    site.work()
    shortlist = locked(owner)
    ref = drafted(owner, site, shortlist)
    for label in ("Submit for approval", "Approve"):
        owner.press(label)
    owner.follow("Check the dates and publish")
    owner.press("Publish the notice")
    owner.sees("Test agency2", WHY)
    owner.open(f"/shortlists/{shortlist}")
    owner.sees("This direct choice rests on it:", "Environmental report")

    stranger = arrived(enter, "agency1")
    stranger.open(f"/supplier/tenders/{ref}/bid")
    stranger.sees("The buyer asks one provider alone for this purchase, with the reasons in the notice.")
    assert not stranger.offers("Seal and submit")
    asked = arrived(enter, "agency2")
    asked.open(f"/supplier/tenders/{ref}/bid")
    asked.write({"Your price in yuan": "88000"})
    asked.press("Seal and submit")
    asked.sees("Your bid is received and sealed. This is the receipt.")

    opened(market, ref)
    with market.acting("owner") as uow:
        rounds.call(uow, ref, uow.now + CALLED_BEFORE)
    market.clock.at = auctions.current(market, ref).opens_at
    owner.open(f"/buyer/tenders/{ref}/rounds")
    owner.follow("Answer")
    owner.field("Test agency2 · ¥88,000.00").check()
    owner.press("Send to the bidders")
    owner.write({"Your reasons; they are published": WHY})
    owner.press("Send to the bidders")
    owner.sees("The rounds are over.")
    owner.open(f"/buyer/tenders/{ref}")
    owner.press("Run the selection")
    assert market.get(Tender, ref).state is TenderState.SELECTED
    asked.open(f"/tenders/{ref}")
    asked.sees(f"Named by the buyer: {WHY}", "Test agency2")
    site.work()
    assert site.faults() == []


def built(site: Site, language: str) -> Market:
    """A market whose people can sign in."""
    market = Market(site.house, site.clock).build()
    signable(market, site, language)
    return market


def signable(market: Market, site: Site, language: str) -> None:
    """Everybody has the password; the owner, who may need one, a second factor."""
    config = site.app.config
    with site.app.app_context():
        password = hash_password(PASSWORD)
    with market.acting("platform") as uow:
        uow.session.execute(update(User).values(password=password, confirmed_at=uow.now, language=language))
        for user in uow.session.scalars(select(User).where(User.name == "owner")):
            totp = TOTP.using(secrets=config["SECURITY_TOTP_SECRETS"], issuer=config["SECURITY_TOTP_ISSUER"])
            user.tf_primary_method = "authenticator"
            user.tf_totp_secret = totp(key=OWNERS_SECRET).to_json(encrypt=True)


def arrived(enter: Enter, name: str, *, script: bool = True) -> Person:
    person = enter(script=script)
    person.sign_in(f"{name}@example.org", OWNERS_SECRET if name == "owner" else None)
    return person


def opened(market: Market, ref: str) -> None:
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)


def locked(owner: Person) -> str:
    """A search that is looked at and locked, without script; its reference."""
    owner.open("/buyer/shortlists")
    owner.follow("Search and lock")
    owner.field("Words (optional)").fill("agency2")
    owner.press("Search")
    owner.sees("Choose an item of the catalogue.")
    owner.field("Service").select_option(APPLICANTS_ITEM)
    owner.press("Search")
    owner.sees("1 provider", "Test agency2")
    owner.press("Lock this search")
    owner.sees("Only the buyer and supervision see this.")
    return owner.at().rsplit("/", 1)[-1]


def drafted(owner: Person, site: Site, shortlist: str) -> str:
    """A draft that names agency2 and rests on a short-list, written without script; its reference."""
    owner.open(f"/buyer/tenders/new/{APPLICANTS_ITEM}")
    owner.write(
        {
            "Title": "Environmental report",
            "Description of the service": "Write the report.",
            "Time for the service": "20",
            "Time for bids": "3",
            "Ceiling price": "96000",
        }
    )
    owner.field("Where the service is delivered").select_option("510100")
    owner.field("Direct choice").check()
    owner.press("Save the draft")
    owner.sees("Name the provider whom you ask.")
    owner.field("Whom you ask (optional)").select_option(label="Test agency2")
    owner.field("Why you ask this provider (optional)").fill(WHY)
    owner.field("The short-list it rests on (optional)").select_option(shortlist)
    owner.press("Save the draft")
    with site.reading() as session:
        return session.scalars(select(Tender.ref)).one()
