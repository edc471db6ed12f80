"""Direct and credit choice: who may be chosen, by whom, and what everybody else reads."""

from typing import Any

import pytest

from marketplace.domain.selection.choosing import asked_as_form
from marketplace.domain.selection.core import check_notice, run
from marketplace.domain.selection.fields import Field
from marketplace.domain.selection.steps import Choose, Collect
from marketplace.domain.selection.texts import SelectionInputError, mark

WHY = "It knows the site."


def chosen(id_: str) -> list[dict[str, Any]]:
    return [{"step": "choice", "by": "buyer", "at": "-", "data": {"chosen": id_, "reasons": WHY}}]


CLOSED = {"step": "choice", "by": "platform", "at": "-", "data": {"closed": True}}
"""Nobody chose in time."""


def direct(prices: dict[str, str | None], choice: str | None = None, **settings: str) -> dict[str, Any]:
    candidates = [{"id": id_, "price": price} for id_, price in prices.items()]
    journal = [] if choice is None else chosen(choice)
    return run("direct", {"settings": settings, "candidates": candidates, "journal": journal})


def test_the_buyer_names_one_and_says_why() -> None:
    waiting = direct({"a": "1", "b": "2"})["pending"]
    assert (waiting["step"], waiting["kind"], waiting["among"]) == ("choice", "choose", ["a", "b"])
    assert waiting["prompt"] == "Name one provider and say why"
    result = direct({"a": "1", "b": "2"}, "b")
    assert result["ranking"] == [
        {"id": "b", "rank": 1, "score": None, "reasons": [f"Named by the buyer: {WHY}"]},
    ]
    assert result["excluded"] == [{"id": "a", "reason": "The buyer named another provider"}]
    assert result["arithmetic"] == ["No computation: a named choice among 2"]
    assert direct({"a": "1"}, "a")["winner"] == "a"


def test_nobody_named_in_time() -> None:
    candidates = [{"id": "a", "price": "1"}, {"id": "b", "price": "2"}]
    result = run("direct", {"candidates": candidates, "journal": [CLOSED]})
    assert (result["winner"], result["ranking"]) == (None, [])
    assert result["failed"] == "The buyer named nobody while the choice was open"
    assert result["arithmetic"] == ["No computation: a named choice among 2"]
    assert result["excluded"] == [{"id": id_, "reason": "The buyer named nobody"} for id_ in "ab"]


def test_only_the_platform_closes_and_says_so() -> None:
    candidates = [{"id": "a", "price": "1"}]
    wrong = CLOSED | {"data": {"closed": False}}
    with pytest.raises(SelectionInputError, match=r"journal: choice: the platform only closes a step, once, last"):
        run("direct", {"candidates": candidates, "journal": [wrong]})


def test_a_choice_is_asked_as_a_form() -> None:
    source = "Platform practice: the buyer chooses one and publishes the reasons"
    assert asked_as_form(Choose("choice", mark("Name one"), ("a", "b")), "buyer", {"minutes": 60}) == Collect(
        "choice",
        mark("Name one"),
        ("buyer",),
        (
            Field("chosen", "choice", mark("Whom you choose"), source, required="always", choices=("a", "b")),
            Field("reasons", "text", mark("Your reasons; they are published"), source, required="always"),
        ),
        {"minutes": 60},
    )


@pytest.mark.parametrize("regime", ["below_threshold", "state_enterprise", "private"])
def test_never_what_a_department_commissions(regime: str) -> None:
    for settings in ({}, {"direct_cap": "1"}, {"ceiling_price": "1"}):
        with pytest.raises(SelectionInputError, match="what a department commissions inside an approval is chosen by"):
            direct({"a": "1"}, "a", regime=regime, commissioned_by="department", **settings)


