"""Lists: filters, orders, pages, and as many queries for thirty rows as for five."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import event

from marketplace.blueprints.public.asked import NAME, Wanted
from marketplace.domain.search.ports import SORTED_BY, SORTS, Kind, Order
from tests.blueprints.client import Browser
from tests.blueprints.public.copies import grow, rate
from tests.blueprints.public.scene import Scene
from tests.domain.market import ITEM, Market
from tests.searching import rebuild

LINK = re.compile(r'<th scope="row"><div><a href="/tenders/([^"]+)"')


def shown(page: str) -> list[str]:
    return LINK.findall(page)


def test_the_list_has_what_is_published_the_newest_first(client: Browser, scene: Scene) -> None:
    refs = shown(client.page("/tenders"))
    hidden = {"draft", "returned"}
    assert set(refs) == {ref for name, ref in scene.tenders.items() if name not in hidden}
    assert refs[0] == scene.tenders["open"]


@pytest.mark.usefixtures("indexed")
def test_the_list_is_narrowed_by_item_region_and_status(client: Browser, scene: Scene) -> None:
    total = len(shown(client.page("/tenders")))
    failed = {scene.tenders[name] for name in ("failed", "empty", "unopened")}
    assert set(shown(client.page("/tenders?status=failed"))) == failed
    assert len(shown(client.page(f"/tenders?item={ITEM}"))) == total
    for region in ("51", "5101", "510000", "510100"):
        assert len(shown(client.page(f"/tenders?region={region}"))) == total, region
    for region in ("510104", "5103", "11"):
        assert "No tender fits" in client.page(f"/tenders?region={region}"), region
    page = client.page("/tenders?status=failed&region=51")
    assert 'name="status" value="failed" checked>' in page
    assert 'name="region" value="51" checked>' in page


@pytest.mark.usefixtures("indexed")
def test_the_nearest_deadline_comes_first(client: Browser, scene: Scene) -> None:
    page = client.page("/tenders?sort=deadline&status=published")
    assert shown(page)[-1] == scene.tenders["open"]
    assert 'href="/tenders?status=published&amp;sort=deadline"' in client.page("/tenders")


@pytest.mark.usefixtures("indexed")
def test_a_search_finds_titles_items_and_departments(client: Browser, scene: Scene) -> None:
    assert shown(client.page("/tenders?q=lot")) == [scene.tenders["drawn"]]
    assert set(shown(client.page("/tenders?q=ONCE+more"))) == {scene.tenders["again"], scene.tenders["reissued"]}
    assert len(shown(client.page("/tenders?q=技术评估"))) == len(shown(client.page("/tenders")))
    assert shown(client.page("/tenders?q=Nobody&status=failed")) == [scene.tenders["empty"]]
    assert "No tender fits" in client.page("/tenders?q=Nobody&status=awarded")
    page = client.page("/providers?q=AGENCY2")
    assert "Test <mark>agency2</mark></a>" in page
    assert "Test agency1" not in page


@pytest.mark.usefixtures("indexed")
def test_services_are_narrowed(client: Browser) -> None:
    def codes(query: str) -> list[str]:
        pages = [client.page(f"/services?{query}&page={number}") for number in range(1, 6)]
        return re.findall(r'<th scope="row"><a href="/services/([^"]+)"', "".join(pages))

    everything = codes("")
    assert sorted(codes("payer=department") + codes("payer=applicant")) == sorted(everything)
    assert codes("payer=department&payer=applicant") == everything, "in the order of the catalogue"
    assert "x-env-acceptance" in set(codes("status=cancelled")) - set(codes("status=active"))
    assert ITEM in codes("department=生态环境&category=技术审查&q=EIA")
    assert codes("q=no-such-service") == []


@pytest.mark.usefixtures("indexed")
def test_an_empty_page_says_how_long_the_list_is(client: Browser) -> None:
    for path in ("/tenders", "/awards", "/providers", "/services", "/tenders?q=assessment"):
        asked = f"{path}&" if "?" in path else f"{path}?"
        assert "The list ends before this page" in client.page(f"{asked}page=7")


def test_ratings_filter_and_sort_providers(client: Browser, market: Market) -> None:
    rate(market, "agency2", 5)
    rate(market, "agency3", 2)
    rebuild(market.house)

    def names(query: str) -> list[str]:
        return re.findall(r">Test (agency\d)</a>", client.page(f"/providers?{query}"))

    assert names("") == ["agency1", "agency2", "agency3"]
    assert names("sort=rating") == ["agency2", "agency3", "agency1"]
    assert names("min_rating=4") == ["agency2"]
    assert names("min_rating=1") == ["agency2", "agency3"]


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize(
    "path",
    [
        "/tenders",
        "/tenders?q=assessment",
        "/tenders?sort=deadline",
        "/providers",
        "/providers?sort=rating",
        "/providers?min_rating=3&q=测试",
        "/awards",
        "/",
        f"/services/{ITEM}",
        "/services",
    ],
)
def test_thirty_rows_cost_as_many_queries_as_five(client: Browser, market: Market, path: str) -> None:
    grow(market, 5)
    client.page(path)
    with counted(market) as few:
        small = client.page(path)
    grow(market, 25)
    with counted(market) as many:
        large = client.page(path)
    more = [statement for statement in many if statement not in few]
    lengths = [statement for statement in more if statement.startswith("SELECT count(")]
    assert len(lengths) <= 1, lengths  # a list that fills its page is counted, a shorter one tells by itself
    assert len(many) - len(lengths) == len(few), more
    assert len(few) <= 16
    if path in {"/tenders", "/providers", "/awards"}:
        assert large.count("<tr>") == 31 >= small.count("<tr>") > 5


def test_pages_of_thirty_have_addresses_that_keep_the_filter(client: Browser, market: Market) -> None:
    grow(market, 70)
    rebuild(market.house)
    first = client.page(f"/tenders?item={ITEM}&sort=deadline")
    assert f'href="/tenders?item={ITEM}&amp;sort=deadline&amp;page=2"' in first
    second = shown(client.page(f"/tenders?item={ITEM}&sort=deadline&page=2"))
    assert len(second) == 30
    assert not set(second) & set(shown(first))


@contextmanager
def counted(market: Market) -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(market.house.engine, "before_cursor_execute", note)
    yield statements
    event.remove(market.house.engine, "before_cursor_execute", note)


@pytest.mark.parametrize("kind", Kind)
def test_every_order_offered_is_by_a_number_that_the_kind_has(kind: Kind) -> None:
    offered = {*Wanted(kind).orders, *Wanted(kind, q="river").orders, *Wanted(kind, sort=Order.RATING).orders}
    assert {SORTED_BY[Order(order)][0] for order in offered - {NAME, Order.BEST}} <= SORTS[kind]
