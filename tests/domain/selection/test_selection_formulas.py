"""Price formulas beyond the published tables: every setting changes what it says, and what does not fit is refused."""

from fractions import Fraction
from typing import Any

import pytest

from marketplace.domain.selection.core import check_notice, run
from marketplace.domain.selection.figures import amount_text, rounded
from marketplace.domain.selection.texts import SelectionInputError

DEVIATING = {"full": "60", "per_pct_above": "2", "per_pct_below": "1"}
FOUR = {"a": "90", "b": "100", "c": "104", "d": "106"}
"""Their mean is 100."""


def computed(method: str, settings: dict[str, Any], prices: dict[str, str], **more: object) -> dict[str, Any]:
    candidates = [{"id": id_, "price": price} for id_, price in prices.items()]
    return run(method, {"settings": settings, "candidates": candidates, **more})


def points(settings: dict[str, Any], prices: dict[str, str] | None = None) -> dict[str, str]:
    result = computed("average", settings, prices or FOUR, seed="00")
    assert all(place["score"] == place["figures"]["price_score"] for place in result["ranking"])
    return {place["id"]: place["score"] for place in result["ranking"]}


def refused(method: str, settings: dict[str, Any], prices: dict[str, str] | None = None) -> str:
    with pytest.raises(SelectionInputError) as refusal:
        computed(method, settings, prices or FOUR)
    return str(refusal.value)


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ({}, {"a": "50.00", "b": "60.00", "c": "52.00", "d": "48.00"}),
        ({"step_pct": "4", "step_rounding": "ceil"}, {"a": "48.00", "b": "60.00", "c": "52.00", "d": "44.00"}),
        ({"step_pct": "4", "step_rounding": "floor"}, {"a": "52.00", "b": "60.00", "c": "52.00", "d": "52.00"}),
        ({"step_pct": "4", "step_rounding": "half_up"}, {"a": "48.00", "b": "60.00", "c": "52.00", "d": "44.00"}),
        ({"step_rounding": "ceil(pct/4)"}, {"a": "48.00", "b": "60.00", "c": "52.00", "d": "44.00"}),
        ({"step_rounding": "linear(displayed_pct)"}, {"a": "50.00", "b": "60.00", "c": "52.00", "d": "48.00"}),
        ({"score_floor": "60"}, {"a": "60.00", "b": "60.00", "c": "60.00", "d": "60.00"}),
        ({"score_floor": "49"}, {"a": "50.00", "b": "60.00", "c": "52.00", "d": "49.00"}),
        ({"factor": "0.9"}, {"a": "60.00", "b": "37.78", "c": "28.89", "d": "24.44"}),
        ({"benchmark_basis": "lowest"}, {"a": "60.00", "b": "37.78", "c": "28.89", "d": "24.44"}),
        (
            {"benchmark_basis": "base_price", "base_price": "104"},
            {"a": "46.54", "b": "56.15", "c": "60.00", "d": "56.15"},
        ),
        (
            {"benchmark_basis": "base_price_and_mean", "base_price": "108", "base_share_pct": "75"},
            {"a": "44.91", "b": "54.34", "c": "58.11", "d": "60.00"},
        ),
        ({"drop_high": 1, "drop_low": 1}, {"a": "48.24", "b": "58.04", "c": "56.08", "d": "52.16"}),
        ({"drop_high": 1, "drop_low": 1, "drop_from": 5}, {"a": "50.00", "b": "60.00", "c": "52.00", "d": "48.00"}),
        ({"drop_high": 2, "drop_low": 2}, {"a": "50.00", "b": "60.00", "c": "52.00", "d": "48.00"}),
        ({"drop_high": 2, "drop_low": 1}, {"a": "50.00", "b": "60.00", "c": "52.00", "d": "48.00"}),
        ({"factor": "0.9", "score_places": "1"}, {"a": "60.0", "b": "37.8", "c": "28.9", "d": "24.4"}),
        (
            {"factor": "0.9", "score_places": "1", "score_rounding": "down"},
            {"a": "60.0", "b": "37.7", "c": "28.8", "d": "24.4"},
        ),
        (
            {"factor": "0.9", "score_places": "1", "score_rounding": "up"},
            {"a": "60.0", "b": "37.8", "c": "28.9", "d": "24.5"},
        ),
    ],
)
def test_points_by_deviation(settings: dict[str, Any], expected: dict[str, str]) -> None:
    assert points(DEVIATING | settings) == expected