def test_a_state_enterprise_names_one_only_as_an_applicant() -> None:
    assert direct({"a": "99999"}, "a", regime="state_enterprise", commissioned_by="applicant")["winner"] == "a"
    with pytest.raises(SelectionInputError, match="a state enterprise names a provider only for what an applicant"):
        direct({"a": "1"}, "a", regime="state_enterprise", commissioned_by="nobody")
    assert direct({"a": "99999"}, "a", regime="private", commissioned_by="nobody")["winner"] == "a"
    assert direct({"a": "1"}, "a", regime="below_threshold", commissioned_by="nobody")["winner"] == "a"


def test_fiscal_money_has_a_cap() -> None:
    prices = {"a": "30000", "b": "30000.01", "c": None}
    result = direct(prices, "a", regime="below_threshold")
    assert result["excluded"] == [
        {"id": "b", "reason": "The price 30000.01 CNY is above 30000.00 CNY, the most that fiscal money pays directly"},
        {"id": "c", "reason": "No price was offered"},
    ]
    assert direct({"a": "200"}, regime="below_threshold", direct_cap="199.99")["failed"]
    assert direct({"a": "30000.01"}, "a", regime="private")["winner"] == "a"
    assert direct({"a": "2"}, ceiling_price="1")["failed"]


def test_a_notice_says_who_commissions() -> None:
    with pytest.raises(SelectionInputError, match=r"settings\.commissioned_by is missing"):
        check_notice("direct", {"regime": "private"})
    with pytest.raises(SelectionInputError, match=r"settings\.regime is 'gov_procurement'"):
        check_notice("direct", {"regime": "gov_procurement", "commissioned_by": "applicant"})


CREDIT = {"a": "50", "b": "30", "c": "20", "d": "10"}


def by_credit(
    credit: dict[str, str | None], choice: str | None = None, seed: str | None = "00", **settings: int
) -> dict[str, Any]:
    candidates = [{"id": id_, "credit": points} for id_, points in credit.items()]
    journal = [] if choice is None else chosen(choice)
    document = {"settings": settings, "candidates": candidates, "journal": journal, "seed": seed}
    return run("credit_merit", document)


def test_tickets_are_in_proportion_to_credit() -> None:
    waiting = by_credit(CREDIT, seed=None, large_list=3, small_list=2, tickets=10)["pending"]
    assert (waiting["step"], waiting["kind"], waiting["prompt"]) == ("small_list", "draw", "Draw the small list")
    assert waiting["tickets"] == [*(f"a#{n}" for n in range(1, 6)), "b#1", "b#2", "b#3", "c#1", "c#2"]
    rest = by_credit({"a": "1000", "b": "1", "c": "1"}, seed=None, tickets=10)["pending"]
    assert [ticket for ticket in rest["tickets"] if ticket[0] != "a"] == ["b#1", "c#1"], "nobody is without a chance"
    assert by_credit({"a": "0", "b": "0"}, seed=None)["pending"]["tickets"] == ["a#1", "b#1"]
    halves = by_credit({"a": "15", "b": "85"}, seed=None, tickets=10)["pending"]
    assert [ticket for ticket in halves["tickets"] if ticket[0] == "a"] == ["a#1", "a#2"]
    assert len(by_credit({"a": "1", "b": "1"}, seed=None)["pending"]["tickets"]) == 100


