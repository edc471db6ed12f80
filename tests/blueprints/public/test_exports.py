"""Results as files: what the list shows, with the same parameters, in a form that machines and spreadsheets read."""

import csv
import io
import json
from urllib.parse import quote

import pytest

from marketplace.blueprints.public import exports
from marketplace.domain.search.ports import Kind
from tests.blueprints.client import Browser
from tests.blueprints.public.scene import Scene
from tests.blueprints.public.test_bad_addresses import NAMES, VALUES
from tests.domain.market import ITEM

pytestmark = pytest.mark.usefixtures("indexed")


def table(client: Browser, query: str) -> list[dict[str, str]]:
    answer = client.get(f"/search.csv?{query}")
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"), newline="")))


def document(client: Browser, query: str) -> dict[str, object]:
    answer = client.get(f"/search.json?{query}")
    assert answer.status_code == 200
    found: dict[str, object] = json.loads(answer.get_data())
    return found


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_written_both_ways_under_the_same_names(client: Browser, scene: Scene, kind: Kind) -> None:
    rows = table(client, f"kind={kind}")
    found = document(client, f"kind={kind}")
    listed = found["rows"]
    assert isinstance(listed, list)
    assert (found["total"], found["from"], found["next"]) == (len(rows), 0, None)
    for row, other in zip(rows, listed, strict=True):
        assert list(row) == list(other) == list(exports.COLUMNS[kind])
        assert row["address"].startswith("http://localhost/")
        assert client.get(row["address"].removeprefix("http://localhost")).status_code == 200
    if not rows:
        head = client.get(f"/search.csv?kind={kind}").get_data().decode("utf-8-sig").strip()
        assert head.split(",") == list(exports.COLUMNS[kind])


def test_the_file_has_what_the_list_has(client: Browser, scene: Scene) -> None:
    refs = [row["ref"] for row in table(client, "kind=tender&status=failed")]
    assert set(refs) == {scene.tenders[name] for name in ("failed", "empty", "unopened")}
    assert [row["ref"] for row in table(client, "kind=tender&q=lot")] == [scene.tenders["drawn"]]
    assert len(table(client, f"kind=tender&item={ITEM}&region=51")) == len(table(client, "kind=tender"))
    hidden = {scene.tenders["draft"], scene.tenders["returned"]}
    assert not hidden & {row["ref"] for row in table(client, "kind=tender")}
    page = client.page("/tenders?status=failed")
    assert 'href="/search.csv?kind=tender&amp;status=failed"' in page


def test_a_misspelt_word_gives_the_file_of_what_the_list_shows(client: Browser, scene: Scene) -> None:
    assert [row["name_en"] for row in table(client, "kind=provider&q=agnecy2")] == ["Test agency2"]


def test_long_results_come_in_several_files(client: Browser, scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = [row["ref"] for row in table(client, "kind=tender&sort=newest")]
    monkeypatch.setattr(exports, "MOST", 4)
    monkeypatch.setattr(exports, "AT_ONCE", 2)
    address, seen = "/search.json?kind=tender&sort=newest", []
    while address:
        answer = client.get(address)
        found = json.loads(answer.get_data())
        assert len(found["rows"]) <= 4
        seen += [row["ref"] for row in found["rows"]]
        link = answer.headers.get("Link")
        assert link == (f'<{found["next"]}>; rel="next"' if found["next"] else None)
        address = found["next"].removeprefix("http://localhost") if found["next"] else ""
    assert seen == whole
    assert len(table(client, "kind=tender&from=1")) == 4


@pytest.mark.parametrize("query", ["", "kind=", "kind=x", "kind=tender&from=-1", "kind=tender&from=1e9", "from=1"])
def test_what_is_no_result_says_so(client: Browser, query: str) -> None:
    for ending in ("csv", "json"):
        assert client.get(f"/search.{ending}?{query}", check=False).status_code == 400


@pytest.mark.parametrize("name", [*NAMES, "from"])
def test_garbage_is_answered(client: Browser, name: str) -> None:
    for kind in (Kind.TENDER, Kind.PROVIDER):
        for value in VALUES:
            address = f"/search.json?kind={kind}&{name}={quote(value, errors='surrogatepass')}"
            answer = client.get(address, check=False)
            assert answer.status_code in {200, 400}, address
            if answer.status_code == 200:
                json.loads(answer.get_data())
