"""Saving a search from a list, seeing what is new in it, being told or not, deleting it."""

import pytest

from marketplace.domain.saved_searches.models import SavedSearch
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.blueprints.public.scene import Scene
from tests.domain.market import ITEM, Market

pytestmark = pytest.mark.usefixtures("indexed")
ADDRESS = f"/account/searches/new?kind=tender&q=lot&item={ITEM}"


def only(market: Market) -> SavedSearch | None:
    with market.house.reading() as session:
        return session.query(SavedSearch).one_or_none()


def test_a_search_is_saved_shown_and_deleted(market: Market, sign_in: SignIn, scene: Scene) -> None:
    browser = sign_in(market.actor("agency1"))
    page = browser.page(f"/tenders?q=lot&item={ITEM}")
    assert f'href="/account/searches/new?kind=tender&amp;q=lot&amp;item={ITEM}"' in page
    assert 'value="lot"' in browser.page(ADDRESS)
    assert browser.post(ADDRESS, data={"name": "Lots", "wants_news": "y"}).status_code == 303
    found = only(market)
    assert found is not None
    assert (found.kind, found.words, found.chosen, found.tell_at is not None) == (
        "tender",
        "lot",
        {"item": [ITEM]},
        True,
    )
    assert "Lots" in browser.page("/account/searches")
    answer = browser.post(f"/account/searches/{found.id}/look", data={})
    assert answer.headers["Location"] == f"/tenders?q=lot&item={ITEM}"
    browser.post(f"/account/searches/{found.id}/news", data={"wanted": "no"})
    again = only(market)
    assert again is not None
    assert again.tell_at is None
    assert "Lots" not in sign_in(market.actor("agency2")).page("/account/searches")
    browser.post(f"/account/searches/{found.id}/drop", data={})
    assert only(market) is None
    assert "保存的检索" in browser.page("/account/searches?lang=zh")


def test_a_page_says_which_searches_bring_no_news(market: Market, sign_in: SignIn, scene: Scene) -> None:
    browser = sign_in(market.actor("agency1"))
    said = "this search brings no news"
    for kind in ("tender", "provider", "award", "decision"):
        page = browser.page(f"/account/searches/new?kind={kind}")
        assert said not in page
        assert "Tell me what is new" in page
    page = browser.page("/account/searches/new?kind=item")
    assert said in page
    assert "Tell me what is new" not in page
    browser.post("/account/searches/new?kind=item", data={"name": "Services", "wants_news": "y"})
    found = only(market)
    assert found is not None
    assert found.tell_at is None
    assert said in browser.page("/account/searches")
    browser.post(f"/account/searches/{found.id}/drop", data={})
    browser.post("/account/searches/new?kind=provider", data={"name": "Agencies"})
    assert said not in browser.page("/account/searches")


def test_what_was_typed_stays_where_the_name_is_taken(market: Market, sign_in: SignIn, scene: Scene) -> None:
    browser = sign_in(market.actor("agency1"))
    browser.post(ADDRESS, data={"name": "Lots"})
    answer = browser.post(ADDRESS, data={"name": "Lots"})
    assert answer.status_code == 422
    assert 'value="Lots"' in answer.get_data(as_text=True)
    several = "/account/searches/new?kind=tender&status=failed&status=awarded"
    assert browser.post(several, data={"name": "Two"}).status_code == 303


def test_a_visitor_signs_in_first_and_odd_addresses_are_answered(
    client: Browser, market: Market, sign_in: SignIn, scene: Scene
) -> None:
    assert "next=" in client.get(ADDRESS, check=False).headers["Location"]
    browser = sign_in(market.actor("agency1"))
    for query in ("", "kind=x", "kind=tender&region=x", "kind=tender&q=" + "x" * 201):
        assert browser.get(f"/account/searches/new?{query}", check=False).status_code == 400
    assert browser.post("/account/searches/999/look", data={}, check=False).status_code == 404
