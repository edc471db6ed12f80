"""Whatever stands in an address: a page or a clear message, never a fault."""

import re
from itertools import product
from urllib.parse import quote

import pytest

from tests.blueprints.client import Browser
from tests.blueprints.public.scene import Scene

LISTS = ("/tenders", "/providers", "/services", "/awards", "/decisions")
SEARCHES = ("/search", "/search/suggestions.json")
NAMES = (
    "q",
    "item",
    "region",
    "status",
    "min_rating",
    "sort",
    "page",
    "after",
    "before",
    "all",
    "kind",
    "qualification",
    "method",
    "department",
    "category",
    "payer",
    "year",
    "ids",
    "lang",
)
VALUES = (
    "",
    " ",
    "-1",
    "0",
    "1.5",
    "999999999999999999999999999999",
    "9223372036854775808",
    "1e9",
    "²",
    "٣",
    "'; DROP TABLE tender; --",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }}",
    "%s%n%(x)s",
    "../../etc/passwd",
    "NaN",
    "null",
    'AND OR NOT * ? ~ ( " : [',
    '"',
    "“”",
    "-" * 199,
    "a " * 99,
    "。" * 150,
    "\ud800",
    "\x00",
    "\ufeff\u200b",
    "😀𠮷",
    "\u202eabc",
    "a" * 10_000,
    "技" * 10_000,
    "999999",
    "1000000",
)


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("path", [*LISTS, *SEARCHES])
def test_no_value_of_a_list_is_a_fault(client: Browser, path: str) -> None:
    for name, value in product(("q", "kind") if path in SEARCHES else NAMES, VALUES):
        answer = client.get(f"{path}?{name}={quote(value, errors='surrogatepass')}")
        assert answer.status_code in {200, 400}, (name, value[:40], answer.status_code)
        page = answer.get_data(as_text=True)
        assert "<script>alert" not in page
        assert "49" not in re.findall(r"<h1>([^<]*)", page)


@pytest.mark.usefixtures("indexed")
@pytest.mark.parametrize("path", LISTS)
def test_what_stands_twice_is_no_fault(client: Browser, path: str) -> None:
    for name, value in product(NAMES, ("4", "51", "failed", "")):
        for times in (2, 200):
            query = "&".join([f"{name}={value}"] * times)
            assert client.get(f"{path}?{query}").status_code in {200, 400}, (name, value, times)
        different = "&".join(f"{name}={value}{number}" for number in range(21))
        assert client.get(f"{path}?{different}").status_code in {200, 400}, (name, value)


@pytest.mark.parametrize("path", [*LISTS, *SEARCHES, "/", "/help"])
def test_bytes_that_are_no_text_are_refused(client: Browser, path: str) -> None:
    for query in ("q=%00", "%00=1", "page=%00", "item=a%00b"):
        assert client.get(f"{path}?{query}").status_code == 400, query
    assert client.get(f"{path}?q=%ff%fe").status_code in {200, 400}


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("/tenders?page=0", "“page” in the address must be a whole number from 1 to 999999."),
        ("/tenders?page=1000000", "from 1 to 999999"),
        ("/tenders?sort=price", "“sort” in the address"),
        ("/tenders?status=draft", "“status” in the address"),
        ("/tenders?item=no-such-item", "There is no service with the code no-such-item."),
        ("/tenders?item=&item=no-such-item", "There is no service with the code no-such-item."),
        ("/tenders?region=5", "A region is a code of two, four or six digits"),
        ("/tenders?region=999999", "There is no region with the code 999999."),
        ("/tenders?after=x", "“after” in the address"),
        ("/providers?min_rating=6", "The least rating is a whole number from 1 to 4"),
        ("/providers?min_rating=4.5", "The least rating is a whole number from 1 to 4"),
        (f"/providers?qualification={'x' * 301}", "“qualification” in the address"),
        ("/tenders?" + "&".join(f"year={year}" for year in range(2000, 2021)), "Choose at most 20 values"),
        (f"/tenders?q={'x' * 201}", "Search for at most 200 characters."),
        ("/services?status=unknown", "“status” in the address"),
        ("/search/suggestions.json?kind=nobody", "“kind” in the address"),
    ],
)
def test_a_bad_value_is_answered_with_what_is_wrong(client: Browser, query: str, words: str) -> None:
    assert words in client.page(query, 400)


def test_addresses_of_nothing(client: Browser, scene: Scene) -> None:
    ref = scene.tenders["paid"]
    for path in (
        "/tenders/T-NOTHERE1",
        "/tenders/%20",
        f"/tenders/{ref.lower()}",
        f"/tenders/{quote(ref + chr(39))}",
        f"/tenders/{'9' * 5000}",
        f"/tenders/{ref}/selection",
        f"/tenders/{ref}/selection.xml",
        "/tenders/T-NOTHERE1/selection.json",
        "/tenders/T-NOTHERE1/selection/verify",
        "/providers/0",
        "/providers/99999999999999999999999",
        "/providers/-1",
        "/providers/abc",
        "/providers/1.5-x",
        "/services/no-such-service",
        "/services/技术",
    ):
        assert client.get(path).status_code == 404, path
    assert client.get("/tenders/%00").status_code == 400
