"""What is told word by word: the sentences of results and refusals that no other test reads to the end."""

import hashlib
from statistics import median
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.selection.canonical import shown
from marketplace.domain.selection.core import check_notice, run
from marketplace.domain.selection.draw import draw_order, step_seed, ticket
from marketplace.domain.selection.fields import Field, read_fields, read_object
from marketplace.domain.selection.rounds import Entry, answers_to, read_entries
from marketplace.domain.selection.steps import Answer, Choose, Collect, Draw, Score
from marketplace.domain.selection.texts import SelectionInputError, mark

SEED = "5eed" * 16


def computed(method: str, settings: dict[str, Any], *rows: dict[str, Any], **more: object) -> dict[str, Any]:
    return run(method, {"settings": settings, "candidates": list(rows), "seed": SEED, **more})


def refusal(method: str, settings: dict[str, Any], *rows: dict[str, Any], **more: object) -> str:
    with pytest.raises(SelectionInputError) as refused:
        computed(method, settings, *rows, **more)
    return str(refused.value)


def test_a_value_is_shown_short_and_on_one_line() -> None:
    assert shown("x" * 60) == repr("x" * 60)
    assert shown("x" * 61) == repr("x" * 60) + "…"
    assert shown(2**64 - 1) == shown(2**64 - 1).strip() == str(2**64 - 1)
    assert shown(-(2**64) + 1) == str(-(2**64) + 1)
    assert shown(2**64) == shown(-(2**64)) == "a number of more than 64 bits"


def test_everybody_in_a_draw_reads_the_same() -> None:
    two = ({"id": "a"}, {"id": "b"})
    fixed = computed("random", {"fixed_price": "48000"}, *two)
    assert {place["reasons"][0] for place in fixed["ranking"]} == {
        "Eligible for the draw at the fixed price 48000.00 CNY"
    }
    assert fixed["arithmetic"][0] == "Chance of each of 2 candidates: 1 ÷ 2"
    free = computed("random", {}, *two)
    assert {place["reasons"][0] for place in free["ranking"]} == {"Eligible for the draw"}


def test_the_price_of_a_draw_is_above_zero_and_within_the_cap() -> None:
    assert check_notice("random", {"regime": "private", "fixed_price": "0.01"}).money("fixed_price") == 1
    assert refusal("random", {"fixed_price": "500000.01"}) == (
        "settings.fixed_price is 500000.01: a draw needs a price above zero and at most 500000.00 CNY"
    )


def test_what_the_benchmark_is_made_of_is_told() -> None:
    rows = [{"id": id_, "price": price} for id_, price in (("a", "90"), ("b", "100"), ("c", "110"))]
    assert computed("average", {}, *rows)["arithmetic"] == [
        "Mean of 3 prices: 100.00 CNY",
        "a: |90.00 − 100.00| = 10.00",
        "b: |100.00 − 100.00| = 0.00",
        "c: |110.00 − 100.00| = 10.00",
    ]
    for settings, line in (
        ({"benchmark_basis": "lowest"}, "Lowest valid price: 90.00 CNY"),
        ({"benchmark_basis": "base_price", "base_price": "120"}, "Base price: 120.00 CNY"),
        (
            {"benchmark_basis": "base_price_and_mean", "base_price": "120", "base_share_pct": "25"},
            "120.00 × 25 % + mean of 3 prices 100.00 × 75 % = 105.00 CNY",
        ),
    ):
        told = computed("average", settings | {"factor": "0.9"}, *rows)["arithmetic"]
        assert told[0] == line
        assert told[1].startswith("Benchmark: ")
        assert computed("average", settings, *rows)["arithmetic"][1].startswith("a: ")
    assert "Benchmark: 100.00 × 0.9 = 90.00 CNY" in computed("average", {"factor": "0.9"}, *rows)["arithmetic"]
    assert "Benchmark: 100.00 × 2 = 200.00 CNY" in computed("average", {"factor": "2"}, *rows)["arithmetic"]


def test_a_choice_that_cannot_be_made_lists_those_that_can() -> None:
    rows = ({"id": "a", "price": "1"}, {"id": "b", "price": "1"})
    entry = {"step": "choice", "by": "buyer", "at": "-", "data": {"chosen": "x", "reasons": "-"}}
    said = refusal("direct", {}, *rows, journal=[entry])
    assert said == "journal: choice: 'x' cannot be chosen: choose one of a, b"
    step = Choose("choice", mark("Choose"), ("a", "b"))
    answer = answers_to(step, [Entry("choice", "buyer", "noon", {"chosen": "a", "reasons": "Why"})], None, 2)
    assert answer == (Answer("buyer", "noon", chosen="a", reasons="Why"),)


