"""Published awards and worked examples, recomputed."""

from typing import Any

import pytest

from marketplace.domain.selection.core import check_notice, find, select
from marketplace.domain.selection.core import run as run_document
from marketplace.domain.selection.texts import SelectionInputError

SEED = "ab" * 32


def run(method: str, document: object) -> dict[str, Any]:
    return run_document(method, document)


def priced(**prices: str | None) -> list[dict[str, Any]]:
    return [{"id": id_, "price": price} for id_, price in prices.items()]


def order(result: dict[str, Any]) -> list[str]:
    return [standing["id"] for standing in result["ranking"]]


def test_a_published_award_of_2001() -> None:
    """Two bids for a road surface: the lower one was recommended, about 11 % below the engineer's estimate."""
    assert run(
        "lowest_price",
        {
            "settings": {"currency": "USD", "engineer_estimate": "99176.5"},
            "candidates": [
                {"id": "W.B. Miller, Inc.", "price": "93361.45"},
                {"id": "North Valley, Inc.", "price": "88530.5"},
            ],
        },
    ) == {
        "winner": "North Valley, Inc.",
        "failed": None,
        "ranking": [
            {
                "id": "North Valley, Inc.",
                "rank": 1,
                "score": "88530.50",
                "reasons": ["The price 88530.50 USD is the lowest valid price"],
            },
            {
                "id": "W.B. Miller, Inc.",
                "rank": 2,
                "score": "93361.45",
                "reasons": ["The price 93361.45 USD is 4830.95 USD above the lowest"],
            },
        ],
        "excluded": [],
        "arithmetic": [
            "Lowest of 2 valid prices: 88530.50 USD",
            "Lowest price ÷ estimate = 88530.50 ÷ 99176.50 = 89.27 %",
        ],
    }


def test_price_points_of_a_published_worked_example() -> None:
    """35 points × lowest ÷ price: 35, 28, 23.3 for 100,000, 125,000, 150,000."""
    settings = {"currency": "USD", "price_weight": "35", "criteria": [{"code": "proposal", "weight": "65"}]}
    candidates = [
        {"id": id_, "price": price, "scores": {"proposal": "0"}}
        for id_, price in (("C", "150000"), ("A", "100000"), ("B", "125000"))
    ]
    result = run("proposal_merit", {"settings": settings, "candidates": candidates})
    assert [(standing["id"], standing["score"]) for standing in result["ranking"]] == [
        ("A", "35.00"),
        ("B", "28.00"),
        ("C", "23.33"),
    ]


def test_merit_points_are_rounded_half_up_and_then_added() -> None:
    result = run("proposal_merit", find("proposal_merit").example)
    assert [(standing["id"], standing["score"]) for standing in result["ranking"]] == [
        ("Cedar Appraisal", "86.18"),  # 9.3333 × 5 = 46.6665 → 46.67; 24; 20 × 91500.5 ÷ 118000 = 15.508… → 15.51
        ("Birch Testing", "83.25"),
        ("Alder Survey", "82.17"),
    ]
    assert "Cedar Appraisal, method: 9.3333 ÷ 10 × 50 = 46.67" in result["arithmetic"]
    assert "Cedar Appraisal, price: 91500.50 ÷ 118000.00 × 20 = 15.51" in result["arithmetic"]
    assert "Cedar Appraisal, total: 46.67 + 24.00 + 15.51 = 86.18" in result["arithmetic"]
    assert result["excluded"] == [
        {
            "id": "Dogwood Review",
            "reason": "The price 125000.00 CNY is above the ceiling of 120000.00 CNY",
        }
    ]