def test_the_small_list_is_drawn_and_one_of_it_is_chosen() -> None:
    waiting = by_credit(CREDIT, large_list=3, small_list=2, tickets=10)
    assert waiting["pending"]["kind"] == "choose"
    assert waiting["pending"]["prompt"] == "Choose one of the small list and say why"
    among = waiting["pending"]["among"]
    assert len(among) == 2
    assert among == sorted(among)
    drawn = waiting["arithmetic"][0].removeprefix("Draw small_list: ").split(", ")
    first = list(dict.fromkeys(ticket.partition("#")[0] for ticket in drawn))
    assert sorted(first[:2]) == among
    result = by_credit(CREDIT, first[1], large_list=3, small_list=2, tickets=10)
    assert [place["id"] for place in result["ranking"]] == [first[1], first[0]]
    assert result["ranking"][0]["reasons"] == [f"Chosen by the buyer: {WHY}"]
    assert result["ranking"][0]["score"] == CREDIT[first[1]]
    assert result["ranking"][1]["score"] == CREDIT[first[0]]
    assert result["ranking"][1]["reasons"] == ["On the small list as number 1, not chosen by the buyer"]
    reasons = {out["id"]: out["reason"] for out in result["excluded"]}
    assert reasons == {
        "d": "The credit of 10 is below that of the last on the large list, 20",
        first[2]: "On the large list, but not drawn to the small list",
    }
    assert result["arithmetic"][1] == "a, on the large list: credit 50, tickets 5"
    with pytest.raises(SelectionInputError, match=f"'{first[2]}' cannot be chosen"):
        by_credit(CREDIT, first[2], large_list=3, small_list=2, tickets=10)


def test_nobody_of_the_small_list_chosen_in_time() -> None:
    waiting = by_credit(CREDIT, large_list=3, small_list=2, tickets=10)
    drawn = waiting["arithmetic"][0].removeprefix("Draw small_list: ").split(", ")
    first = list(dict.fromkeys(ticket.partition("#")[0] for ticket in drawn))
    settings = {"large_list": 3, "small_list": 2, "tickets": 10}
    candidates = [{"id": id_, "credit": points} for id_, points in CREDIT.items()]
    document = {"settings": settings, "candidates": candidates, "journal": [CLOSED], "seed": "00"}
    result = run("credit_merit", document)
    assert (result["winner"], result["failed"]) == (None, "The buyer chose nobody while the choice was open")
    assert [(place["id"], place["score"], place["reasons"]) for place in result["ranking"]] == [
        (id_, CREDIT[id_], [f"On the small list as number {number}, not chosen by the buyer"])
        for number, id_ in enumerate(first[:2], 1)
    ]


def test_more_credit_is_more_often_on_the_small_list() -> None:
    counts = dict.fromkeys(CREDIT, 0)
    for number in range(256):
        waiting = by_credit(CREDIT, seed=f"{number:02x}", small_list=1)
        [first] = waiting["pending"]["among"]
        counts[first] += 1
    assert counts["a"] > counts["b"] > counts["c"] > counts["d"] > 0


def test_equals_of_the_last_stay_on_the_large_list() -> None:
    waiting = by_credit({"a": "9", "b": "5", "c": "5", "d": "4"}, seed=None, large_list=2, small_list=2)
    assert {ticket[0] for ticket in waiting["pending"]["tickets"]} == set("abc")
    assert {t[0] for t in by_credit(CREDIT, seed=None)["pending"]["tickets"]} == set(CREDIT)


def test_an_id_with_the_sign_of_tickets_is_read_whole() -> None:
    result = by_credit({"a#1": "5", "a": "5"}, "a#1", small_list=2)
    assert sorted(place["id"] for place in result["ranking"]) == ["a", "a#1"]


def test_who_takes_no_part() -> None:
    result = by_credit({"a": "5", "b": "4", "c": None}, "a", small_list=2)
    assert result["excluded"] == [{"id": "c", "reason": "No credit points are known"}]
    document = {
        "settings": {"ceiling_price": "10"},
        "candidates": [
            {"id": "a", "credit": "1", "price": "10"},
            {"id": "b", "credit": "1", "price": "10.01"},
            {"id": "c", "credit": "1"},
        ],
    }
    out = run("credit_merit", document)
    assert out["pending"]["kind"] == "draw"
    assert run("credit_merit", document | {"settings": {"ceiling_price": "9"}})["failed"]
    assert by_credit({"a": "1"})["failed"] == "1 valid candidates, and at least 2 are needed"
    with pytest.raises(SelectionInputError, match=r"settings\.small_list is longer than large_list"):
        by_credit(CREDIT, large_list=2, small_list=3)
    assert by_credit(CREDIT, large_list=3, small_list=3)["pending"]