def test_a_side_for_which_nothing_is_given_loses_nothing() -> None:
    assert points({"full": "10", "deduct_above": "3", "step_pct": "2"}) == {
        "a": "10.00",
        "b": "10.00",
        "c": "4.00",
        "d": "1.00",
    }
    assert points({"full": "10", "per_pct_below": "0.5", "step_pct": "2"})["a"] == "5.00"


def test_a_displayed_deviation_is_rounded_before_it_is_counted() -> None:
    """106 of 104 is 1.92 % above: two whole percent as displayed, and so one step of two."""
    settings = {
        "full": "10",
        "deduct_above": "1",
        "step_pct": "2",
        "benchmark_basis": "base_price",
        "base_price": "104",
    }
    shown = settings | {"step_rounding": "floor(displayed_pct/2)"}
    assert points(settings | {"step_rounding": "floor"})["d"] == "10.00"
    assert points(shown)["d"] == "9.00"
    assert points(shown | {"displayed_pct_places": "1"})["d"] == "10.00"
    told = computed("average", shown, FOUR)["ranking"][-1]
    assert told["figures"]["deviation_pct"] == "2"
    assert told["reasons"][0] == "9.00 points for the price 106.00 CNY, 2 % from the benchmark"


def test_of_equal_points_the_lower_price_comes_first() -> None:
    result = computed(
        "average", {"full": "10", "per_pct_above": "1", "per_pct_below": "1"}, {"x": "110", "y": "90"} | {"z": "100"}
    )
    assert [place["id"] for place in result["ranking"]] == ["z", "y", "x"]


@pytest.mark.parametrize(
    ("method", "settings", "message"),
    [
        ("average", {"full": "10"}, "say what is lost above and below the benchmark"),
        ("average", {"per_pct_above": "1"}, "settings.full is missing: give the points"),
        ("average", DEVIATING | {"score_floor": "60.0001"}, "settings.score_floor is above the most points, 60"),
        ("average", DEVIATING | {"factor": "0"}, "settings.factor is zero"),
        ("average", DEVIATING | {"step_pct": "0"}, "settings.step_pct is zero"),
        ("average", DEVIATING | {"step_rounding": "round"}, "settings.step_rounding is 'round': write linear, ceil"),
        ("average", DEVIATING | {"step_rounding": "ceil(pct/0)"}, "settings.step_pct is zero"),
        ("average", DEVIATING | {"step_rounding": "ceil(pct/1.2.3)"}, "settings.step_rounding is '1.2.3'"),
        ("average", DEVIATING | {"step_rounding": "ceil(pct/3)", "step_pct": "2"}, "name different steps"),
        ("average", DEVIATING | {"deduct_above": "1"}, "give deduct_above (a step) or per_pct_above (a percent)"),
        ("average", DEVIATING | {"deduct_below": "1"}, "give deduct_below (a step) or per_pct_below (a percent)"),
        ("average", DEVIATING | {"benchmark_basis": "base_price"}, "settings.base_price is missing: benchmark_basis"),
        ("average", {"valid_band_pct": "5"}, "settings.base_price is missing: valid_band_pct is a percentage of it"),
        ("average", {"validity_max_under_base_pct": "5"}, "validity_max_under_base_pct is a percentage of it"),
        ("average", {"base_price": "0"}, "settings.base_price is zero: give a price above zero"),
        ("benchmark", {"base_pcts": []}, "settings.base_pcts is empty: give at least one entry"),
        ("benchmark", {"base_pcts": ["95", "95.0"]}, "settings.base_pcts: give distinct percentages above zero"),
        ("benchmark", {"base_pcts": ["0", "95"]}, "settings.base_pcts: give distinct percentages above zero"),
        ("benchmark", {"base_pcts": ["x"]}, "settings.base_pcts[0] is 'x': write a plain decimal"),
        ("proposal_merit", {}, "settings.price_weight is missing: give it"),
        ("proposal_merit", {"full": "35", "price_weight": "30"}, "full and price_weight are the same points"),
        (
            "proposal_merit",
            {"full": "35", "price_formula": "low_price_ratio", "per_pct_above": "1"},
            "price_formula low_price_ratio takes no deduction",
        ),
        ("proposal_merit", {"full": "35", "price_formula": "benchmark_deviation"}, "say what is lost above and below"),
        ("proposal_merit", {"full": "35", "per_pct_above": "1", "score_floor": "36"}, "above the most points, 35"),
        ("proposal_merit", {"price_weight": "20", "nonprice_weight": "80.01"}, "add up to 100.01: at most 100"),
        (
            "proposal_merit",
            {"price_weight": "20", "nonprice_weight": "80", "criteria": [{"code": "a", "weight": "80"}]},
            "give criteria or nonprice_weight, not both",
        ),
        ("proposal_merit", {"full": "35", "final_round": {"drops": 1}}, "settings.final_round has the unknown name"),
        ("proposal_merit", {"full": "35", "final_round": {"top": 0}}, "settings.final_round.top is too small"),
        ("lowest_price", {"quality_formula": "credit"}, "settings.quality_credit is missing"),
        ("lowest_price", {"quality_formula": "ratio", "full": "35"}, "give full or quality_formula, not both"),
        ("lowest_price", {"validity_max_over_base_pct": "5"}, "validity_max_over_base_pct is a percentage of it"),
        ("lowest_price", {"quote": "discount_rate"}, "settings.ceiling_price is missing: a discount rate is taken"),
    ],
)
def test_settings_that_do_not_fit_each_other(method: str, settings: dict[str, Any], message: str) -> None:
    assert message in refused(method, settings)


