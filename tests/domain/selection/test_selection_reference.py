"""What programs and readers are told about the methods."""

import json

from marketplace.domain.selection.canonical import canonical
from marketplace.domain.selection.core import run
from marketplace.domain.selection.reference import methods_catalogue, methods_page
from marketplace.domain.selection.texts import in_english, mark


def test_the_catalogue_is_json_and_complete() -> None:
    catalogue = json.loads(canonical(methods_catalogue()))
    minimum = {method["code"]: method["minimum_candidates"] for method in catalogue}
    assert minimum == {
        "average": {"below_threshold": 3, "state_enterprise": 3, "private": 3},
        "benchmark": {"below_threshold": 3, "state_enterprise": 3, "private": 1},
        "credit_merit": {"below_threshold": 2, "state_enterprise": 2, "private": 2},
        "direct": {"below_threshold": 1, "state_enterprise": 1, "private": 1},
        "lowest_price": {"below_threshold": 3, "gov_procurement": 3, "state_enterprise": 3, "private": 1},
        "proposal_merit": {"below_threshold": 3, "gov_procurement": 3, "state_enterprise": 2, "private": 2},
        "negotiate": {"state_enterprise": 2, "private": 2},
        "reverse_auction": {"below_threshold": 3, "gov_procurement": 3, "state_enterprise": 3, "private": 3},
        "random": {"below_threshold": 3, "state_enterprise": 3, "private": 2},
    }
    for method in catalogue:
        assert sorted(method["regimes"]) == sorted(method["minimum_candidates"])
        assert "statutory_bidding" not in method["regimes"]
        assert method["label"]["text"]
        assert method["source"].endswith(".")
        assert run(method["code"], method["example"])["winner"]
        assert [field["name"] for field in method["settings"]][:3] == ["regime", "currency", "minimum_candidates"]
        for field in method["settings"]:
            assert field["description"]["text"]
            assert field["citation"]


def test_the_page_shows_every_setting_with_its_source() -> None:
    page = methods_page()
    for method in methods_catalogue():
        assert f"(`{method['code']}`, version {method['version']})" in page
    assert "| `cap` | money | `500000` | operator | Highest price that may be given away by lot | Huizhou 2014" in page
    assert "| `price_weight` | number, ≥ 10, ≤ 40 (in a notice) |  | department (required in a notice) |" in page
    assert "| `criteria[].max_points` | number, ≥ 1 | `100` | department |" in page
    assert "| `private` | 1 |" in page
    assert "| `base_pcts` | numbers | `95, 96, 97, 98` | department |" in page
    assert "| `final_round.drop` | whole | `0` | calculation |" in page
    assert "Kinds of step that it asks for by its default settings: `draw`, `choose`." in page
    assert "It promises: All prices and amounts times one whole number: the same order. A loser who was" in page
    assert all(len(line) < 400 for line in page.splitlines())


def test_marked_texts_become_english_wherever_they_stand() -> None:
    told = in_english({"a": [mark("%(n)s %% of %(what)s", n=5, what="it")], "b": None, "c": "plain", "d": ("x",)})
    assert told == {"a": ["5 % of it"], "b": None, "c": "plain", "d": ["x"]}
