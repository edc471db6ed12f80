"""Searching: what is said where words find nothing, chips, suggestions, the search over everything, decisions."""

import re

import pytest
from sqlalchemy import select, update

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.search.ports import Kind, Question
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import PLATFORM
from tests.blueprints.client import Browser
from tests.blueprints.public.copies import grow
from tests.blueprints.public.scene import SECRETS, Scene
from tests.domain.market import ITEM, Market

pytestmark = pytest.mark.usefixtures("indexed")


def test_a_slip_of_the_finger_is_put_right_and_said(client: Browser) -> None:
    page = client.page("/providers?q=agenyc2")
    assert "Nothing was found for “agenyc2”. Shown is what was found for “agency2”." in page
    assert "Test <mark>agency2</mark></a>" in page
    assert "Nothing was found" not in client.page("/providers?q=agency2")


def test_a_name_is_marked_where_its_sound_was_typed_and_a_slip_of_the_same_sound_is_put_right(client: Browser) -> None:
    for typed in ("ceshi", "ce shi", "cesh"):
        assert "<mark>测试</mark>机构" in client.page(f"/providers?q={typed}&lang=zh"), typed
        assert "<mark>测试</mark>机构" in client.page(f"/search?q={typed}&lang=zh"), typed
    page = client.page("/providers?q=侧试机构&lang=en")
    assert "Nothing was found for “侧试机构”. Shown is what was found for “测试机构”." in page


def test_where_nothing_fits_the_page_says_what_would(client: Browser) -> None:
    page = client.page(f"/tenders?q=lot+qqqqqqqq&item={ITEM}")
    assert "No tender fits" in page
    assert re.search(rf'href="/tenders\?q=lot&amp;item={ITEM}">Without “qqqqqqqq”</a> <span class="muted">\(1\)', page)
    assert 'href="/search?q=lot+qqqqqqqq"' in page or 'href="/search?q=lot%20qqqqqqqq"' in page


def test_what_is_chosen_can_be_taken_back(client: Browser) -> None:
    page = client.page(f"/tenders?q=assessment&item={ITEM}&status=failed&status=cancelled")
    chips = re.findall(r'class="chip" href="([^"]+)"', page)
    assert chips == [
        f"/tenders?status=failed&amp;status=cancelled&amp;item={ITEM}",
        f"/tenders?q=assessment&amp;status=cancelled&amp;item={ITEM}",
        f"/tenders?q=assessment&amp;status=failed&amp;item={ITEM}",
        "/tenders?q=assessment&amp;status=failed&amp;status=cancelled",
    ]
    for href in chips:
        assert "No tender fits" not in client.page(href.replace("&amp;", "&"))


def test_a_count_is_what_its_choice_brings(client: Browser) -> None:
    page = client.page("/tenders")
    for value, many in re.findall(r'name="status" value="(\w+)">.*?facet__count">(\d+)<', page):
        assert f"<strong>{many}</strong> tenders" in client.page(f"/tenders?status={value}"), value


def test_suggestions_finish_a_word(client: Browser, market: Market) -> None:
    answer = client.get("/search/suggestions.json?q=agen&kind=provider")
    assert {one["label"] for one in answer.json["suggestions"]} == {f"Test agency{number}" for number in (1, 2, 3)}
    number = market.organisation_id("agency1")
    assert f"/providers/{number}-agency1" in {one["href"] for one in answer.json["suggestions"]}
    assert client.get("/search/suggestions.json?q=").json == {"suggestions": []}
    assert {one["kind"] for one in client.get("/search/suggestions.json?q=assess").json["suggestions"]} >= {"Tenders"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_search_over_everything_leads_to_the_lists(client: Browser, scene: Scene, language: str) -> None:
    page = client.page(f"/search?q=assessment&lang={language}")
    assert 'href="/tenders?q=assessment"' in page
    assert 'href="/services?q=assessment"' in page
    assert scene.tenders["draft"] not in page
    for secret in SECRETS:
        assert secret not in page
        assert "<mark>" not in client.page(f"/search?q={secret}")


def test_texts_of_others_stay_texts(client: Browser) -> None:
    page = client.page("/tenders?q=Open")
    assert "<mark>Open</mark> for bids &lt;b&gt;now&lt;/b&gt;" in page
    assert "<script>" not in client.page("/search?q=<script>alert(1)</script>")


@pytest.mark.parametrize("path", ["/tenders", "/providers", "/awards", "/services", "/decisions", "/search"])
def test_every_list_leads_to_the_rule_of_its_order(client: Browser, path: str) -> None:
    assert 'href="/ranking"' in client.page(path)
    assert "nobody can pay for a place" in client.page("/ranking")


def _is_held(market: Market, kind: Kind, number: int) -> bool:
    return number in market.house.search.engine.find(Question(kind, limit=1000)).numbers


def test_who_left_a_moment_ago_is_on_no_page_while_the_index_still_has_them(client: Browser, market: Market) -> None:
    number = market.organisation_id("agency2")
    queries = ("q=agency2", f"item={ITEM}", "q=ceshi", "sort=rating", "q=agency2&sort=rating", "")
    lists = [f"/providers?{query}" for query in queries]
    files = [f"/search.{ending}?kind=provider&{query}" for ending in ("json", "csv") for query in queries]
    pages = [*lists, *files, "/search?q=agency2", "/search/suggestions.json?q=agen"]
    link = f"/providers/{number}-agency2"
    assert [path for path in pages if link not in client.page(path)] == []
    with market.house.writing(PLATFORM) as uow:
        left = {"state": OrganisationState.WITHDRAWN, "withdrawn_at": uow.now}
        uow.session.execute(update(Organisation).where(Organisation.id == number).values(**left))
    assert _is_held(market, Kind.PROVIDER, number)
    assert [path for path in pages if link in client.page(path)] == []


def test_an_award_that_fell_a_moment_ago_is_on_no_list_while_the_index_still_has_it(
    client: Browser, market: Market, scene: Scene
) -> None:
    with market.house.reading() as session:
        award = session.scalars(
            select(Award).join(Tender, Tender.id == Award.tender_id).where(Tender.ref == scene.tenders["drawn"])
        ).one()
    pages = [
        "/awards",
        "/awards?q=lot",
        "/awards?sort=dearest",
        "/search.json?kind=award",
        "/search.csv?kind=award&q=lot",
    ]
    link = f"/tenders/{scene.tenders['drawn']}"
    assert [path for path in pages if link not in client.page(path)] == []
    assert 'href="/awards?q=lot"' in client.page("/search?q=lot")
    with market.house.writing(PLATFORM) as uow:
        fallen = {"state": AwardState.REVOKED, "ended_because": "Planted by a test."}
        uow.session.execute(update(Award).where(Award.id == award.id).values(**fallen))
    assert _is_held(market, Kind.AWARD, award.id)
    assert [path for path in pages if link in client.page(path)] == []
    assert 'href="/awards?q=lot"' not in client.page("/search?q=lot")


def test_a_neighbour_is_found_by_the_last_row(client: Browser, market: Market) -> None:
    grow(market, 70)
    page = client.page("/tenders")
    seen = re.findall(r'<th scope="row"><div><a href="/tenders/([^"]+)"', page)
    while following := re.search(r'href="([^"]+)" rel="next"', page):
        page = client.page(following[1].replace("&amp;", "&"))
        seen += re.findall(r'<th scope="row"><div><a href="/tenders/([^"]+)"', page)
    assert len(seen) == len(set(seen)) > 80
