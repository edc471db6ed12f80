"""A visitor reports a clause and reads what became of it; another compares two providers."""

import re
from datetime import UTC, datetime

import pyotp
import pytest
from flask_security import hash_password
from passlib.totp import TOTP
from playwright.sync_api import Page, expect

from marketplace.domain.accounts.models import User
from marketplace.domain.complaints.articles import ARTICLES
from marketplace.domain.complaints.states import COMPLAINT, ComplaintState
from marketplace.kernel.actor import PLATFORM
from tests.clock import HandClock
from tests.domain.market import Market
from tests.journeys.conftest import Enter
from tests.journeys.looks import WIDTHS, look
from tests.journeys.people import PASSWORD, Person
from tests.journeys.site import Site
from tests.journeys.words import Words

CLAUSE = "投标人须在本市设有分支机构。"
CANARY = "CANARY-OF-THE-FILER"


@pytest.fixture
def clock() -> HandClock:
    return HandClock(datetime(2026, 3, 2, 1, 0, tzinfo=UTC))


@pytest.fixture
def market(site: Site, clock: HandClock) -> Market:
    return Market(site.house, clock).build()


def comes(enter: Enter, site: Site, market: Market, who: str, language: str) -> Person:
    """Somebody of the market with a browser, signed in with the second factor that offices need."""
    secret, config = pyotp.random_base32(), site.app.config
    totp = TOTP.using(secrets=config["SECURITY_TOTP_SECRETS"], issuer=config["SECURITY_TOTP_ISSUER"])
    with site.app.app_context():
        password = hash_password(PASSWORD)
    with site.house.writing(PLATFORM) as uow:
        user = uow.session.get_one(User, market.users[who])
        user.password, user.confirmed_at, user.language = password, uow.now, language
        user.tf_primary_method, user.tf_totp_secret = "authenticator", totp(key=secret).to_json(encrypt=True)
        email = user.email
    person = enter()
    person.sign_in(email, secret)
    return person


def looker(enter: Enter, path: str) -> Page:
    """The page of somebody whose browser runs scripts, which the examination needs."""
    person = enter()
    person.open(path)
    return person.page


def files(filer: Person, tender: str) -> tuple[str, str]:
    """From the tender's page to the number and the code."""
    words = filer.words
    filer.open(f"/tenders/{tender}")
    filer.follow("Report a clause or condition")
    expect(filer.field(words("Number of the tender"))).to_have_value(tender)
    filer.write(
        {
            "The clause, word for word": CLAUSE,
            "What happened?": f"公告要求本地分支机构。{CANARY}",
            "Why is it a violation?": "排斥外地机构。",
        }
    )
    filer.field(words(ARTICLES["O16-6"].forbids)).check()
    filer.field(words("No")).check()
    filer.field(words("Anonymous")).check()
    filer.press("Send the complaint")
    ref = filer.page.locator("#complaint-number").inner_text()
    code = filer.page.locator("#complaint-code").inner_text()
    assert code not in filer.at()
    return ref, code


@pytest.mark.browser
def test_an_anonymous_complaint_is_followed_to_its_publication(
    site: Site, market: Market, enter: Enter, words: Words
) -> None:
    tender = market.published(title="环境影响报告书技术评估")
    filer = enter(script=False)
    looks = look(looker(enter, f"/complaints/new?kind=clause&tender={tender}"), *WIDTHS[words.language])
    ref, code = files(filer, tender)

    officer = comes(enter, site, market, "regulator", words.language)
    officer.open("/regulator/complaints")
    officer.follow_name(ref)
    officer.sees(CLAUSE, words("Anonymous"))
    looks += look(officer.page, *WIDTHS[words.language])
    officer.press("Take the case")
    officer.follow("Ask the respondent for a statement")
    officer.write({"Your question": "为何要求本地分支机构？"})
    officer.press("Ask the respondent for a statement")

    department = comes(enter, site, market, "approver", words.language)
    department.open("/buyer/complaints")
    department.follow_name(ref)
    department.sees("为何要求本地分支机构？")
    department.lacks(CANARY)
    looks += look(department.page, *WIDTHS[words.language])
    department.write({"Your statement": "沿用旧模板，将予更正。"})
    department.press("Send the statement")

    officer.open(f"/regulator/complaints/{ref}")
    officer.sees("沿用旧模板，将予更正。")
    officer.follow("Decide")
    looks += look(officer.page, *WIDTHS[words.language])
    officer.field(words("Founded")).check()
    officer.write({"What was found": "公告含该条款。", "Reasons": "限制外地机构参与。", "Measures": "督促更正公告。"})
    officer.field(words(ARTICLES["O16-6"].forbids)).check()
    officer.press("Decide")
    filer.open(f"/tenders/{tender}")
    filer.lacks(ref)
    officer.follow("Publish the decision")
    officer.press("Publish the decision")

    filer.open("/complaints/track")
    filer.write({"Number of the complaint": ref.lower(), "Code": code.replace("-", " ").lower()})
    filer.press("Show the complaint")
    filer.sees(words(COMPLAINT.meanings[ComplaintState.PUBLISHED]), words("Founded"))
    reader = enter()
    reader.open(f"/tenders/{tender}")
    reader.follow_name(words("Decision %(ref)s", ref=ref))
    reader.sees(CLAUSE, "公告含该条款。", "督促更正公告。")
    reader.lacks(CANARY)
    looks += look(reader.page, *WIDTHS[words.language])
    assert looks == []
    assert not site.keeps(code)
    site.work()
    assert site.faults() == []


@pytest.mark.browser
def test_two_providers_are_compared(market: Market, enter: Enter, words: Words) -> None:
    market.paid()
    reader = enter(script=False)
    reader.open("/providers")
    for name in ("agency1", "agency2"):
        reader.page.get_by_role("checkbox", name=re.compile(rf"{name}$")).check()
    reader.press("Compare those ticked")
    ids = [market.organisation_id(name) for name in ("agency1", "agency2")]
    assert reader.at() == f"/providers/compare?ids={ids[0]},{ids[1]}"
    reader.sees(words("Awards won"), words("Delivered on time"))
    faults = look(looker(enter, reader.at()), *WIDTHS[words.language])
    reader.follow("Add a provider")
    reader.page.get_by_role("checkbox", name=re.compile(r"agency3$")).check()
    reader.press("Compare those ticked")
    assert reader.at().endswith(f",{market.organisation_id('agency3')}")
    reader.page.get_by_role("link", name=re.compile(r"agency1$")).last.click()
    reader.page.wait_for_url(f"**/compare?ids={ids[1]},{market.organisation_id('agency3')}")
    assert faults == []
