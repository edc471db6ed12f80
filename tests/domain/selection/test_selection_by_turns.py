"""Reverse auctions and negotiations: what counts, who is out, and that only the journal decides."""

import copy
import random as machine_chance  # noqa: TID251 - shuffles test input from a fixed start
from typing import Any

import pytest

from marketplace.domain.selection.core import find, run
from marketplace.domain.selection.texts import SelectionInputError

Journal = list[dict[str, Any]]


def said(step: str, by: str, **data: object) -> dict[str, Any]:
    return {"step": step, "by": by, "at": "2026-03-02T10:00:00+08:00", "data": data}


def closed(step: str) -> dict[str, Any]:
    return said(step, "platform", closed=True)


def auction(journal: Journal, prices: dict[str, str | None] | None = None, **settings: object) -> dict[str, Any]:
    candidates = [{"id": id_, "price": price} for id_, price in (prices or dict.fromkeys("abc")).items()]
    document = {"settings": {"rounds": 2} | settings, "candidates": candidates, "journal": journal, "seed": "00"}
    return run("reverse_auction", document)


FIRST = [said("round_1", "a", price="100"), said("round_1", "b", price="90"), said("round_1", "c", price="95")]
SECOND = [said("round_2", "a", price="85"), closed("round_2")]


def placed(result: dict[str, Any]) -> list[tuple[str, str]]:
    return [(place["id"], place["score"]) for place in result["ranking"]]


def test_a_round_says_what_was_promised() -> None:
    pending = auction([], smallest_step="5", round_minutes=7, extension_minutes=0)["pending"]
    assert (pending["step"], pending["kind"], pending["who"]) == ("round_1", "collect", ["a", "b", "c"])
    assert pending["prompt"] == "Round 1: offer a price below your last"
    assert pending["terms"] == {"minutes": 7, "extension_minutes": 0, "below_last": 500, "shown": "own_rank"}
    assert auction([])["pending"]["terms"] == {
        "minutes": 10,
        "extension_minutes": 2,
        "below_last": 1,
        "shown": "own_rank",
    }
    assert auction(FIRST)["pending"]["step"] == "round_2"
    assert auction(FIRST, rounds=1)["winner"] == "b"
    assert find("reverse_auction").read_settings({}).count("rounds") == 3


def test_the_lowest_last_price_wins_and_a_missed_round_keeps_the_last() -> None:
    result = auction([*FIRST, *SECOND])
    assert placed(result) == [("a", "85.00"), ("b", "90.00"), ("c", "95.00")]
    assert result["ranking"][1]["reasons"] == ["The last price is 90.00 CNY"]
    assert result["arithmetic"] == [
        "round_1, a: 100.00 CNY",
        "round_1, b: 90.00 CNY",
        "round_1, c: 95.00 CNY",
        "round_2, a: 85.00 CNY",
        "Candidates with a price after 2 rounds: 3",
    ]


@pytest.mark.parametrize("price", ["90", "90.00", "91", "0", "120.01"])
def test_an_offer_that_does_not_count_changes_nothing(price: str) -> None:
    result = auction([*FIRST, said("round_2", "b", price=price), closed("round_2")], ceiling_price="120")
    assert placed(result)[0] == ("b", "90.00")
    assert any(line.startswith("round_2, b: ") and "does not count" in line for line in result["arithmetic"])


@pytest.mark.parametrize(("price", "last"), [("89.99", "89.99"), ("90", "90.00")])
def test_the_smallest_step_without_a_setting_is_the_smallest_unit(price: str, last: str) -> None:
    assert placed(auction([*FIRST, said("round_2", "b", price=price), closed("round_2")]))[0] == ("b", last)


@pytest.mark.parametrize(("price", "last"), [("85.01", "90.00"), ("85", "85.00")])
def test_a_smallest_step_of_five(price: str, last: str) -> None:
    result = auction([*FIRST, said("round_2", "b", price=price), closed("round_2")], smallest_step="5")
    assert placed(result)[0] == ("b", last)


def test_a_first_offer_at_the_ceiling_counts_and_above_it_does_not() -> None:
    journal = [*FIRST[1:], said("round_1", "a", price="120.01"), closed("round_1"), said("round_2", "a", price="120")]
    result = auction([*journal, closed("round_2")], ceiling_price="120")
    assert placed(result)[2] == ("a", "120.00")


def test_a_sealed_price_is_the_first_offer() -> None:
    sealed = {"a": "80", "b": None, "c": "70", "d": "121"}
    journal = [said("round_1", "a", price="80"), said("round_1", "b", price="75"), closed("round_1"), closed("round_2")]
    result = auction(journal, sealed, ceiling_price="120")
    assert placed(result) == [("c", "70.00"), ("b", "75.00"), ("a", "80.00")]
    assert [out["id"] for out in result["excluded"]] == ["d"]
    assert "does not count" in result["arithmetic"][0]


def test_who_never_offers_is_out_and_too_few_offers_fail() -> None:
    four = dict.fromkeys("abcd")
    result = auction([*FIRST, closed("round_1"), closed("round_2")], four)
    assert result["excluded"] == [{"id": "d", "reason": "No price was offered in any round"}]
    failed = auction([*FIRST[:2], closed("round_1"), closed("round_2")])
    assert failed["winner"] is None
    assert failed["failed"] == "2 candidates offered a price, and at least 3 are needed"
    assert auction([*FIRST[:2], closed("round_1"), closed("round_2")], minimum_candidates=2)["winner"] == "b"
    silent = auction([closed("round_1"), closed("round_2")])
    assert silent["failed"] == "0 candidates offered a price, and at least 3 are needed"


