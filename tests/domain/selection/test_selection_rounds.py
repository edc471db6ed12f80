"""A method of several rounds runs over a journal, step by step, without the core knowing it."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from marketplace.domain.selection.core import decide
from marketplace.domain.selection.draw import draw_order, step_seed
from marketplace.domain.selection.method import Method, method_of
from marketplace.domain.selection.results import Result
from marketplace.domain.selection.steps import Draw, Excluded, Journal, Ranked, Ranking, Step
from marketplace.domain.selection.texts import MethodError, SelectionInputError, Text, english, mark
from tests.domain.selection.documents import SEVERAL_ROUNDS, example


def run(entries: list[dict[str, Any]], seed: str | None = "5eed" * 16, **settings: str) -> Result:
    document = example(SEVERAL_ROUNDS)
    return decide(SEVERAL_ROUNDS, document["settings"] | settings, document["candidates"], seed, entries)


def journal() -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = example(SEVERAL_ROUNDS)["journal"]
    return entries


def pending(result: Result) -> dict[str, Any]:
    assert result.winner is None
    assert result.failed is None
    waiting = result.document()["pending"]
    assert isinstance(waiting, dict)
    return waiting


def test_first_it_collects_quotes() -> None:
    waiting = pending(run([]))
    asks = waiting.pop("asks")
    assert [(field["name"], field["type"], field["required"]) for field in asks] == [("price", "money", "always")]
    assert waiting == {
        "step": "quotes",
        "kind": "collect",
        "prompt": {"text": "Give a price", "params": {}},
        "who": ["A", "B", "D"],
        "terms": {"minutes": 10},
    }


def test_quotes_wait_for_everybody_or_for_the_closing() -> None:
    assert pending(run(journal()[:3]))["step"] == "quotes"
    assert pending(run(journal()[:4]))["step"] == "points"
    last = {"step": "quotes", "by": "D", "at": "later", "data": {"price": "1"}}
    assert pending(run([*journal()[:3], last]))["step"] == "points"


def test_then_reviewers_score_until_the_closing() -> None:
    assert pending(run(journal()[:4])) == {
        "step": "points",
        "kind": "score",
        "prompt": {"text": "Give points", "params": {}},
        "who": [],
        "among": ["A", "B"],
        "criteria": {"plan": "10"},
    }
    assert pending(run(journal()[:5]))["step"] == "points"
    assert pending(run(journal()[:5], reviewer="reviewer 1"))["step"] == "choice"


def test_then_two_draws_wait_for_the_seed() -> None:
    assert pending(run(journal()[:6], seed=None)) == {
        "step": "factor",
        "kind": "draw",
        "prompt": {"text": "Draw the factor", "params": {}},
        "tickets": ["95", "96", "97", "98"],
    }


def test_then_the_buyer_chooses_from_the_drawn_list() -> None:
    result = run(journal()[:6])
    assert pending(result)["kind"] == "choose"
    assert sorted(pending(result)["among"]) == ["A", "B"]
    drawn = [english(line) for line in result.arithmetic]
    assert drawn[0].startswith("Draw factor: 9")
    assert sorted(drawn[1].removeprefix("Draw short list: ").split(", ")) == [
        *(f"A#{number}" for number in range(4)),
        *(f"B#{number}" for number in range(4)),
    ]


def test_in_the_end_everybody_is_ranked_or_excluded() -> None:
    result = run(journal())
    assert result.winner == "A"
    assert [(standing.id, standing.score) for standing in result.ranking] == [("A", "91.00"), ("B", "90.50")]
    assert "The better team." in english(result.ranking[0].reasons[0])
    assert [(out.id, english(out.reason)) for out in result.excluded] == [
        ("C", "Invalid: Not registered"),
        ("D", "No quote"),
    ]


def test_early_and_late_exclusions_stand_in_one_order() -> None:
    quotes, points = (
        [journal()[0], journal()[3]],
        [journal()[4] | {"data": {"scores": {"B": {"plan": "4"}}}}, journal()[5]],
    )
    choice = journal()[6] | {"data": {"chosen": "B", "reasons": "The only one."}}
    result = run([*quotes, *points, choice])
    assert result.winner == "B"
    assert [out.id for out in result.excluded] == ["A", "C", "D"]


def test_a_draw_inside_a_method_has_a_seed_of_its_own() -> None:
    order = draw_order(step_seed(bytes.fromhex("5eed" * 16), "factor"), ["95", "96", "97", "98"])
    assert order != draw_order(bytes.fromhex("5eed" * 16), order)
    assert english(run(journal()).arithmetic[0]) == f"Draw factor: {', '.join(order)}"


def test_the_seed_decides_the_draws_and_nothing_else_does() -> None:
    lines = {english(run(journal()[:6], seed=f"{seed:02x}").arithmetic[0]) for seed in range(64)}
    assert {line.removeprefix("Draw factor: ")[:2] for line in lines} == {"95", "96", "97", "98"}


CLOSED = {"step": "quotes", "by": "platform", "at": "t", "data": {"closed": True}}
SCORES = {"step": "points", "by": "r", "at": "t"}
CHOICE = {"step": "choice", "by": "buyer", "at": "t"}


@pytest.mark.parametrize(
    ("before", "entry", "message"),
    [
        (0, 7, "journal[0] is 7: write an object {…}"),
        (0, {"step": "quotes", "by": "A", "at": "t", "data": []}, "journal[0].data is a list: write an object"),
        (0, {"step": "quotes", "by": "A", "at": None, "data": {}}, "journal[0].at is null: write text"),
        (0, {"step": "quotes", "by": "A", "at": "t", "data": {}}, "journal: quotes: A.price is missing: give it"),
        (0, {"step": "quotes", "by": "C", "at": "t", "data": {"price": "1"}}, "journal: quotes: C was not asked"),
        (0, {"step": "points", "by": "r", "at": "t", "data": {}}, "the step points was never asked for: leave it out"),
        (0, CLOSED | {"data": {}}, "the platform only closes a step, once, last"),
        (4, CLOSED, "the platform only closes a step, once, last"),
        (4, {"step": "quotes", "by": "A", "at": "t", "data": {"price": "1"}}, "the platform only closes a step"),
        (4, SCORES | {"data": {}}, "journal: points: r: scores is null: write an object"),
        (4, SCORES | {"data": {"scores": {"A": {"plan": "1"}}}}, "journal: points: r: B is null: write an object"),
        (
            4,
            SCORES | {"data": {"scores": {"A": {"plan": "1"}, "B": {"plan": "10.1"}}}},
            "journal: points: r: B needs points for exactly these criteria, at most: plan 10",
        ),
        (4, SCORES | {"data": {"scores": {"A": {"plan": "1"}, "B": {}}}}, "B needs points for exactly these criteria"),
        (4, SCORES | {"data": {"scores": {"D": {"plan": "1"}}}}, "scores has the unknown name 'D': use only A, B"),
        (6, {"step": "factor", "by": "x", "at": "t", "data": {}}, "factor is a draw, computed from the seed"),
        (6, CHOICE | {"data": {"chosen": "D", "reasons": "x"}}, "'D' cannot be chosen: choose one of"),
        (
            6,
            CHOICE | {"data": {"chosen": [], "reasons": "x"}},
            "journal: choice: a list cannot be chosen: choose one of",
        ),
        (6, CHOICE | {"data": {"chosen": "A", "reasons": "x", "y": 1}}, "journal: choice has the unknown name 'y'"),
        (4, SCORES | {"data": {"scores": {}, "y": 1}}, "journal: points: r has the unknown name 'y': use only scores"),
        (6, CHOICE | {"data": {"chosen": "A"}}, "journal: choice: reasons is null: write text"),
        (
            6,
            CHOICE | {"data": {"chosen": "A", "reasons": " "}},
            "journal: choice: reasons must have 1 to 4000 characters",
        ),
        (7, CHOICE | {"data": {"chosen": "A", "reasons": "x"}}, "choice is chosen once: keep one entry"),
        (7, {"step": "encore", "by": "x", "at": "t", "data": {}}, "the step encore was never asked for"),
    ],
)
def test_answers_that_do_not_fit(before: int, entry: dict[str, Any], message: str) -> None:
    with pytest.raises(SelectionInputError) as refused:
        run([*journal()[:before], entry])
    assert message in str(refused.value)


def test_a_failed_selection_has_no_journal() -> None:
    with pytest.raises(SelectionInputError, match="the step quotes was never asked for"):
        decide(SEVERAL_ROUNDS, {}, [], None, journal())


def test_named_reviewers_only() -> None:
    with pytest.raises(SelectionInputError, match="reviewer 1 was not asked"):
        run(journal()[:5], reviewer="reviewer 2")


def test_the_methods_own_exclusion_is_kept() -> None:
    result = decide(SEVERAL_ROUNDS, {}, [{"id": "A"}, {"id": "B", "credit": "1"}], None)
    assert [(out.id, english(out.reason)) for out in result.excluded] == [("A", "No credit record")]
    assert result.failed is not None


def broken(step: Step) -> Method:
    return replace(SEVERAL_ROUNDS, next_step=lambda _settings, _journal, _seed: step)


def ranked(id_: str) -> Ranked:
    return Ranked(id_, None, (mark("because"),))


EXACTLY_ONCE = "every candidate is ranked or excluded, exactly once"
SHOWS = "a ranking shows its arithmetic and a reason for every place"


@pytest.mark.parametrize(
    ("step", "message"),
    [
        (Draw("again", mark("again"), ("1",)), "several_rounds asked twice for the step again"),
        (Ranking(((ranked("A"),),), (mark("sum"),)), EXACTLY_ONCE),
        (Ranking(((ranked("A"), ranked("B"), ranked("B")),), (mark("sum"),)), EXACTLY_ONCE),
        (Ranking(((ranked("A"), Ranked("B", None, ())),), (mark("sum"),)), SHOWS),
        (Ranking(((ranked("A"), ranked("B")),), ()), SHOWS),
    ],
)
def test_a_method_that_breaks_its_contract_is_a_fault(step: Step, message: str) -> None:
    candidates = [{"id": "A", "credit": "1"}, {"id": "B", "credit": "1"}]
    with pytest.raises(MethodError, match=f"^{message}$"):
        decide(broken(step), {}, candidates, "00")


@pytest.mark.parametrize(("seed", "handed"), [("5EED", b"\x5e\xed"), (None, None)])
def test_a_method_is_handed_the_seed(seed: str | None, handed: bytes | None) -> None:
    seen: list[bytes | None] = []

    def next_step(_settings: object, journal: Journal, given: bytes | None) -> Step:
        seen.append(given)
        return Ranking(tuple((ranked(candidate.id),) for candidate in journal.candidates), (mark("sum"),))

    candidates = [{"id": "A", "credit": "1"}, {"id": "B", "credit": "1"}]
    decide(replace(SEVERAL_ROUNDS, next_step=next_step), {}, candidates, seed)
    assert seen == [handed]


def test_a_method_that_ranks_nobody_says_why() -> None:
    candidates = [{"id": "A", "credit": "1"}, {"id": "B", "credit": "1"}]

    def nobody(failed: Text | None) -> Method:
        def next_step(_settings: object, journal: Journal, _seed: object) -> Step:
            out = tuple(Excluded(candidate.id, mark("out")) for candidate in journal.candidates)
            return Ranking((), (mark("sum"),), out, failed)

        return replace(SEVERAL_ROUNDS, next_step=next_step)

    result = decide(nobody(mark("Nobody answered")), {}, candidates, None)
    assert result.failed == mark("Nobody answered")
    assert result.winner is None
    assert len(result.excluded) == 2
    with pytest.raises(MethodError, match=r"^a ranking that ranks nobody says why it failed$"):
        decide(nobody(None), {}, candidates, None)


def test_a_method_of_one_round_only_ranks() -> None:
    file = SimpleNamespace(
        __doc__="Everybody is equal.",
        CODE="equal",
        VERSION="1",
        LABEL=mark("Equal"),
        SUMMARY=mark("Everybody is equal."),
        SETTINGS=(),
        MINIMUM_CANDIDATES={"private": 1},
        EXAMPLE={},
        rank=lambda candidates, _settings, _seed: Ranking(
            (tuple(ranked(candidate.id) for candidate in candidates),), (mark("sum"),)
        ),
    )
    result = decide(method_of(file), {}, [{"id": "B"}, {"id": "A"}], None)
    assert [(standing.id, standing.rank) for standing in result.ranking] == [("A", 1), ("B", 1)]
    assert pending(result)["tickets"] == ["A", "B"]
