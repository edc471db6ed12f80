"""A method of several rounds, made only for tests: it uses every kind of step, and the core does not know it.

Quotes are collected, reviewers score, a factor and a short list are drawn in proportion to the points, the buyer
chooses. Whoever does not quote is excluded late.
"""

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import money_text
from marketplace.domain.selection.steps import (
    Answer,
    Choose,
    Collect,
    Draw,
    Excluded,
    Journal,
    Ranked,
    Ranking,
    Score,
    Step,
    equals_together,
)
from marketplace.domain.selection.texts import Text, mark

CODE = "several_rounds"
VERSION = "1"
LABEL = mark("Several rounds")
SUMMARY = mark("Quotes, points, a draw, a choice.")
MINIMUM_CANDIDATES = {"private": 2}
STEPS = ("collect", "score", "draw", "choose")
SETTINGS = (
    Field(name="full", kind="number", description=mark("Most points"), citation="Made for tests", default="10"),
    Field(name="reviewer", kind="label", description=mark("Who scores"), citation="Made for tests"),
)
EXAMPLE = {
    "settings": {"regime": "private", "full": "10"},
    "candidates": [
        {"id": "A", "credit": "3"},
        {"id": "B", "credit": "2"},
        {"id": "C", "credit": "1", "invalid_because": "Not registered"},
        {"id": "D", "credit": "1"},
    ],
    "seed": "5eed" * 16,
    "journal": [
        {"step": "quotes", "by": "B", "at": "2026-03-02T09:00:00+08:00", "data": {"price": "90.50"}},
        {"step": "quotes", "by": "A", "at": "2026-03-02T09:01:00+08:00", "data": {"price": "95"}},
        {"step": "quotes", "by": "A", "at": "2026-03-02T09:02:00+08:00", "data": {"price": "91"}},
        {"step": "quotes", "by": "platform", "at": "2026-03-02T09:10:00+08:00", "data": {"closed": True}},
        {
            "step": "points",
            "by": "reviewer 1",
            "at": "2026-03-02T10:00:00+08:00",
            "data": {"scores": {"A": {"plan": "4"}, "B": {"plan": "4.5"}}},
        },
        {"step": "points", "by": "platform", "at": "2026-03-02T10:10:00+08:00", "data": {"closed": True}},
        {
            "step": "choice",
            "by": "buyer",
            "at": "2026-03-02T11:00:00+08:00",
            "data": {"chosen": "A", "reasons": "The better team.\nThe shorter plan."},
        },
    ],
}


def exclude(candidate: Candidate, _settings: Values) -> Text | None:
    return None if candidate.credit is not None else mark("No credit record")


def next_step(settings: Values, journal: Journal, _seed: bytes | None) -> Step:
    answers = journal.answers
    everybody = tuple(candidate.id for candidate in journal.candidates)
    price = Field(name="price", kind="money", description=mark("Price"), citation="", required="always")
    if "quotes" not in answers:
        return Collect("quotes", mark("Give a price"), everybody, (price,), {"minutes": 10})
    last = {answer.by: answer.values.amount("price") for answer in answers["quotes"]}
    reviewers = (settings.label("reviewer"),) if settings.label("reviewer") else ()
    if "points" not in answers:
        return Score("points", mark("Give points"), reviewers, tuple(sorted(last)), {"plan": settings.number("full")})
    if "factor" not in answers:
        return Draw("factor", mark("Draw the factor"), ("95", "96", "97", "98"))
    points = {id_: sum(answer.scores[id_]["plan"] for answer in answers["points"]) for id_ in last}
    if "short list" not in answers:
        tickets = tuple(f"{id_}#{number}" for id_ in sorted(last) for number in range(int(points[id_])))
        return Draw("short list", mark("Draw the short list"), tickets)
    drawn = list(dict.fromkeys(label.partition("#")[0] for label in answers["short list"][0].order))
    if "choice" not in answers:
        return Choose("choice", mark("Choose one and say why"), tuple(drawn[:2]))
    return _ranking(everybody, last, answers["choice"][0], answers["factor"][0])


def _ranking(everybody: tuple[str, ...], last: dict[str, int], choice: Answer, factor: Answer) -> Ranking:
    ranked = {
        id_: Ranked(
            id_,
            money_text(last[id_], "CNY"),
            (mark("Chosen: %(reasons)s", reasons=choice.reasons) if id_ == choice.chosen else mark("Not chosen"),),
        )
        for id_ in last
    }
    places = {id_: (0 if id_ == choice.chosen else 1,) for id_ in last}
    return Ranking(
        equals_together(ranked, places),
        (mark("Factor %(factor)s", factor=factor.order[0]),),
        tuple(Excluded(id_, mark("No quote")) for id_ in everybody if id_ not in last),
    )
