"""Every method found in the folder, and one of several rounds, under the same contract."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.domain.selection.core import decide
from marketplace.domain.selection.method import STEP_KINDS, Method
from marketplace.domain.selection.results import TIE, Result
from marketplace.domain.selection.texts import SelectionInputError, english
from tests.domain.selection.documents import ALL_METHODS, example

every_method = pytest.mark.parametrize("method", ALL_METHODS, ids=lambda method: method.code)
PRICES = st.one_of(
    st.none(),
    st.sampled_from(["0", "0.00", "90000", "91500.5", "120000", "120000.01", "48000"]),
    st.integers(0, 2**63 // 100 - 1).map(str),
)
JUNK = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.decimals(),
        st.text(),
        st.characters(categories=["Cs", "Cc"]),
        st.sampled_from(["1e999", "NaN", "-1", "1.00001", "9" * 40, "\x00", "A", "1", 2**63, 10**4000, "", " "]),
    ),
    lambda parts: st.one_of(st.lists(parts), st.dictionaries(st.text(max_size=5), parts)),
    max_leaves=8,
)


def run(method: Method, document: dict[str, Any]) -> Result:
    return decide(
        method, document["settings"], document["candidates"], document.get("seed"), document.get("journal", [])
    )


@st.composite
def fields_of_candidates(draw: st.DrawFn, method: Method) -> list[dict[str, Any]]:
    """Clones of the example's candidates with other names and prices."""
    models = example(method)["candidates"]
    clones = []
    for number in range(draw(st.integers(0, 7))):
        clone = dict(draw(st.sampled_from(models)))
        if "price" in clone:
            clone["price"] = draw(PRICES)
        clones.append(clone | {"id": f"provider {number}"})
    return clones


@every_method
def test_the_example_finds_a_winner_and_reserves(method: Method) -> None:
    result = run(method, example(method))
    assert result.failed is None
    assert result.pending is None
    assert result.winner == result.ranking[0].id
    assert [standing.rank for standing in result.ranking] == list(range(1, len(result.ranking) + 1))
    assert result.excluded, "an example shows an exclusion too"


@every_method
@given(data=st.data())
@settings(max_examples=60, deadline=None)
def test_total_deterministic_blind_to_arrival_and_explained(method: Method, data: st.DataObject) -> None:
    document = example(method)
    document.pop("journal", None)
    document["candidates"] = data.draw(fields_of_candidates(method))
    result = run(method, document)
    assert result == run(method, document)
    twin = document | {"candidates": data.draw(st.permutations(document["candidates"]))}
    assert result.document() == run(method, twin).document()
    assert_explained(result, [candidate["id"] for candidate in document["candidates"]])


@every_method
def test_explains_itself_in_full(method: Method) -> None:
    document = example(method)
    assert_explained(run(method, document), [candidate["id"] for candidate in document["candidates"]])


def assert_explained(result: Result, ids: list[str]) -> None:
    assert [result.winner, result.failed, result.pending].count(None) == 2
    out = [excluded.id for excluded in result.excluded]
    placed = [standing.id for standing in result.ranking]
    assert len(set(out + placed)) == len(out + placed)
    if result.winner is not None:
        assert sorted(out + placed) == sorted(ids)
        assert result.winner == placed[0]
        assert result.arithmetic
    if result.failed is not None:
        assert english(result.failed)
        assert result.arithmetic
    assert all(standing.reasons and all(map(english, standing.reasons)) for standing in result.ranking)
    assert all(english(excluded.reason) for excluded in result.excluded)
    assert all(map(english, result.arithmetic))
    if result.pending is not None:
        assert english(result.pending.prompt)


@every_method
def test_without_enough_candidates_it_fails_under_every_regime(method: Method) -> None:
    for regime, least in method.minimum_candidates.items():
        document = example(method)
        document.pop("journal", None)
        document["settings"]["regime"] = regime
        document["candidates"] = [
            document["candidates"][0] | {"id": f"provider {number}"} for number in range(least - 1)
        ]
        result = run(method, document)
        assert result.winner is None
        assert result.failed == {
            "text": "%(count)s valid candidates, and at least %(minimum)s are needed",
            "params": {"count": least - 1, "minimum": least},
        }
        document["candidates"].append(
            document["candidates"][0] | {"id": "one more"} if least > 1 else example(method)["candidates"][0]
        )
        assert run(method, document).failed is None


@every_method
def test_an_operator_may_ask_for_another_number_of_candidates(method: Method) -> None:
    document = example(method)
    document.pop("journal", None)
    document["settings"]["minimum_candidates"] = 99
    failed = run(method, document).failed
    assert failed is not None
    assert failed["params"]["minimum"] == 99


@every_method
def test_a_regime_that_is_not_named_forbids_the_method(method: Method) -> None:
    document = example(method)
    document["settings"]["regime"] = "statutory_bidding"
    with pytest.raises(SelectionInputError, match=r"settings\.regime is 'statutory_bidding': choose one of"):
        run(method, document)


@every_method
@given(data=st.data())
@settings(max_examples=120, deadline=None)
def test_bad_input_is_one_clear_refusal(method: Method, data: st.DataObject) -> None:
    """Junk in any one place gives a result or a refusal of one line, and never another exception."""
    document = example(method)
    places: list[tuple[Any, Any]] = [(document, name) for name in document]
    places += [(document["settings"], field.name) for field in method.settings]
    for row in document["candidates"]:
        places += [(row, name) for name in ("id", "price", "scores", "credit", "invalid_because", "surprise")]
    for entry in document.get("journal", []):
        places += [(entry, name) for name in ("step", "by", "at", "data", "surprise")]
    holder, name = data.draw(st.sampled_from(places))
    holder[name] = data.draw(JUNK)
    try:
        run(method, document)
    except SelectionInputError as error:
        refusal = error
    else:
        return
    message = str(refusal)
    assert message == english(refusal.text)
    assert len(message.splitlines()) == 1
    assert not set(message) & {chr(code) for code in [*range(32), *range(127, 160)]}
    assert message.encode()


@every_method
def test_it_asks_for_the_kinds_of_step_that_it_declares(method: Method) -> None:
    """Walking through the example one answer at a time shows every kind that is declared, and no other."""
    document = example(method)
    entries, asked = document.pop("journal", []), set()
    for count in range(len(entries) + 1):
        for seed in (None, document["seed"]):
            try:
                result = run(method, document | {"journal": entries[:count], "seed": seed})
            except SelectionInputError:
                continue  # an answer that comes after a draw has no place before it
            if result.pending is not None and result.pending.name != TIE:
                asked.add(type(result.pending).__name__.lower())
    assert asked == set(method.steps)
    assert asked <= set(STEP_KINDS)


@every_method
def test_an_answer_more_or_less_in_the_journal_is_never_a_fault(method: Method) -> None:
    """A journal that breaks off waits; one that is torn in the middle is refused or waits, in words."""
    document = example(method)
    entries = document.get("journal", [])
    for count in range(len(entries)):
        for journal in (entries[:count], entries[:count] + entries[count + 1 :]):
            try:
                result = run(method, document | {"journal": journal})
            except SelectionInputError:
                continue
            assert_explained(result, [candidate["id"] for candidate in document["candidates"]])