def test_a_draw_inside_a_method_is_seeded_by_its_name() -> None:
    """SHA-256 over "step", the seed and the name, each after its length as eight bytes."""
    parts = (b"step", b"seed", b"base_pct")
    spelled = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    assert step_seed(b"seed", "base_pct") == hashlib.sha256(spelled).digest()
    answer = answers_to(Draw("base_pct", mark("Draw"), ("95", "96")), [], b"seed", 2)
    assert answer == (Answer("seed", "", order=tuple(draw_order(step_seed(b"seed", "base_pct"), ["95", "96"]))),)


def test_equals_read_whether_a_draw_parted_them() -> None:
    two = ({"id": "a"}, {"id": "b"})
    waiting = computed("random", {}, *two, seed=None)
    assert [(place["rank"], place["reasons"][-1]) for place in waiting["ranking"]] == [
        (1, "Equal with others (2 candidates share this place); no draw was held")
    ] * 2
    assert waiting["winner"] is None
    assert waiting["pending"]["prompt"] == "Only a draw can part a, b: give the seed"
    drawn = computed("random", {}, *two)
    assert [(place["rank"], place["reasons"][-1]) for place in drawn["ranking"]] == [
        (rank, f"Equal with others (2 candidates); placed by lot with the ticket {lot}")
        for rank, lot in enumerate(sorted(ticket(bytes.fromhex(SEED), id_).hex() for id_ in "ab"), 1)
    ]
    rule = 'Equals are placed by ticket = SHA-256("ticket", seed, id), lowest first; seed '
    assert drawn["arithmetic"][-1] == rule + SEED


def test_equals_keep_their_score_and_figures_drawn_or_not() -> None:
    rows = [{"id": id_, "price": "90"} for id_ in ("a", "b", "c")]
    told = {"benchmark": "90.00", "deviation_pct": "0.00"}
    for seed in (None, SEED):
        ranking = computed("average", {}, *rows, seed=seed)["ranking"]
        assert [(place["score"], place["figures"]) for place in ranking] == [("0.00", told)] * 3


def test_money_keeps_to_its_limits_to_the_fen() -> None:
    price = Field(name="price", kind="money", description=mark("-"), citation="-", minimum=1, maximum=2)
    for written, minor in (("1.00", 100), ("2", 200)):
        assert read_fields((price,), {"price": written}, "x", 2).money("price") == minor
    for written, said in (
        ("0.99", "x.price is too small: at least 1"),
        ("2.01", "x.price is too large: at most 2"),
    ):
        with pytest.raises(SelectionInputError) as refused:
            read_fields((price,), {"price": written}, "x", 2)
        assert str(refused.value) == said


def test_a_whole_number_is_told_by_its_place() -> None:
    said = refusal("credit_merit", {"tickets": "x"})
    assert said == "settings.tickets is 'x': write a plain decimal that is not negative, like \"12.5\""


def test_criteria_are_read_to_the_last_column() -> None:
    row = {"id": "a", "price": "1", "scores": {"plan": "10"}}
    one = {"price_weight": "20", "criteria": [{"code": "plan", "weight": "80", "max_points": "10"}]}
    result = computed("proposal_merit", one | {"minimum_candidates": 1}, row)
    assert result["ranking"][0]["reasons"] == ["100.00 points of 100 at the price 1.00 CNY"]
    assert refusal("proposal_merit", one | {"criteria": 5}) == "settings.criteria is 5: write a list […]"
    missing = refusal("proposal_merit", one | {"criteria": [{"weight": "80"}]})
    assert missing == "settings.criteria[0].code is missing: give it"
    number = refusal("proposal_merit", one | {"criteria": [{"code": 7, "weight": "80"}]})
    assert number == "settings.criteria[0].code is 7: write text"
    price = Field(name="price", kind="money", description=mark("-"), citation="-")
    rows = Field(name="rows", kind="records", description=mark("-"), citation="-", columns=(price,))
    assert read_fields((rows,), {"rows": [{"price": "1.5"}]}, "x", 2).records("rows")[0].money("price") == 150
    assert read_fields((rows,), {}, "x", 2).records("rows") == ()


def test_a_criterion_without_a_name_is_told_by_its_place() -> None:
    said = refusal("direct", {}, {"id": "a", "price": "1"}, {"id": "b", "price": "1", "scores": {"": "1"}})
    assert said == "candidates[1].scores: a criterion must have 1 to 200 characters, not only spaces"


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("id", "is true: write text"),
        ("price", 'is true: write a decimal string like "12.5"'),
        ("scores", 'is true: write an object {"criterion": "points"}'),
        ("credit", 'is true: write a decimal string like "12.5"'),
        ("invalid_because", "is true: write text"),
        ("discount_rate", 'is true: write a decimal string like "12.5"'),
    ],
)
def test_a_candidate_is_told_by_its_place(name: str, why: str) -> None:
    said = refusal("direct", {}, {"id": "a", "price": "1"}, {"id": "b", "price": "1", name: True})
    assert said == f"candidates[1].{name} {why}"


