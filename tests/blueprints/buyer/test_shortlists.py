"""Searching, looking and locking; the locked page, who reads it when, and what is taken along."""

import hashlib
import json
import re

import pytest
from flask import Flask
from sqlalchemy import text

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.canonical import digest
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.test_purchase import DRAFT
from tests.blueprints.client import Browser
from tests.domain import own_funds
from tests.domain.market import ITEM, Market
from tests.domain.own_funds import APPLICANTS_ITEM
from tests.domain.shortlists import locking

NEW = "/buyer/shortlists/new"
SEARCH = f"{NEW}?item={APPLICANTS_ITEM}&q=test&sort=best"
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


@pytest.fixture
def owner(market: Market, app: Flask) -> Market:
    """Three agencies in the index, and a state enterprise that buys."""
    own_funds.state_enterprise(market)
    locking.offering(market)
    app.test_cli_runner().invoke(args=["search", "rebuild"])
    return market


def sent(page: str) -> dict[str, str]:
    """What the locking form carries."""
    found = dict(HIDDEN.findall(page[page.index('id="found"') :]))
    return {name: value for name, value in found.items() if name != "csrf_token"}


def locked(desk: Desk) -> str:
    browser = desk("state_owner")
    answer = browser.post(NEW, data=sent(browser.page(SEARCH)))
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return answer.headers["Location"].rsplit("/", 1)[-1]


def test_a_search_is_looked_at_and_locked(desk: Desk, owner: Market) -> None:
    page = desk("state_owner").page(SEARCH)
    assert "3 providers" in page
    for words in ("Test agency1", "fit the words", "Insufficient data", "优化营商环境条例 Art 43(2)"):
        assert words in page
    ref = locked(desk)
    shortlist = owner.get(ShortList, ref)
    assert shortlist.document["words"] == "test"
    assert len(shortlist.document["providers"]) == 3
    page = desk("state_owner").page(f"/shortlists/{ref}")
    for words in (shortlist.sha256, "Only the buyer and supervision see this", "Test agency3", "Best fit"):
        assert words in page
    assert ref in desk("state_owner").page("/buyer/shortlists")
    assert "候选名单" in desk("state_owner").page(f"/shortlists/{ref}?lang=zh")


def test_without_a_service_nothing_is_searched(desk: Desk, owner: Market) -> None:
    page = desk("state_owner").page(f"{NEW}?item=&q=test")
    assert "Choose an item of the catalogue." in page
    assert 'id="found"' not in page
    assert 'value="test"' in page


def test_what_is_taken_along_is_what_the_digest_is_of(desk: Desk, owner: Market) -> None:
    ref = locked(desk)
    answer = desk("state_owner").get(f"/shortlists/{ref}.json")
    document = json.loads(answer.get_data(as_text=True))
    assert digest(document) == owner.get(ShortList, ref).sha256
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert hashlib.sha256(answer.get_data()).hexdigest() == owner.get(ShortList, ref).sha256
    table = desk("state_owner").get(f"/shortlists/{ref}.csv").get_data().decode("utf-8-sig")
    assert len(table.splitlines()) == 4
    assert owner.refs["agency1"] in table