@pytest.mark.parametrize(
    ("settings", "out"),
    [
        ({"valid_band_pct": "5"}, {"a", "d"}),
        ({"validity_max_over_base_pct": "4"}, {"d"}),
        ({"validity_max_over_base_pct": "3.9999"}, {"c", "d"}),
        ({"validity_max_under_base_pct": "10"}, set()),
        ({"validity_max_under_base_pct": "9.9999"}, {"a"}),
        ({"valid_band_pct": "5", "validity_max_over_base_pct": "3"}, {"a", "c", "d"}),
        ({"valid_band_pct": "3", "validity_max_over_base_pct": "5"}, {"a", "c", "d"}),
        ({}, set()),
    ],
)
@pytest.mark.parametrize("method", ["average", "benchmark", "lowest_price", "proposal_merit"])
def test_too_far_from_the_base_price(method: str, settings: dict[str, str], out: set[str]) -> None:
    also = {"full": "30", "minimum_candidates": 1} | (
        {} if method in {"proposal_merit", "lowest_price"} else {"per_pct_above": "1"}
    )
    result = computed(method, also | {"base_price": "100"} | settings, FOUR)
    assert {each["id"] for each in result["excluded"]} == out
    for each in result["excluded"]:
        side = "below" if each["id"] == "a" else "above"
        assert f"% {side} the base price of 100.00 CNY; at most " in each["reason"]


def test_half_a_percent_above_is_above() -> None:
    given = {"base_price": "100", "validity_max_over_base_pct": "0.4", "minimum_candidates": 1}
    [out] = computed("lowest_price", given, {"a": "100.5", "b": "100.4", "c": "100"})["excluded"]
    assert out["reason"] == ("The price 100.50 CNY is 0.5 % above the base price of 100.00 CNY; at most 0.4 % is valid")


def quality(settings: dict[str, Any]) -> dict[str, Any]:
    candidates = [
        {"id": "a", "price": "100", "scores": {"plan": "40", "team": "40"}},
        {"id": "b", "price": "90", "scores": {"plan": "60"}},
        {"id": "c", "price": "80", "scores": {}},
    ]
    return run("lowest_price", {"settings": settings, "candidates": candidates, "seed": "00"})


def test_a_price_for_each_point_of_quality() -> None:
    result = quality({"quality_formula": "ratio", "quality_max": "80"})
    assert [(place["id"], place["score"]) for place in result["ranking"]] == [("a", "100.00"), ("b", "120.00")]
    assert result["ranking"][1]["reasons"] == ["The price 90.00 CNY adjusted by quality is 120.00 CNY"]
    assert result["ranking"][1]["figures"] == {"adjusted_price": "120.00"}
    assert result["excluded"] == [{"id": "c", "reason": "No points for quality: a price per point cannot be computed"}]
    assert result["arithmetic"][1:] == ["a: 100.00 × 80 ÷ 80 = 100.00", "b: 90.00 × 80 ÷ 60 = 120.00"]


def test_a_credit_for_each_point_of_quality() -> None:
    result = quality({"quality_formula": "credit", "quality_credit": "0.50"})
    assert {place["id"]: place["score"] for place in result["ranking"]} == {"a": "60.00", "b": "60.00", "c": "80.00"}
    assert result["ranking"][2]["id"] == "c"
    assert "placed by lot" in result["ranking"][0]["reasons"][-1]
    assert "a: 100.00 − 80 × 0.50 = 60.00" in result["arithmetic"]
    assert "c: 80.00 − 0 × 0.50 = 80.00" in result["arithmetic"]
    with pytest.raises(SelectionInputError, match="a has more points than the 79 of quality_max"):
        quality({"quality_formula": "ratio", "quality_max": "79"})
    assert [place["id"] for place in quality({"quality_max": "1"})["ranking"]] == ["c", "b", "a"]


