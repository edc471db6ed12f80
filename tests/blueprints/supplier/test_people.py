"""The people of an agency: invited by mail, removed, succeeded; rights end with the very next click."""

import html
import re
from collections.abc import Callable

from marketplace.domain.accounts.models import User
from marketplace.kernel.actor import PLATFORM, Role
from tests.blueprints.client import Browser
from tests.blueprints.conftest import link_in
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage
from tests.clock import HandClock
from tests.domain.market import Market

Mails = Callable[[], list[tuple[str, str, str]]]


def people(market: Market, act: str = "", agency: str = "agency1") -> str:
    return f"/supplier/agencies/{market.refs[agency]}/people" + (f"/{act}" if act else "")


def post(browser: Browser, path: str, status: int = 303, **data: object) -> str:
    response = browser.post(path, data=data)
    assert response.status_code == status, html.unescape(response.get_data(as_text=True))[-2000:]
    return html.unescape(response.get_data(as_text=True))


def invite(enter: Enter, market: Market, mails: Mails, email: str = "nobody@example.org") -> str:
    """The path in the mail to somebody the agency has invited."""
    post(enter("agency1"), people(market), email=email, role=Role.AGENCY_MEMBER)
    [letter] = [text for to, _subject, text in mails() if to == email][-1:]
    return link_in(letter)


def test_an_invited_person_joins_through_the_mail(enter: Enter, market: Market, mails: Mails) -> None:
    link = invite(enter, market, mails)
    assert "nobody@example.org" in enter("agency1").page(people(market))
    browser = enter("nobody", second_factor=False)
    assert "Test agency1" in browser.page(link)
    assert browser.get("/supplier/").status_code == 303, "a look at the link changes nothing"
    post(browser, link)
    assert browser.page("/supplier/")
    assert "nobody" in browser.page(people(market))
    assert "Invite somebody" not in browser.page(people(market)), "a member is no administrator"
    post(browser, people(market), 403, email="x@example.org", role=Role.AGENCY_MEMBER)
    assert "The invitation was accepted." in html.unescape(browser.page(link))
    assert browser.post(link).headers["Location"] == link


def test_the_mail_is_written_in_the_invited_persons_language(enter: Enter, market: Market, mails: Mails) -> None:
    with market.house.writing(PLATFORM) as uow:
        uow.session.get_one(User, market.users["nobody"]).language = "zh"
    invite(enter, market, mails)
    [(_to, subject, text)] = [letter for letter in mails() if letter[0] == "nobody@example.org"]
    assert "测试机构 agency1" in text
    assert subject == "您受邀加入中介服务超市"


def test_a_visitor_signs_in_first_and_a_stranger_gets_nowhere(
    client: Browser, enter: Enter, market: Market, mails: Mails
) -> None:
    link = invite(enter, market, mails)
    assert client.get(link).headers["Location"].startswith("/sign-in?next=")
    thief = enter("agency2")
    assert "another address" in thief.page(link)
    assert "Accept the invitation" not in thief.page(link)
    post(thief, link, 403)
    assert thief.page("/account/invitations/" + "0" * 64, 404)


def test_an_expired_link_says_so(enter: Enter, market: Market, mails: Mails, clock: HandClock) -> None:
    link = invite(enter, market, mails)
    clock.advance(days=8)
    browser = enter("nobody")
    assert "has expired" in browser.page(link)
    assert browser.post(link).headers["Location"] == link
    assert "Ask for a new one" in browser.page(link)


def test_an_open_session_loses_its_rights_at_once(enter: Enter, market: Market, mails: Mails, stage: Stage) -> None:
    link = invite(enter, market, mails)
    member, bid = enter("nobody"), f"/supplier/tenders/{stage.refs['open']}/bid"
    post(member, link)
    assert member.page(bid)
    data = {"user": str(market.users["nobody"]), "role": Role.AGENCY_MEMBER}
    post(enter("agency1"), people(market, "remove"), **data)
    for path in (bid, people(market), f"/supplier/agencies/{market.refs['agency1']}", "/supplier/bids"):
        assert member.get(path).status_code == 403, path
    assert member.post(bid, data={"price": "1", "after": "0", "act": "submit"}).status_code == 403


def test_administration_is_handed_over_and_the_last_administrator_stays(
    enter: Enter, market: Market, mails: Mails
) -> None:
    first = enter("agency1")
    post(first, people(market, "leave"))
    assert "at least one administrator" in first.page(people(market))
    second = enter("nobody")
    post(second, invite(enter, market, mails))
    post(second, people(market, "appoint"), 403, user=str(market.users["nobody"]))
    post(first, people(market, "appoint"), user=str(market.users["nobody"]))
    post(first, people(market, "step-down"))
    assert "Invite somebody" in second.page(people(market))
    assert first.post(people(market, "leave")).headers["Location"] == "/account/"
    assert first.get(people(market)).status_code == 403


def test_an_invitation_is_taken_back(enter: Enter, market: Market, mails: Mails) -> None:
    link, browser = invite(enter, market, mails), enter("agency1")
    found = re.search(r'name="invitation" value="(I-\w+)"', browser.page(people(market)))
    assert found
    post(browser, people(market, "revoke"), invitation=found[1])
    assert "taken back" in enter("nobody").page(link)


def test_odd_acts_are_not_found_and_foreign_people_neither(enter: Enter, market: Market) -> None:
    browser = enter("agency1")
    for act, data in (
        ("fly", {}),
        ("remove", {"user": "x", "role": "agency_member"}),
        ("remove", {"user": "1", "role": "king"}),
        ("appoint", {}),
        ("revoke", {}),
    ):
        post(browser, people(market, act), 404, **data)
    for act in ("", "leave", "appoint"):
        post(browser, people(market, act, "agency2"), 404, user="1")
    shown = post(browser, people(market), 422, email="no address", role="agency_member")
    assert 'href="#email"' in shown
    post(browser, people(market), 422, email="a@example.org", role="king")


def test_the_menu_leads_to_the_people(enter: Enter, market: Market) -> None:
    browser = enter("agency1")
    assert 'href="/supplier/people"' in browser.page("/supplier/")
    assert browser.get("/supplier/people").headers["Location"] == people(market)
