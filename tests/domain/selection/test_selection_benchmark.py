"""The best price: extremes are left out, a percentage is drawn, the nearest wins."""

from typing import Any

import pytest

from marketplace.domain.selection.core import run
from marketplace.domain.selection.draw import draw_order, step_seed

SEED = "5eed" * 16
FIVE = {"a": "80", "b": "98", "c": "100", "d": "102", "e": "130"}


def computed(prices: dict[str, str], seed: str | None = SEED, **settings: object) -> dict[str, Any]:
    candidates = [{"id": id_, "price": price} for id_, price in prices.items()]
    return run("benchmark", {"settings": settings, "candidates": candidates, "seed": seed})


def test_the_percentage_is_drawn_from_the_seed_alone() -> None:
    drawn = set()
    for number in range(64):
        seed = f"{number:02x}"
        order = draw_order(step_seed(bytes.fromhex(seed), "base_pct"), ["95", "96", "97", "98"])
        result = computed(FIVE, seed)
        assert result["arithmetic"][0] == f"Draw base_pct: {', '.join(order)}"
        assert {place["figures"]["benchmark"] for place in result["ranking"]} == {f"{order[0]}.00"}
        drawn.add(order[0])
    assert drawn == {"95", "96", "97", "98"}


def test_without_a_seed_the_percentage_waits() -> None:
    result = computed(FIVE, None)
    assert result["winner"] is None
    assert (result["pending"]["kind"], result["pending"]["prompt"]) == ("draw", "Draw the percentage of the mean")
    assert result["pending"]["tickets"] == ["95", "96", "97", "98"]
    assert computed(FIVE, None, base_pcts=["92.5", "90"])["pending"]["tickets"] == ["92.5", "90"]


def test_the_nearest_wins_and_the_extremes_cannot() -> None:
    result = computed(FIVE, None, factor="0.98")
    assert [(place["id"], place["score"]) for place in result["ranking"]] == [
        ("b", "0.00"),
        ("c", "2.00"),
        ("d", "4.00"),
    ]
    assert [out["id"] for out in result["excluded"]] == ["a", "e"]
    reason = "The price 80.00 CNY is one of the extremes left out of the mean: it cannot win"
    assert result["excluded"][0]["reason"] == reason
    assert result["arithmetic"] == [
        "Left out of the mean, highest 1, lowest 1: 80.00, 130.00",
        "Mean of 3 prices: 100.00 CNY",
        "Benchmark: 100.00 × 0.98 = 98.00 CNY",
        "b: |98.00 − 98.00| = 0.00",
        "c: |100.00 − 98.00| = 2.00",
        "d: |102.00 − 98.00| = 4.00",
    ]
    assert result["ranking"][1]["reasons"] == ["The price 100.00 CNY is 2.00 CNY from the reference"]
    assert result["ranking"][2]["figures"] == {"benchmark": "98.00", "deviation_pct": "4.08"}


@pytest.mark.parametrize(
    ("prices", "settings", "placed"),
    [
        ({"a": "80", "b": "100", "c": "130"}, {}, ["b", "a", "c"]),  # fewer than four: nobody is left out
        ({"a": "80", "b": "100", "c": "101", "d": "130"}, {}, ["b", "c"]),
        ({"a": "80", "b": "100", "c": "101", "d": "130"}, {"drop_from": 5}, ["c", "b", "a", "d"]),
        ({"a": "80", "b": "100", "c": "101", "d": "130"}, {"drop_high": 0}, ["c", "b", "d"]),
        ({"a": "80", "b": "100", "c": "101", "d": "130"}, {"drop_low": 0}, ["b", "c", "a"]),
        ({"a": "80", "b": "100", "c": "101", "d": "130"}, {"drop_high": 2, "drop_low": 2}, ["c", "b", "a", "d"]),
        ({"a": "1"}, {}, ["a"]),
    ],
)
def test_how_many_are_left_out(prices: dict[str, str], settings: dict[str, Any], placed: list[str]) -> None:
    assert [place["id"] for place in computed(prices, None, factor="1", **settings)["ranking"]] == placed


def test_of_equal_extremes_none_is_out_unless_all_are() -> None:
    """Two lowest, one left out: whichever it is, the mean is the same, so neither loses its chance by its name."""
    result = computed({"a": "90", "b": "90", "c": "100", "d": "110", "e": "120"}, factor="0.9")
    assert [out["id"] for out in result["excluded"]] == ["e"]
    assert "Mean of 3 prices: 100.00 CNY" in result["arithmetic"]
    assert sorted(place["id"] for place in result["ranking"][:2]) == ["a", "b"]
    both = computed({"a": "90", "b": "90", "c": "100", "d": "110", "e": "120"}, factor="0.9", drop_low=2)
    assert [out["id"] for out in both["excluded"]] == ["a", "b", "e"]


def test_the_reference_has_two_decimals_and_of_equal_distances_the_lower_comes_first() -> None:
    """The mean of 1.00, 1.00 and 1.01 is 1.00333…, so the reference is 1.00 and not a third of a fen away."""
    result = computed({"a": "1.00", "b": "1.00", "c": "1.01"}, factor="1")
    assert {place["id"]: place["score"] for place in result["ranking"]} == {"a": "0.00", "b": "0.00", "c": "0.01"}
    even = computed({"x": "102", "y": "98", "z": "100"}, None, factor="1")
    assert [place["id"] for place in even["ranking"]] == ["z", "y", "x"]
    yen = computed({"a": "100", "b": "101", "c": "101"}, factor="1", currency="JPY")
    assert [place["figures"]["benchmark"] for place in yen["ranking"]] == ["101"] * 3
    assert yen["ranking"][0]["score"] == "0"


def test_the_average_knows_no_rounding_before_the_end() -> None:
    candidates = [{"id": id_, "price": price} for id_, price in {"x": "1.02", "y": "1.00", "z": "1.02"}.items()]
    result = run("average", {"candidates": candidates, "seed": "00"})
    assert result["ranking"][2]["id"] == "y"
    assert {place["figures"]["benchmark"] for place in result["ranking"]} == {"1.01"}
    left_out = run(
        "average",
        {
            "settings": {"drop_high": 1, "drop_low": 1, "factor": "0.5"},
            "candidates": [{"id": id_, "price": price} for id_, price in FIVE.items()],
        },
    )
    assert {place["figures"]["benchmark"] for place in left_out["ranking"]} == {"50.00"}
    assert [out["id"] for out in left_out["excluded"]] == ["a", "e"]


def test_an_abnormally_low_price_is_marked_by_both() -> None:
    for settings in ({"factor": "1", "drop_low": 0}, {"full": "10", "per_pct_above": "1"}):
        result = computed({"a": "10", "b": "100", "c": "100", "d": "101"}, **settings)
        [low] = [place for place in result["ranking"] if place["id"] == "a"]
        assert low["reasons"][-1].startswith("Abnormally low: below 70 % of the median of the others")
    average = run(
        "average", {"candidates": [{"id": id_, "price": p} for id_, p in {"a": "10", "b": "98", "c": "100"}.items()]}
    )
    assert average["ranking"][2]["reasons"][-1].startswith("Abnormally low: below 70 %")