def by_rate(*rates: str | None, **settings: str) -> dict[str, Any]:
    candidates: list[dict[str, Any]] = [
        {"id": id_} | ({} if rate is None else {"discount_rate": rate})
        for id_, rate in zip("abcd", rates, strict=False)
    ]
    return run(
        "lowest_price",
        {
            "settings": {"quote": "discount_rate", "ceiling_price": "999.99"} | settings,
            "candidates": candidates,
            "seed": "00",
        },
    )


def test_a_discount_rate_becomes_a_price() -> None:
    result = by_rate("12.5", "10", "100", None)
    assert [(place["id"], place["score"]) for place in result["ranking"]] == [("a", "874.99"), ("b", "899.99")]
    assert [(each["id"], each["reason"]) for each in result["excluded"]] == [
        ("c", "The price is zero: a service is bought for a price"),
        ("d", "No price was offered"),
    ]
    assert result["arithmetic"][0] == "a: 999.99 × (1 − 12.5 %) = 874.99 CNY"
    assert by_rate("0.0005")["ranking"][0]["score"] == "999.99"
    assert by_rate("0.0006", ceiling_price="1000")["ranking"][0]["score"] == "999.99"
    assert by_rate("0.0004", ceiling_price="1000")["ranking"][0]["score"] == "1000.00"


def test_the_order_of_rates_is_the_order_of_their_prices() -> None:
    rates = by_rate("12.5", "10", "11", "15")
    prices = computed("lowest_price", {}, {place["id"]: place["score"] for place in rates["ranking"]})
    assert [place["id"] for place in rates["ranking"]] == [place["id"] for place in prices["ranking"]] == list("dacb")


@pytest.mark.parametrize(
    ("settings", "row", "message"),
    [
        ({"quote": "discount_rate"}, {"price": "1"}, "a has a price, and discount rates are asked for"),
        ({"quote": "discount_rate"}, {"price": "1", "discount_rate": "1"}, "a has a price, and discount rates"),
        ({"quote": "amount"}, {"discount_rate": "1"}, "a has a discount_rate, and prices are asked for"),
        ({}, {"discount_rate": "1"}, "a has a discount_rate, and prices are asked for: give price"),
        ({"quote": "discount_rate"}, {"discount_rate": "100.0001"}, "the discount_rate of a is above 100: lower it"),
        ({"quote": "discount_rate"}, {"discount_rate": "x"}, "candidates[0].discount_rate is 'x': write a plain"),
    ],
)
def test_quotes_of_the_other_kind_are_refused(settings: dict[str, str], row: dict[str, str], message: str) -> None:
    with pytest.raises(SelectionInputError) as refusal:
        run("lowest_price", {"settings": settings | {"ceiling_price": "1000"}, "candidates": [{"id": "a"} | row]})
    assert message in str(refusal.value)


def test_a_method_without_quotes_knows_no_discount() -> None:
    with pytest.raises(SelectionInputError, match="a has a discount_rate, and prices are asked for"):
        run("random", {"candidates": [{"id": "a", "discount_rate": "1"}]})


def test_a_failed_selection_still_tells_what_the_rates_came_to() -> None:
    result = by_rate("12.5", minimum_candidates="2")
    assert result["failed"] == "1 valid candidates, and at least 2 are needed"
    assert len(result["arithmetic"]) == 2


def test_given_points_are_held_to_their_whole() -> None:
    settings = {"price_weight": "20", "nonprice_weight": "80"}
    rows = [{"id": "a", "price": "1", "scores": {"x": "50", "y": "30"}}, {"id": "b", "price": "2"}]
    result = run("proposal_merit", {"settings": settings, "candidates": rows})
    assert [(place["id"], place["score"]) for place in result["ranking"]] == [("a", "100.00"), ("b", "10.00")]
    assert result["ranking"][0]["reasons"][0] == "100.00 points of 100 at the price 1.00 CNY"
    assert "a, total: 50.00 + 30.00 + 20.00 = 100.00" in result["arithmetic"]
    rows[0]["scores"] = {"x": "50", "y": "30.0001"}
    with pytest.raises(SelectionInputError, match="a has more points than the 80 of nonprice_weight"):
        run("proposal_merit", {"settings": settings, "candidates": rows})