def test_strangers_read_it_with_the_notice_and_not_before(desk: Desk, owner: Market, client: Browser) -> None:
    ref = locked(desk)
    paths = [f"/shortlists/{ref}{end}" for end in ("", ".json", ".csv")]
    for path in paths:
        assert client.get(path, check=False).status_code == 404
        assert desk("agency1").get(path, check=False).status_code == 404
        assert desk("drafter").get(path, check=False).status_code == 404
        assert desk("regulator").get(path).status_code == 200
    typed = {name: value for name, value in DRAFT.items() if name != "budget_line"} | {
        "method": "direct",
        "invited": owner.refs["agency2"],
        "invited_because": "It made the first part.",
    }
    answer = desk("state_owner").post(f"/buyer/tenders/new/{APPLICANTS_ITEM}", data=typed)
    assert answer.status_code == 422
    assert 'id="unlisted_because-error"' in answer.get_data(as_text=True)
    answer = desk("state_owner").post(f"/buyer/tenders/new/{APPLICANTS_ITEM}", data=typed | {"shortlist": ref})
    tender = answer.headers["Location"].rsplit("/", 1)[-1]
    assert owner.get(Tender, tender).shortlist == ref
    assert f'<option value="{ref}" selected>' in desk("state_owner").page(f"/buyer/tenders/{tender}/edit")
    assert client.get(paths[0], check=False).status_code == 404
    for name, step in (("state_owner", "submit"), ("state_approver", "approve"), ("state_owner", "publish")):
        assert desk(name).post(f"/buyer/tenders/{tender}/{step}").status_code in {200, 303}
    for path in paths:
        assert client.get(path).status_code == 200
    assert f"/tenders/{tender}" in client.page(paths[0])
    assert f"/shortlists/{ref}" in client.page(f"/tenders/{tender}")


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("q=成都", "is a place"),
        ("region=5101", "Take the region away"),
        ("q=agency1", "compares at least 3"),
        ("q=zzzzzz", "Nobody was found"),
        ("min_rating=4", "Nobody was found"),
        ("min_rating=9", "Choose one of the options"),
        ("sort=price", "3 providers"),
        ("q=" + "x" * 201, "at most 200"),
        ("qualification=x", "Nobody was found"),
        ("qualification=" + "x" * 121, "more than a short-list is narrowed by"),
        ("q=%22%22%28%2A%2A%29+AND+OR", ""),
        ("q=" + "%F0%9F%98%80" * 50, ""),
    ],
)
def test_what_cannot_be_locked_says_so_before(desk: Desk, owner: Market, query: str, words: str) -> None:
    page = desk("state_owner").page(f"{NEW}?item={APPLICANTS_ITEM}&{query}")
    assert words in page


def test_an_unknown_service_is_no_search(desk: Desk, owner: Market) -> None:
    assert "Choose one of the options" in desk("state_owner").page(f"{NEW}?item=nothing")
    assert "Choose a service" in desk("state_owner").page(NEW)


def test_what_changed_since_the_look_is_not_locked(desk: Desk, owner: Market, app: Flask) -> None:
    browser = desk("state_owner")
    form = sent(browser.page(SEARCH))
    with owner.acting("agency3") as uow:
        organisations.offer_services(uow, owner.refs["agency3"], [ITEM])
    answer = browser.post(NEW, data=form)
    assert answer.status_code == 409
    app.test_cli_runner().invoke(args=["search", "rebuild"])
    answer = browser.post(NEW, data=form)
    assert answer.status_code == 409
    assert "has changed since you looked" in answer.get_data(as_text=True)
    assert 'value="test"' in answer.get_data(as_text=True)


def test_a_misspelt_word_is_locked_as_it_was_understood(desk: Desk, owner: Market) -> None:
    browser = desk("state_owner")
    page = browser.page(SEARCH.replace("q=test", "q=tset"))
    assert "Nothing was found for “tset”" in page
    ref = browser.post(NEW, data=sent(page)).headers["Location"].rsplit("/", 1)[-1]
    assert owner.get(ShortList, ref).document["words"] == "test"


def test_only_drafters_come_here(desk: Desk, owner: Market) -> None:
    assert desk("evaluator1").get(NEW, check=False).status_code == 403
    assert desk("evaluator1").post(NEW, data={"item": ITEM}, check=False).status_code == 403
    assert desk("agency1").get(NEW, check=False).status_code == 403
    assert desk("drafter").get(NEW).status_code == 200


def test_another_buyer_cannot_be_named(desk: Desk, owner: Market) -> None:
    form = sent(desk("state_owner").page(SEARCH))
    answer = desk("drafter").post(NEW, data=form | {"buyer": owner.refs["state_owner"]})
    assert answer.status_code == 422


def test_the_command_says_whether_all_are_what_was_locked(desk: Desk, owner: Market, app: Flask) -> None:
    runner = app.test_cli_runner()
    locked(desk)
    result = runner.invoke(args=["shortlists", "check"])
    assert (result.exit_code, result.output) == (0, "1 short-lists are what was locked\n")
    with owner.acting("platform") as uow:
        uow.session.execute(text("UPDATE shortlist SET document = 'no json'"))
    for command in (["shortlists", "check"], ["verify"]):
        result = runner.invoke(args=command)
        assert result.exit_code == 1
        assert "cannot be read" in result.output