def test_an_object_that_may_hold_nothing_says_so() -> None:
    assert read_object({}, (), "data") == {}
    with pytest.raises(SelectionInputError) as refused:
        read_object({"x": 1}, (), "data")
    assert str(refused.value) == "data has the unknown name 'x': use only {}"


def test_a_journal_is_read_line_by_line() -> None:
    assert refusal("direct", {}, journal=7) == "journal is 7: write a list […]"
    line = {"step": "choice", "by": "buyer", "at": "noon", "data": {"chosen": "a"}}
    assert read_entries([line]) == (Entry("choice", "buyer", "noon", {"chosen": "a"}),)


def test_too_few_candidates_read_how_many_are_missing() -> None:
    rows = ({"id": "a", "price": "1"}, {"id": "b", "price": "1", "invalid_because": "Late"}, {"id": "c", "price": "1"})
    result = computed("lowest_price", {"minimum_candidates": 5}, *rows)
    assert result["failed"] == "2 valid candidates, and at least 5 are needed"
    assert result["arithmetic"] == ["3 candidates − 1 excluded = 2 valid; needed: 5"]


def test_a_mere_calculation_is_free_of_the_limits_of_a_notice() -> None:
    row = {"id": "a", "price": "1", "scores": {"plan": "100"}}
    for weight, rest, limit in (("9", "91", "small: at least 10"), ("41", "59", "large: at most 40")):
        settings = {"price_weight": weight, "criteria": [{"code": "plan", "weight": rest}]}
        assert computed("proposal_merit", settings | {"minimum_candidates": 1}, row)["winner"] == "a"
        with pytest.raises(SelectionInputError, match=f"^settings.price_weight is too {limit}$"):
            check_notice("proposal_merit", settings | {"regime": "private", "ceiling_price": "9"})


def test_money_in_settings_has_the_decimals_of_the_currency() -> None:
    said = refusal("lowest_price", {"currency": "JPY", "ceiling_price": "1.5"})
    assert said == "settings.ceiling_price is '1.5': at most 0 decimals are possible"


def test_an_abnormally_low_price_reads_why() -> None:
    rows = [{"id": id_, "price": price} for id_, price in (("a", "10"), ("b", "90"), ("c", "100"), ("d", "120"))]
    [low] = [
        place for place in computed("lowest_price", {"ceiling_price": "200"}, *rows)["ranking"] if place["id"] == "a"
    ]
    assert low["reasons"][1:] == [
        "Abnormally low: below 70 % of the median of the others, 100.00 CNY; a written explanation is due",
        "Abnormally low: below 50 % of the ceiling, 200.00 CNY; a written explanation is due",
    ]


@given(st.lists(st.integers(1, 500), min_size=2, max_size=9))
def test_the_median_is_that_of_the_others(hundreds: list[int]) -> None:
    """Prices are even, so that a mean of two has no third decimal; whoever pays less than 70 % of it is marked."""
    rows = [{"id": f"{index}", "price": str(2 * price)} for index, price in enumerate(hundreds)]
    for place in computed("lowest_price", {}, *rows)["ranking"]:
        index = int(place["id"])
        others = median(2 * price for position, price in enumerate(hundreds) if position != index)
        warned = [reason for reason in place["reasons"] if reason.startswith("Abnormally low")]
        assert bool(warned) == (20 * hundreds[index] < 7 * others)
        if warned:
            assert f"of the others, {others:.2f} CNY" in warned[0]


def test_an_answer_keeps_its_time_and_the_platform_closes_once() -> None:
    price = Field(name="price", kind="money", description=mark("-"), citation="-")
    collect = Collect("round", mark("Give"), ("a",), (price,))
    given = Entry("round", "a", "noon", {"price": "1.50"})
    [answer] = answers_to(collect, [given], None, 2) or ()
    assert (answer.by, answer.at, answer.values.money("price")) == ("a", "noon", 150)
    score = Score("points", mark("Score"), ("r",), ("a",), {})
    [points] = answers_to(score, [Entry("points", "r", "night", {"scores": {"a": {}}})], None, 2) or ()
    assert (points.by, points.at, points.scores) == ("r", "night", {"a": {}})
    closing, again = (Entry("round", "platform", at, {"closed": True}) for at in ("noon", "later"))
    for entries in ([closing, given], [given, closing, again], [given, Entry("round", "platform", "-", {})]):
        with pytest.raises(SelectionInputError) as refused:
            answers_to(collect, entries, None, 2)
        assert str(refused.value) == (
            'journal: round: the platform only closes a step, once, last and with the data {"closed": true}'
        )
