"""The inbox and the choice of mails: one's own, in the language of the moment, without script."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from flask import Flask
from sqlalchemy import event

from marketplace.domain.notifications import operations, queries
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.events import TenderHandedOn, TenderMoved
from marketplace.kernel.actor import Role
from tests.blueprints.rooms import Enter
from tests.domain.market import PRICES, Market
from tests.domain.notifications.telling import forget


@pytest.fixture
def draft(market: Market) -> str:
    """One that waits for its approval."""
    forget(market)
    ref = market.draft(title="secret-draft")
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    return ref


def tell(market: Market, ref: str, times: int = 1) -> None:
    """The approver hears of a draft so often."""
    for number in range(times):
        market.clock.advance(seconds=1)
        with market.acting("platform") as uow:
            operations.tell(uow, TenderHandedOn, {"tender_ref": ref, "state": "in_approval"}, f"job-{number}")


def test_an_inbox_is_read_in_the_language_of_the_moment(market: Market, enter: Enter, draft: str) -> None:
    tell(market, draft)
    browser = enter("approver")
    english, chinese = browser.page("/account/inbox?lang=en"), browser.page("/account/inbox?lang=zh")
    assert "A tender to approve" in english
    assert f"The draft {draft} was submitted." in english
    assert "待审批的采购项目" in chinese
    assert f"采购草稿{draft}已提交审批" in chinese
    assert "A tender to approve" not in chinese
    assert "secret" not in english
    assert "There is no news yet" in enter("drafter").page("/account/inbox")


def test_opening_follows_the_link_and_marks_it_read(market: Market, enter: Enter, draft: str) -> None:
    tell(market, draft, 2)
    browser = enter("approver")
    page = browser.page("/account/inbox")
    assert page.count("inbox__entry--unread") == 2
    assert unread_in_the_head(page) == "2"
    [newest, _oldest] = re.findall(r'action="(/account/inbox/\d+)"', page)
    assert browser.get(newest).status_code == 405, "looking changes nothing"
    answer = browser.post(newest)
    assert (answer.status_code, answer.location) == (303, f"/buyer/tenders/{draft}")
    page = browser.page("/account/inbox")
    assert page.count("inbox__entry--unread") == 1
    assert unread_in_the_head(browser.page("/tenders")) == "1"
    assert enter("drafter").post(newest).status_code == 404
    assert browser.post("/account/inbox/read").status_code == 303
    page = browser.page("/account/inbox")
    assert "inbox__entry--unread" not in page
    assert unread_in_the_head(page) is None


def test_whoever_has_left_finds_the_page_behind_the_link_gone(market: Market, enter: Enter, draft: str) -> None:
    tell(market, draft)
    market.person("second")
    with market.acting("operator") as uow:
        organisations.add_member(uow, market.refs["other_department"], market.users["approver"], Role.APPROVER)
        organisations.remove_member(uow, market.refs["department"], market.users["approver"], Role.APPROVER)
    browser = enter("approver")
    page = browser.page("/account/inbox")
    assert "secret" not in page
    [entry] = re.findall(r'action="(/account/inbox/\d+)"', page)
    assert browser.get(browser.post(entry).location).status_code == 404


def test_a_long_inbox_has_pages(market: Market, enter: Enter, draft: str) -> None:
    tell(market, draft, queries.PAGE_SIZE + 3)
    browser = enter("approver")
    first, second = browser.page("/account/inbox"), browser.page("/account/inbox?page=2")
    assert (first.count("inbox__entry--unread"), second.count("inbox__entry--unread")) == (queries.PAGE_SIZE, 3)
    assert 'href="/account/inbox?page=2"' in first
    assert "page=3" not in second
    assert "The list ends before this page" in browser.page("/account/inbox?page=9")
    for bad in ("0", "x", "501", "99999999999999999999"):
        browser.page(f"/account/inbox?page={bad}", status=400)


def test_the_number_in_the_head_costs_one_bounded_query(market: Market, enter: Enter, draft: str, app: Flask) -> None:
    browser = enter("approver")
    tell(market, draft)
    browser.page("/tenders")
    with counted(market) as few:
        browser.page("/tenders")
    tell(market, draft, queries.MOST_SHOWN + 5)
    browser.page("/tenders")
    with counted(market) as many:
        page = browser.page("/tenders")
    assert len(few) == len(many)
    assert sum("notice" in statement for statement in many) == 1
    assert unread_in_the_head(page) == "99+"


def test_mails_are_chosen_by_topic(market: Market, enter: Enter, draft: str) -> None:
    browser = enter("approver")
    page = browser.page("/account/news")
    assert page.count(" checked") == len(Topic), "all are on"
    assert "are always sent" in page
    assert browser.post("/account/news", data={"topics": ["payments", "contracts"]}).status_code == 303
    assert browser.page("/account/news").count(" checked") == 2
    assert browser.page("/account/news?lang=zh").count(" checked") == 2
    with market.house.reading() as session:
        assert set(queries.mailed_topics(session, market.users["approver"])) == {Topic.PAYMENTS, Topic.CONTRACTS}
    assert browser.post("/account/news", data={"topics": "no such topic"}).status_code == 422
    assert browser.post("/account/news").status_code == 303
    assert " checked" not in browser.page("/account/news")


@pytest.mark.parametrize("path", ["/account/inbox", "/account/news"])
def test_a_visitor_is_asked_to_sign_in(browser: Callable[[], object], app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == 302
    assert "/sign-in?next=" in answer.location


@pytest.mark.parametrize("name", ["drafter", "officer1", "agency1", "regulator", "operator"])
def test_every_role_has_an_inbox(market: Market, enter: Enter, name: str) -> None:
    browser = enter(name)
    for path in ("/account/inbox", "/account/news", "/account/"):
        assert 'href="/account/inbox"' in browser.page(path)


def test_words_of_people_are_escaped(market: Market, enter: Enter, draft: str) -> None:
    ref = market.opened(dict.fromkeys(PRICES), method="random", title="<b>Bold</b> & more")
    with market.acting("platform") as uow:
        operations.tell(uow, TenderMoved, {"tender_ref": ref, "state": "opened"}, "job-1")
    page = enter("agency1").page("/account/inbox")
    assert "&lt;b&gt;Bold&lt;/b&gt; &amp; more" in page
    assert "<b>Bold" not in page


def unread_in_the_head(page: str) -> str | None:
    found = re.search(r'class="account__unread"><span[^>]*>[^<]*</span>([^<]*)<', page)
    return found[1] if found else None


@contextmanager
def counted(market: Market) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(market.house.engine, "before_cursor_execute", note)
    yield statements
    event.remove(market.house.engine, "before_cursor_execute", note)
