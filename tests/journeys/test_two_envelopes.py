"""Two envelopes in the browser: three evaluators score alone, agree, and only then two openers open the prices."""

from collections.abc import Mapping

import pyotp
import pytest
from flask_security import hash_password
from passlib.totp import TOTP
from sqlalchemy import select, update

from marketplace.domain.accounts.models import User
from marketplace.domain.bids.models import Bid
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.money import Money
from tests.clock import HandClock
from tests.domain.evaluation import panel
from tests.domain.market import PRICES, Market
from tests.journeys import offices
from tests.journeys.conftest import Enter
from tests.journeys.looks import WIDTHS, look
from tests.journeys.people import PASSWORD, Person
from tests.journeys.site import Site
from tests.journeys.words import Words

KEEPERS = ("approver", "regulator")
STAFF = (*panel.EVALUATORS, *KEEPERS, "drafter")
SECRETS = {f"{name}@example.org": pyotp.random_base32() for name in STAFF}
"""Of the apps that show codes, by the address."""


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.mark.browser
@pytest.mark.parametrize("words", ["en"], indirect=True)
def test_from_the_sealed_bids_to_the_losers_sheet(site: Site, enter: Enter, words: Words) -> None:
    market = people_of(site)
    tender = market.published(**panel.TERMS)
    bidders = {name: enter(script=name != "agency2") for name in PRICES}
    for name, person in bidders.items():
        person.sign_in(f"{name}@example.org")
        seal(person, tender, PRICES[name])
    market.clock.at = market.deadline(tender)
    site.work()
    staff = {name: enter() for name in STAFF}
    for name, person in staff.items():
        person.sign_in(f"{name}@example.org", SECRETS[f"{name}@example.org"])

    for name in KEEPERS:
        hand_in(staff[name], name, tender, "technical parts only")
    assert state_of(market, tender) is TenderState.EVALUATING
    refs = panel.bids_of(market, tender)
    for name in panel.EVALUATORS:
        score_alone(staff[name], tender, refs)
    agree(staff, tender, refs)
    assert state_of(market, tender) is TenderState.EVALUATED
    with site.reading() as session:
        assert set(session.scalars(select(Bid.price))) == {None}
    assert not any(site.keeps(f"{price.yuan:.2f}") for price in PRICES.values())

    for name in KEEPERS:
        hand_in(staff[name], name, tender, "You now open the prices of the valid bids.")
    assert state_of(market, tender) is TenderState.OPENED
    drafter, approver, loser = staff["drafter"], staff["approver"], bidders["agency1"]
    drafter.open(f"/buyer/tenders/{tender}")
    drafter.press("Run the selection")
    drafter.sees(words("Selected: %(provider)s", provider="Test agency2"))
    approver.open(f"/buyer/tenders/{tender}/award")
    approver.press("Publish the award notice")
    loser.open(f"/supplier/bids/{refs['agency1']}")
    loser.sees(words("Your score sheet"), "All of us found agency1", words("Evaluator %(number)s", number=3))
    loser.lacks("All of us found agency2")
    assert look(loser.page, *WIDTHS["en"]) == []
    assert site.faults() == []


def people_of(site: Site) -> Market:
    """The market's people, each with the one password, and a second factor for the staff."""
    config = site.app.config
    totp = TOTP.using(secrets=config["SECURITY_TOTP_SECRETS"], issuer=config["SECURITY_TOTP_ISSUER"])
    with site.app.app_context():
        password = hash_password(PASSWORD)
    market = Market(site.house, site.clock).build()
    with market.acting("platform") as uow:
        uow.session.execute(update(User).values(password=password, confirmed_at=uow.now, language="en"))
        for user in uow.session.scalars(select(User).where(User.email.in_(SECRETS))):
            user.tf_primary_method = "authenticator"
            user.tf_totp_secret = totp(key=SECRETS[user.email]).to_json(encrypt=True)
    return market


def state_of(market: Market, tender: str) -> TenderState:
    return market.get(Tender, tender).state


def seal(bidder: Person, tender: str, price: Money | None) -> None:
    """One envelope as ever; the page says that it is opened in two parts."""
    bidder.open(f"/supplier/tenders/{tender}/bid")
    bidder.write({"Your price in yuan": f"{price.yuan:.2f}" if price else "", "Your proposal": "Two engineers."})
    bidder.press("Seal and submit")
    bidder.sees(bidder.words("Your bid is received and sealed. This is the receipt."))


def hand_in(keeper: Person, name: str, tender: str, said: str) -> None:
    """The page says which parts are opened, and the browser reads no others."""
    keeper.open(f"/account/keys/openings/{tender}")
    keeper.sees(said)
    assert look(keeper.page, *WIDTHS["en"]) == []
    keeper.attach("Your key file", f"{name}.json", "application/json", offices.key_file(name))
    keeper.write({"Passphrase of the key file": PASSWORD})
    keeper.press("Hand in my keys")


def score_alone(evaluator: Person, tender: str, refs: Mapping[str, str]) -> None:
    """Declare, then a sheet for every bid; no price stands anywhere."""
    here = f"/buyer/tenders/{tender}/evaluation"
    evaluator.open(here)
    evaluator.field(
        evaluator.words("No. I am free of any interest and will score by the published criteria alone.")
    ).check()
    evaluator.press("Declare")
    for agency, ref in refs.items():
        method, team = panel.POINTS[agency]
        evaluator.open(f"{here}/{ref}")
        evaluator.write({"Method": str(method), "Team": str(team), "Reasons": "Alone"})
        evaluator.press("Give these scores")
    evaluator.lacks("88,000.00", "90,000.00")


def agree(staff: Mapping[str, Person], tender: str, refs: Mapping[str, str]) -> None:
    """The first proposes, the others confirm, bid by bid."""
    first, *others = (staff[name] for name in panel.EVALUATORS)
    for agency, ref in refs.items():
        path = f"/buyer/tenders/{tender}/evaluation/{ref}/points"
        first.open(path)
        assert look(first.page, *WIDTHS["en"]) == []
        first.write({"Reasons": f"All of us found {agency}"})
        first.press("Propose to all evaluators")
        for other in others:
            other.open(path)
            other.press("Confirm these points")
