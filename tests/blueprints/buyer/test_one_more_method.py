"""A method dropped into the folder as one new file is offered, documented and run, with no other edit."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.blueprints.public import rows
from marketplace.cli.docs import pages
from marketplace.domain.awards.models import Selection
from marketplace.domain.regimes.rules import Regime
from marketplace.domain.selection import methods
from marketplace.domain.selection.bundle import verifier_source
from marketplace.domain.selection.evidence import replay
from marketplace.domain.selection.registry import METHODS, find_methods
from marketplace.domain.tenders import notice
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.test_purchase import DRAFT, drafted
from tests.domain.market import ITEM, Market
from tests.domain.selection import toy


@pytest.fixture
def _dropped_in(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """The toy's file in a folder that belongs to the package; what a restart would find is found now."""
    shutil.copy(str(toy.__file__), tmp_path)
    monkeypatch.setattr(methods, "__path__", [*methods.__path__, str(tmp_path)])
    monkeypatch.setitem(METHODS, "toy", find_methods()["toy"])  # type: ignore[arg-type]
    rows.method_labels.cache_clear()
    yield
    rows.method_labels.cache_clear()


@pytest.mark.usefixtures("_dropped_in")
def test_programs_and_readers_are_told_of_it(app: Flask, tmp_path: Path) -> None:
    assert "## Last name (`toy`, version 1)" in pages()["selection-methods.md"]
    runner = app.test_cli_runner()
    listed = json.loads(runner.invoke(args=["selection", "methods", "--json"]).stdout)
    [described] = [each for each in listed if each["code"] == "toy"]
    assert described["regimes"] == ["below_threshold", "private"]
    assert "whim" in [field["name"] for field in described["settings"]]
    answer = app.test_client().get("/api/v1/selection-methods")
    assert answer.get_json() == {"methods": listed}
    assert "Last name" in app.test_client().get("/help").get_data(as_text=True)
    file = tmp_path / "document.json"
    file.write_text(json.dumps(described["example"]))
    assert json.loads(runner.invoke(args=["selection", "run", "toy", str(file)]).stdout)["winner"] == "B"
    assert runner.invoke(args=["selection", "methods"]).stdout.count("toy\tLast name\t") == 1


@pytest.mark.usefixtures("_dropped_in")
def test_a_department_chooses_it_and_it_selects(desk: Desk, market: Market) -> None:
    page = desk("drafter").get(f"/buyer/tenders/new/{ITEM}").get_data(as_text=True)
    assert 'value="toy"' in page
    assert "The name that comes last wins." in page
    assert 'name="setting_toy_whim"' in page
    ref = drafted(desk, market, **(DRAFT | {"method": "toy", "setting_toy_whim": "b"}))
    assert "Nothing: b" in desk("drafter").page(f"/buyer/tenders/{ref}")
    market.awarded(method="toy")
    with market.house.reading() as session:
        evidence = session.scalars(select(Selection)).one().evidence
        assert evidence["method"] == {"code": "toy", "version": "1"}
        assert evidence["result"]["winner"] == max(each["id"] for each in evidence["candidates"])
        assert replay(evidence) == []


def test_only_what_the_platform_can_run_is_offered(desk: Desk, market: Market) -> None:
    """A method that asks people step by step, or for a setting that no notice has, waits until somebody builds that."""
    codes = [method.code for method in notice.offered(Regime.BELOW_THRESHOLD)]
    assert codes == [
        "average",
        "benchmark",
        "credit_merit",
        "lowest_price",
        "proposal_merit",
        "random",
        "reverse_auction",
    ]
    assert [method.code for method in notice.offered(Regime.STATUTORY_BIDDING)] == []
    page = desk("drafter").get(f"/buyer/tenders/new/{ITEM}").get_data(as_text=True)
    for code in METHODS:
        assert (f'value="{code}"' in page) == (code in codes)
    answer = desk("drafter").post(f"/buyer/tenders/new/{ITEM}", data=DRAFT | {"method": "direct"})
    assert answer.status_code == 422


def test_the_public_verifier_holds_every_method() -> None:
    source = verifier_source()
    for code in METHODS:
        assert f"def method_file_{code}():" in source