def test_equal_totals_go_to_the_lower_price_and_then_to_the_lot() -> None:
    settings = {"price_weight": "10", "criteria": [{"code": "proposal", "weight": "90", "max_points": "90"}]}
    candidates = [
        {"id": "dear", "price": "200", "scores": {"proposal": "55"}},
        {"id": "cheap", "price": "100", "scores": {"proposal": "50"}},
        {"id": "twin", "price": "100", "scores": {"proposal": "50"}},
    ]
    result = run("proposal_merit", {"settings": settings, "candidates": candidates, "seed": SEED})
    assert {standing["score"] for standing in result["ranking"]} == {"60.00"}
    assert order(result)[2] == "dear"
    assert [standing["rank"] for standing in result["ranking"]] == [1, 2, 3]
    assert "placed by lot with the ticket" in result["ranking"][0]["reasons"][-1]
    assert len(result["ranking"][2]["reasons"]) == 1


def test_prices_that_cannot_take_part_are_excluded_with_the_reason() -> None:
    document = {
        "settings": {"ceiling_price": "100.00"},
        "candidates": [
            *priced(over="100.01", at="100.00", nothing="0.00", missing=None),
            {"id": "out", "price": "1", "invalid_because": "The signature is missing"},
        ],
    }
    result = run("lowest_price", document)
    assert order(result) == ["at"]
    assert result["excluded"] == [
        {"id": "missing", "reason": "No price was offered"},
        {"id": "nothing", "reason": "The price is zero: a service is bought for a price"},
        {"id": "out", "reason": "Invalid: The signature is missing"},
        {"id": "over", "reason": "The price 100.01 CNY is above the ceiling of 100.00 CNY"},
    ]


@pytest.mark.parametrize(
    ("prices", "ceiling", "low"),
    [
        ({"a": "69.99", "b": "100", "c": "100"}, None, {"a"}),
        ({"a": "70.00", "b": "100", "c": "100"}, None, set()),
        ({"a": "70.00", "b": "100", "c": "100.02"}, None, {"a"}),  # median of an even number: the mean, 100.01
        ({"a": "70.02", "b": "100.02", "c": "100.02", "d": "500"}, None, set()),
        ({"a": "1", "b": "2", "c": "100", "d": "100", "e": "100"}, None, {"a", "b"}),
        ({"a": "49.99"}, "100", {"a"}),
        ({"a": "50.00"}, "100", set()),
        ({"a": "10.00"}, None, set()),
    ],
)
def test_an_abnormally_low_price_is_marked_and_stays(prices: dict[str, str], ceiling: str, low: set[str]) -> None:
    result = run("lowest_price", {"settings": {"ceiling_price": ceiling}, "candidates": priced(**prices)})
    marked = {
        standing["id"]
        for standing in result["ranking"]
        if any(reason.startswith("Abnormally low") for reason in standing["reasons"])
    }
    assert marked == low
    assert result["winner"] == "a"


def test_equal_lowest_prices_wait_for_a_draw_and_the_seed_parts_them() -> None:
    document = {"settings": {}, "candidates": priced(a="5", b="5.00", c="6")}
    waiting = run("lowest_price", document)
    assert waiting["winner"] is None
    assert waiting["failed"] is None
    assert waiting["pending"] == {
        "step": "tie",
        "kind": "draw",
        "prompt": "Only a draw can part a, b: give the seed",
        "tickets": ["a", "b"],
    }
    assert [standing["rank"] for standing in waiting["ranking"]] == [1, 1, 3]
    drawn = run("lowest_price", document | {"seed": SEED})
    assert "pending" not in drawn
    assert drawn["winner"] == order(drawn)[0]
    assert [standing["rank"] for standing in drawn["ranking"]] == [1, 2, 3]
    winners = {run("lowest_price", document | {"seed": f"{seed:02x}"})["winner"] for seed in range(32)}
    assert winners == {"a", "b"}


def test_equals_below_the_winner_share_their_rank_without_a_seed() -> None:
    result = run("lowest_price", {"settings": {}, "candidates": priced(a="5", b="6", c="6")})
    assert result["winner"] == "a"
    assert "pending" not in result
    assert [standing["rank"] for standing in result["ranking"]] == [1, 2, 2]