def test_points_with_more_decimals_are_added_with_all_of_them() -> None:
    result = computed("proposal_merit", {"full": "35", "score_places": "4"}, {"a": "100", "b": "150"})
    assert [place["score"] for place in result["ranking"]] == ["35.0000", "23.3333"]
    assert result["ranking"][1]["figures"] == {"price_score": "23.3333", "total": "23.3333"}
    assert result["ranking"][1]["reasons"][0] == "23.3333 points of 35 at the price 150.00 CNY"
    assert result["arithmetic"][-1] == "b, total: 23.3333 = 23.3333"


def test_a_ratio_in_the_final_round() -> None:
    document = {
        "settings": {"full": "40", "final_round": {"top": 2}},
        "candidates": [{"id": id_, "price": price} for id_, price in FOUR.items()],
        "journal": [
            {"step": "final_round", "by": "a", "at": "-", "data": {"price": "80"}},
            {"step": "final_round", "by": "b", "at": "-", "data": {"price": "64"}},
        ],
    }
    result = run("proposal_merit", document)
    assert [place["id"] for place in result["ranking"]] == ["b", "a", "c", "d"]
    assert result["ranking"][1]["figures"] == {
        "price_score_round1": "40.00",
        "total_round1": "40.00",
        "price_score_final": "32.00",
        "total_final": "32.00",
    }
    assert result["ranking"][1]["reasons"] == ["32.00 points of 40 at the price 80.00 CNY"]


def test_equals_of_the_last_are_invited_too() -> None:
    document = {
        "settings": {"full": "40", "final_round": {"top": 2, "minutes": 15}},
        "candidates": [{"id": id_, "price": price} for id_, price in {"a": "3", "b": "2", "c": "2", "d": "1"}.items()],
    }
    pending = run("proposal_merit", document)["pending"]
    assert (pending["who"], pending["terms"]) == (["b", "c", "d"], {"minutes": 15})


def test_a_final_mean_leaves_out_what_its_own_setting_says() -> None:
    """Four final prices 80, 100, 104, 200: without the extremes the benchmark is 102."""
    finals = {"a": "80", "b": "100", "c": "104", "d": "200"}
    document = {
        "settings": {
            "full": "40",
            "per_pct_above": "1",
            "per_pct_below": "1",
            "drop_low": 1,
            "final_round": {"drop": 1},
        },
        "candidates": [{"id": id_, "price": price} for id_, price in FOUR.items()],
        "journal": [
            {"step": "final_round", "by": id_, "at": "-", "data": {"price": price}} for id_, price in finals.items()
        ],
    }
    result = run("proposal_merit", document)
    assert {place["figures"]["benchmark_final"] for place in result["ranking"]} == {"102.00"}
    assert {place["figures"]["benchmark_round1"] for place in result["ranking"]} == {"103.33"}
    assert "Left out of the mean, highest 1, lowest 1: 80.00, 200.00" in result["arithmetic"]
    assert "Left out of the mean, highest 0, lowest 1: 90.00" in result["arithmetic"]


def test_abnormally_low_final_prices_are_marked() -> None:
    document = {
        "settings": {"full": "40", "final_round": {}},
        "candidates": [{"id": id_, "price": price} for id_, price in FOUR.items()],
        "journal": [
            {"step": "final_round", "by": id_, "at": "-", "data": {"price": "10" if id_ == "a" else "100"}}
            for id_ in FOUR
        ],
    }
    result = run("proposal_merit", document)
    assert result["winner"] == "a"
    assert result["ranking"][0]["reasons"][1].startswith(
        "Abnormally low: below 70 % of the median of the others, 100.00"
    )


def test_limits_of_a_notice_do_not_bind_a_mere_calculation() -> None:
    prices = {"a": "1", "b": "2"}
    assert computed("proposal_merit", {"price_weight": "60"}, prices)["winner"] == "a"
    notice = {"regime": "private", "price_weight": "60", "criteria": [{"code": "x", "weight": "40"}]}
    with pytest.raises(SelectionInputError, match=r"settings\.price_weight is too large: at most 40"):
        check_notice("proposal_merit", notice)


def test_figures_are_rounded_as_told() -> None:
    value = Fraction("23.345")
    assert [rounded(value, 2, how) for how in ("half_up", "down", "up")] == [
        Fraction("23.35"),
        Fraction("23.34"),
        Fraction("23.35"),
    ]
    assert [rounded(Fraction(3), 2, how) for how in ("half_up", "down", "up")] == [3, 3, 3]
    assert amount_text(Fraction(12345, 2), "CNY") == "61.73"
    assert amount_text(Fraction(-12345, 2), "JPY") == "-6173"
