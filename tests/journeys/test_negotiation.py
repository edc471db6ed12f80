"""A negotiation of two bidders and two turns, in Chinese and without script, up to the award."""

import pytest
from flask_security import hash_password
from passlib.totp import TOTP
from sqlalchemy import select, update

from marketplace.domain.accounts.models import User
from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Selection
from marketplace.domain.bids import operations as bids
from marketplace.domain.rounds.rules import CALLED_BEFORE
from marketplace.domain.selection.evidence import replay
from tests.clock import HandClock
from tests.domain import own_funds
from tests.domain.market import PRICES, Market
from tests.domain.rounds import auctions
from tests.journeys.conftest import Enter
from tests.journeys.people import PASSWORD
from tests.journeys.site import Site
from tests.journeys.words import Words

SAID = "现场踏勘可以不做，请按此重新报价。"
SECOND_FACTOR = "NEGOTIATENEGOTIATENEGOTIATENEGOT"
BIDDERS = ("agency1", "agency2")


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def words() -> Words:
    found = Words("zh")
    if not found.is_translated:
        pytest.skip("the catalogue is not compiled: make translations")
    return found


@pytest.mark.browser
def test_two_bidders_quote_again_after_the_buyer_has_answered(site: Site, enter: Enter, words: Words) -> None:
    market, ref = opened(site)
    auctions.begin(market, ref, market.clock.at + CALLED_BEFORE, "owner")
    market.clock.at = auctions.current(market, ref).opens_at
    owner, first, second = (enter(script=False) for _ in range(3))
    owner.sign_in("owner@example.org", SECOND_FACTOR)
    for person, name in ((first, BIDDERS[0]), (second, BIDDERS[1])):
        person.sign_in(f"{name}@example.org")

    owner.open(f"/buyer/tenders/{ref}/rounds/reply")
    owner.sees(*(f"¥{price.yuan:,.2f}" for price in (PRICES[name] for name in BIDDERS) if price))
    owner.write({"What the buyer answers to the quotes; all candidates read it": SAID})
    owner.press("Send to the bidders")
    site.work()

    market.clock.at = auctions.current(market, ref).opens_at
    for person, price, other in ((first, "81,500", "80,900"), (second, "80,900", "81,500")):
        person.open(f"/supplier/tenders/{ref}/auction")
        person.sees(SAID)
        person.write({"The price offered now": price})
        person.press("Send")
        person.sees(f"¥{price}.00")
        person.lacks(other)

    market.clock.at = auctions.current(market, ref).opens_at
    owner.open(f"/buyer/tenders/{ref}/rounds/reply")
    owner.sees("¥81,500.00", "¥80,900.00")
    owner.write({"What the buyer answers to the quotes; all candidates read it": "报价到此为止。"})
    owner.group(words("Whether new quotes are asked for")).get_by_label(words("No"), exact=True).check()
    owner.press("Send to the bidders")
    with market.acting("owner") as uow:
        awards.select(uow, ref)
    with market.acting("owner") as uow:
        awards.announce(uow, ref)
    second.open(f"/tenders/{ref}")
    second.sees("¥80,900.00")
    with site.reading() as session:
        assert replay(session.scalars(select(Selection)).one().evidence) == []
    assert site.faults() == []


def opened(site: Site) -> tuple[Market, str]:
    """A private buyer's negotiation, its two bids opened."""
    config = site.app.config
    totp = TOTP.using(secrets=config["SECURITY_TOTP_SECRETS"], issuer=config["SECURITY_TOTP_ISSUER"])
    with site.app.app_context():
        password = hash_password(PASSWORD)
    market = Market(site.house, site.clock).build()
    own_funds.enterprise(market)
    with market.acting("platform") as uow:
        uow.session.execute(update(User).values(password=password, confirmed_at=uow.now, language="zh"))
        user = uow.session.get_one(User, market.users["owner"])
        user.tf_primary_method = "authenticator"
        user.tf_totp_secret = totp(key=SECOND_FACTOR).to_json(encrypt=True)
    ref = own_funds.published(market, method="negotiate")
    for name in BIDDERS:
        market.bid(name, ref, PRICES[name])
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)
    return market, ref