def test_in_a_random_draw_nobody_offers_another_price() -> None:
    settings = {"fixed_price": "48000", "regime": "private"}
    result = run(
        "random", {"settings": settings, "candidates": priced(a="48000.00", b="47999.99", c=None), "seed": "00"}
    )
    assert sorted(order(result)) == ["a", "c"]
    assert result["excluded"] == [{"id": "b", "reason": "Offered 47999.99 CNY instead of the fixed price 48000.00 CNY"}]
    without = run("random", {"settings": {}, "candidates": priced(a="500000", b="500000.01", c=None), "seed": "00"})
    assert sorted(order(without)) == ["a", "c"]
    assert without["excluded"] == [
        {"id": "b", "reason": "The price 500000.01 CNY is above 500000.00 CNY, the most that may be given by lot"}
    ]


@pytest.mark.parametrize(
    ("method", "settings", "message"),
    [
        (
            "random",
            {"regime": "private", "fixed_price": "500000.01"},
            "a draw needs a price above zero and at most 500000.00 CNY",
        ),
        ("random", {"regime": "private", "fixed_price": "0"}, "a draw needs a price above zero"),
        ("random", {"fixed_price": "48000"}, "settings.regime is missing: give it"),
        ("random", {"regime": "private"}, "settings.fixed_price is missing: give it"),
        ("random", {"regime": "gov_procurement"}, "settings.regime is 'gov_procurement': choose one of"),
        ("lowest_price", {}, "settings.regime is missing: give it"),
        ("lowest_price", {"regime": "private", "currency": "XXX"}, "settings.currency is 'XXX': choose one of CNY,"),
        (
            "lowest_price",
            {"regime": "private", "floor": "1"},
            "settings has the unknown name 'floor': use only regime,",
        ),
        ("lowest_price", {"regime": "private", "abnormally_low_median_pct": 101}, "too large: at most 100"),
        ("lowest_price", {"regime": "private", "engineer_estimate": "0.99"}, "too small: at least 1"),
        ("lowest_price", {"regime": "private", "minimum_candidates": "0"}, "too small: at least 1"),
        ("proposal_merit", {"regime": "private", "price_weight": "20"}, "settings.criteria is missing: give it"),
        ("proposal_merit", {"regime": "private", "price_weight": "20", "criteria": []}, "settings.criteria is empty"),
        (
            "proposal_merit",
            {"regime": "private", "price_weight": "9.99", "criteria": [{"code": "a", "weight": "90.01"}]},
            "settings.price_weight is too small: at least 10",
        ),
        (
            "proposal_merit",
            {"regime": "private", "price_weight": "40.01", "criteria": [{"code": "a", "weight": "59.99"}]},
            "settings.price_weight is too large: at most 40",
        ),
        (
            "proposal_merit",
            {"regime": "private", "price_weight": "20", "criteria": [{"code": "a", "weight": "79.9"}]},
            "add up to 99.9: make it 100",
        ),
        (
            "proposal_merit",
            {
                "regime": "private",
                "price_weight": "20",
                "criteria": [{"code": "a", "weight": "40"}, {"code": "a", "weight": "40"}],
            },
            "two criteria have one code",
        ),
    ],
)
def test_what_a_notice_may_not_publish(method: str, settings: dict[str, object], message: str) -> None:
    with pytest.raises(SelectionInputError) as refused:
        check_notice(method, settings)
    assert message in str(refused.value)


def test_a_whole_notice_is_read() -> None:
    read = check_notice("random", {"regime": "below_threshold", "fixed_price": "48000.5"})
    assert read.money("fixed_price") == 4800050
    assert read.amount("cap") == 50000000
    assert check_notice("random", {"regime": "private", "fixed_price": "500000"}).money("fixed_price") == 50000000


