"""A contract that is extended, is late all the same, and is ended, in both languages, as everybody sees it."""

import pyotp
import pytest
from flask_security import hash_password
from passlib.totp import TOTP

from marketplace.domain.accounts.models import User
from marketplace.domain.contracts.models import Contract, Milestone
from marketplace.domain.contracts.rules import Part
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.money import Money
from tests.clock import HandClock
from tests.domain.market import Market
from tests.journeys.conftest import Enter
from tests.journeys.people import PASSWORD, Person
from tests.journeys.site import Site
from tests.journeys.words import Words

pytestmark = pytest.mark.browser

FIRST, SECOND = "现场踏勘报告", "评估报告"
FLOOD = "汛期道路中断，无法进场。"
HEARING = "听证会日期已定。"
NOTHING = "最后期限内仍未收到成果。"


@pytest.fixture
def clock() -> HandClock:
    """The market of the domain's tests begins in March 2026."""
    return HandClock()


def test_a_contract_extended_and_then_ended(site: Site, enter: Enter, words: Words, clock: HandClock) -> None:
    market = Market(site.house, clock).build()
    secret = open_doors(site, market, words.language)
    contract = market.signed(Part(FIRST, Money(40_000_00), 10), Part(SECOND, Money(48_000_00), 20))
    first, _ = market.milestones(contract)

    agency = coming(enter, "agency1")
    agency.open("/supplier/contracts")
    agency.follow_name(tender_title(market, contract))
    agency.page.get_by_role("link", name=words("Ask for more time")).first.click()
    agency.write({"How many more working days": "5", "Reason": FLOOD})
    agency.press("Ask for more time")
    agency.sees(words("The department is asked for more time. Until it grants it, the old date stands."))

    approver = coming(enter, "approver", secret)
    approver.open("/buyer/")
    asked = words("More time for “%(part)s”: %(days)s working days", part=FIRST, days=5)
    approver.follow_name(words("Decide: %(what)s", what=asked))
    approver.sees(FLOOD)
    approver.press("Grant the time")
    approver.sees(words("The time is granted; the new date is in force."), words("Since the signing"))

    due_at = market.get(Milestone, first).due_at
    assert due_at is not None
    clock.at = due_at
    clock.advance(days=3, hours=9)
    site.work()
    approver.open(f"/buyer/contracts/{contract}")
    approver.follow("Set a last date")
    approver.write({"Working days from today": "3", "Reason": HEARING})
    approver.press("Set the last date")
    approver.sees(words("The last date is set. If it passes in vain, an approver may end the contract."))

    clock.advance(days=8)
    approver.open(f"/buyer/contracts/{contract}")
    approver.follow("End the contract early")
    approver.field(words("The provider did not deliver by the last date that was set")).check()
    approver.write({"Reason": NOTHING})
    approver.press("End it")
    approver.sees(words("Ended early"), NOTHING)
    approver.lacks(words("End the contract early"))

    visitor = enter()
    visitor.open(f"/tenders/{tender_ref(market, contract)}")
    visitor.sees(words("Ended early"), words("Since the contract was signed"), FLOOD, HEARING, NOTHING)
    visitor.page.set_viewport_size({"width": 375, "height": 800})
    assert visitor.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), "it fits a telephone"
    assert site.faults() == []


def coming(enter: Enter, name: str, secret: str | None = None) -> Person:
    """Somebody of the market with a fresh browser."""
    person = enter()
    person.sign_in(f"{name}@example.org", secret)
    return person


def open_doors(site: Site, market: Market, language: str) -> str:
    """Give the market's people a password, and the approver a second factor whose secret is answered."""
    secret = pyotp.random_base32()
    config = site.app.config
    totp = TOTP.using(secrets=config["SECURITY_TOTP_SECRETS"], issuer=config["SECURITY_TOTP_ISSUER"])
    with site.app.app_context():
        password = hash_password(PASSWORD)
    with site.house.writing(PLATFORM) as uow:
        for name in ("agency1", "approver"):
            user = uow.session.get_one(User, market.users[name])
            user.password, user.confirmed_at, user.language = password, uow.now, language
            if name == "approver":
                user.tf_primary_method = "authenticator"
                user.tf_totp_secret = totp(key=secret).to_json(encrypt=True)
    return secret


def tender_ref(market: Market, contract: str) -> str:
    with market.house.reading() as session:
        return session.get_one(Tender, market.get(Contract, contract).tender_id).ref


def tender_title(market: Market, contract: str) -> str:
    with market.house.reading() as session:
        return session.get_one(Tender, market.get(Contract, contract).tender_id).title