def test_only_each_bidders_own_order_matters() -> None:
    """However the entries of different bidders interleave, the result is the same, equals and lots included."""
    own = {id_: [said("round_1", id_, price=str(price)) for price in (100, 90, 95, 80)] for id_ in "abc"}
    chance = machine_chance.Random(3)  # noqa: S311 - not a secret
    results = []
    for _ in range(20):
        turns = [id_ for id_, entries in own.items() for _ in entries]
        chance.shuffle(turns)
        lines = {id_: iter(entries) for id_, entries in own.items()}
        results.append(auction([next(lines[id_]) for id_ in turns], rounds=1))
    assert all(result == results[0] for result in results)
    assert {place["score"] for place in results[0]["ranking"]} == {"80.00"}
    assert "placed by lot" in results[0]["ranking"][0]["reasons"][-1]


def test_low_last_prices_are_marked() -> None:
    result = auction([*FIRST, said("round_2", "a", price="10"), closed("round_2")])
    assert result["ranking"][0]["reasons"][-1].startswith("Abnormally low")


def test_an_uninvited_bidder_is_refused() -> None:
    with pytest.raises(SelectionInputError, match="journal: round_1: x was not asked"):
        auction([said("round_1", "x", price="1")])


def talks(journal: Journal, prices: dict[str, str | None] | None = None, **settings: object) -> dict[str, Any]:
    candidates = [{"id": id_, "price": price} for id_, price in (prices or {"a": "100", "b": "90"}).items()]
    return run("negotiate", {"settings": settings, "candidates": candidates, "journal": journal, "seed": "00"})


ANSWER = said("reply_1", "buyer", reply="Closer, please.\nWithout the visit.")


def test_quote_answer_and_new_quote_take_turns() -> None:
    assert talks([], dict.fromkeys("ab"))["pending"]["step"] == "quote_1"
    assert talks([], {"a": "100", "b": None})["pending"]["who"] == ["b"]
    waiting = talks([], quote_minutes=30)["pending"]
    assert (waiting["step"], waiting["who"], waiting["terms"]) == ("reply_1", ["buyer"], {"minutes": 30})
    assert waiting["prompt"] == "Answer the quotes"
    assert [(field["name"], field["type"]) for field in waiting["asks"]] == [("reply", "text"), ("go_on", "choice")]
    again = talks([ANSWER])["pending"]
    assert (again["step"], again["who"], again["terms"]) == ("quote_2", ["a", "b"], {"minutes": 1440, "below_last": 0})
    assert again["prompt"] == "Quote 2: give a price, not above your last"
    quotes = [said("quote_2", "a", price="80"), closed("quote_2")]
    assert talks([ANSWER, *quotes])["pending"]["step"] == "reply_2"


def test_the_lowest_last_quote_wins_after_three() -> None:
    journal = [ANSWER, said("quote_2", "a", price="85"), said("quote_2", "b", price="90")]
    journal += [said("reply_2", "buyer", reply="Once more.", go_on="yes"), said("quote_3", "b", price="86")]
    result = talks([*journal, closed("quote_3")])
    assert placed(result) == [("a", "85.00"), ("b", "86.00")]
    assert result["arithmetic"][-1] == "Candidates with a quote after 3 turns: 2"
    assert "quote_2, b: 90.00 CNY" in result["arithmetic"], "the same price again counts"


def test_a_higher_quote_does_not_count() -> None:
    result = talks([ANSWER, said("quote_2", "b", price="90.01"), closed("quote_2")], most_quotes=2)
    assert placed(result) == [("b", "90.00"), ("a", "100.00")]
    assert any("quote_2, b: 90.01 CNY does not count" in line for line in result["arithmetic"])


@pytest.mark.parametrize("end", [said("reply_1", "buyer", reply="Thank you.", go_on="no"), closed("reply_1")])
def test_the_buyer_or_silence_ends_it(end: dict[str, Any]) -> None:
    result = talks([end])
    assert placed(result) == [("b", "90.00"), ("a", "100.00")]
    assert result["arithmetic"] == ["Candidates with a quote after 1 turns: 2"]


def test_one_quote_needs_no_answer() -> None:
    assert talks([], most_quotes=1)["winner"] == "b"


def test_silent_candidates_are_out_and_one_alone_is_no_competition() -> None:
    journal = [said("quote_1", "a", price="5"), closed("quote_1"), said("reply_1", "buyer", reply="-", go_on="no")]
    result = talks(journal, dict.fromkeys("ab"))
    assert result["failed"] == "1 candidates offered a price, and at least 2 are needed"
    assert result["excluded"] == [{"id": "b", "reason": "No price was offered in any round"}]
    assert talks(copy.deepcopy(journal), dict.fromkeys("ab"), minimum_candidates=1)["winner"] == "a"


def test_an_unusable_sealed_quote_is_excluded() -> None:
    result = talks([closed("reply_1")], {"a": "100", "b": "90", "c": "0"})
    assert result["excluded"] == [{"id": "c", "reason": "The price is zero: a service is bought for a price"}]
    low = talks([closed("reply_1")], {"a": "100", "b": "10", "c": "100"})
    assert low["ranking"][0]["reasons"][-1].startswith("Abnormally low")


def test_negotiation_is_not_for_fiscal_money() -> None:
    with pytest.raises(SelectionInputError, match=r"settings\.regime is 'below_threshold': choose one of state_"):
        talks([], regime="below_threshold")