@pytest.mark.parametrize(
    ("scores", "message"),
    [
        (None, "candidates: a has no points for proposal: give them"),
        ({}, "candidates: a has no points for proposal: give them"),
        ({"proposal": "1", "looks": "1"}, "candidates: a has points for looks, which is no published criterion"),
        ({"proposal": "100.0001"}, "candidates: a has more points for proposal than the 100 that it allows"),
        ([], 'candidates[0].scores is a list: write an object {"criterion": "points"}'),
        ({"proposal": "1.00001"}, "candidates[0].scores.proposal is '1.00001': at most 4 decimals are possible"),
    ],
)
def test_points_that_do_not_fit_the_notice(scores: object, message: str) -> None:
    settings = {"price_weight": "20", "criteria": [{"code": "proposal", "weight": "80"}]}
    with pytest.raises(SelectionInputError) as refused:
        select("proposal_merit", settings, [{"id": "a", "price": "1", "scores": scores}], None)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("document", "message"),
    [
        (None, "the document is null: write an object {…}"),
        ({"candidates": None}, "candidates is null: write a list […]"),
        ({"candidates": [], "seeds": 1}, "the document has the unknown name 'seeds'"),
        ({"candidates": priced(a="1e999")}, "candidates[0].price is '1e999': write a plain decimal"),
        ({"candidates": priced(a="-1")}, "candidates[0].price is '-1': write a plain decimal that is not negative"),
        ({"candidates": priced(a="NaN")}, "candidates[0].price is 'NaN': write a plain decimal"),
        ({"candidates": priced(a="1.005")}, "candidates[0].price is '1.005': at most 2 decimals are possible"),
        ({"candidates": priced(a="92233720368547758.08")}, "candidates[0].price is too large: stay below 2^63"),
        ({"candidates": priced(a="9" * 30)}, "candidates[0].price is too large"),
        ({"candidates": [{"id": "a", "price": 2**63}]}, "candidates[0].price is too large"),
        (
            {"candidates": [{"id": "a", "price": 1.5}]},
            "candidates[0].price is a binary fraction: write a decimal string",
        ),
        ({"candidates": [{"id": "a", "price": True}]}, "candidates[0].price is true: write a decimal string"),
        ({"candidates": [{"id": "a\x00", "price": "1"}]}, "leave out control characters"),
        ({"candidates": [{"id": "\ud800", "price": "1"}]}, "hidden marks and broken Unicode"),
        ({"candidates": [{"id": " ", "price": "1"}]}, "candidates[0].id must have 1 to 200 characters"),
        ({"candidates": [{"id": 7, "price": "1"}]}, "candidates[0].id is 7: write text"),
        ({"candidates": [{"name": "a"}]}, "candidates[0] has the unknown name 'name': use only id, price, scores,"),
        ({"candidates": ["a"]}, "candidates[0] is 'a': write an object {…}"),
        ({"candidates": [*priced(a="1"), *priced(a="2")]}, "candidates: the id 'a' stands twice"),
        ({"candidates": priced(a="1"), "seed": "abc"}, "seed is 'abc': write an even number of hexadecimal digits"),
        ({"candidates": priced(a="1"), "seed": 12}, "seed is 12: write an even number of hexadecimal digits"),
        ({"candidates": priced(a="1"), "seed": ""}, "seed is '': write an even number of hexadecimal digits"),
        ({"candidates": priced(a="1"), "settings": []}, "settings is a list: write an object {…}"),
        ({"candidates": priced(a="1"), "settings": {"currency": "YEN"}}, "settings.currency is 'YEN': choose one of"),
    ],
)
def test_a_refusal_says_how_to_mend_it(document: object, message: str) -> None:
    with pytest.raises(SelectionInputError) as refused:
        run("lowest_price", document)
    assert message in str(refused.value)


@pytest.mark.parametrize("code", ["nearest_moon", None, [], {}])
def test_an_unknown_method(code: str) -> None:
    with pytest.raises(
        SelectionInputError, match="choose one of average, benchmark, credit_merit, direct, lowest_price, "
    ):
        run(code, {})


def test_yen_have_no_decimals() -> None:
    result = run("lowest_price", {"settings": {"currency": "JPY"}, "candidates": priced(a="1200", b="1300")})
    assert result["ranking"][0]["score"] == "1200"
    with pytest.raises(SelectionInputError, match="at most 0 decimals"):
        run("lowest_price", {"settings": {"currency": "JPY"}, "candidates": priced(a="1200.5")})
