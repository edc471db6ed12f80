"""Credit choice (信用择优): best by credit, a short list drawn in proportion to credit, a reasoned choice.

Practice: Guangdong's platforms. Everybody who signed up is ranked by credit and the last fall away (大名单,
末尾淘汰); the rest are given tickets in proportion to their credit and a draw makes the small list (小名单); the
buyer chooses one of it and publishes the reasons. Two candidates at least, else it fails. The lengths of both lists
and the number of tickets are the project's own defaults. Law: credit may hold nothing bound to a region or to
ownership (招标投标领域公平竞争审查规则 2024 Art 9).

Equals of the last on the large list stay on it. Everybody on it has at least one ticket, ``tickets × credit ÷ sum
of the credit`` rounded half up; the ticket of a candidate that is drawn first counts.
"""

from fractions import Fraction

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import half_up, plain_text
from marketplace.domain.selection.prices import CEILING_PRICE, unusable_price
from marketplace.domain.selection.steps import Answer, Choose, Draw, Excluded, Journal, Ranked, Ranking, Step
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

CODE = "credit_merit"
VERSION = "1"
LABEL = mark("Credit choice")
SUMMARY = mark("Best by credit, a short list drawn in proportion to credit, then a choice with published reasons.")
MINIMUM_CANDIDATES = {"below_threshold": 2, "state_enterprise": 2, "private": 2}
STEPS = ("draw", "choose")
NEEDS = ("credit",)
SMALL_LIST, CHOICE = "small_list", "choice"
"""Names of the steps."""
SETTINGS = (
    CEILING_PRICE,
    Field(
        name="large_list",
        kind="whole",
        description=mark("How many of the best by credit come on the large list (大名单)"),
        citation="Platform practice: 大名单, 末尾淘汰; the length is the project's own default",
        default=10,
        minimum=2,
        maximum=100,
    ),
    Field(
        name="small_list",
        kind="whole",
        description=mark("How many of them are drawn to the small list (小名单)"),
        citation="Platform practice: 小名单; the length is the project's own default",
        default=3,
        minimum=1,
        maximum=100,
    ),
    Field(
        name="tickets",
        kind="whole",
        description=mark("How many tickets are shared out in proportion to credit"),
        citation="Platform practice: tickets in proportion to the score; the number is the project's own default",
        default=100,
        minimum=1,
        maximum=1000,
    ),
)
EXAMPLE = {
    "settings": {"regime": "below_threshold", "currency": "CNY", "large_list": 3, "small_list": 2, "tickets": 10},
    "candidates": [
        {"id": "Alder Survey", "credit": "98"},
        {"id": "Birch Testing", "credit": "91.5"},
        {"id": "Cedar Appraisal", "credit": "99", "invalid_because": "The qualification has expired"},
        {"id": "Dogwood Review", "credit": "94"},
        {"id": "Elm Inspection", "credit": "70"},
    ],
    "seed": "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
    "journal": [
        {
            "step": "choice",
            "by": "buyer",
            "at": "2026-03-02T11:00:00+08:00",
            "data": {"chosen": "Alder Survey", "reasons": "Its team has done three reports of this kind."},
        }
    ],
}


def check(settings: Values) -> None:
    """The small list is not longer than the large one; raises ``SelectionInputError``."""
    if settings.count("small_list") > settings.count("large_list"):
        raise SelectionInputError(mark("settings.small_list is longer than large_list: make it shorter"))


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    """Credit must be known; a price, where one was offered, must be usable."""
    if candidate.credit is None:
        return mark("No credit points are known")
    return None if candidate.price is None else unusable_price(candidate, settings)


def next_step(settings: Values, journal: Journal, _seed: bytes | None) -> Step:
    """Large list, draw, choice, ranking."""
    credit = {candidate.id: candidate.credit or Fraction(0) for candidate in journal.candidates}
    large = _large_list(credit, settings.count("large_list"))
    tickets = _tickets(large, settings.count("tickets"))
    if SMALL_LIST not in journal.answers:
        labels = tuple(f"{id_}#{number}" for id_, count in tickets.items() for number in range(1, count + 1))
        return Draw(SMALL_LIST, mark("Draw the small list"), labels)
    order = journal.answers[SMALL_LIST][0].order
    drawn = list(dict.fromkeys(label.rpartition("#")[0] for label in order))[: settings.count("small_list")]
    if CHOICE not in journal.answers:
        return Choose(CHOICE, mark("Choose one of the small list and say why"), tuple(sorted(drawn)))
    lines = [
        mark(
            "%(id)s, on the large list: credit %(credit)s, tickets %(tickets)s",
            id=id_,
            credit=plain_text(points),
            tickets=tickets[id_],
        )
        for id_, points in large.items()
    ]
    out = tuple(_left_out(id_, large, credit) for id_ in sorted(credit) if id_ not in drawn)
    choice = next(iter(journal.answers[CHOICE]), None)
    failed = None if choice else mark("The buyer chose nobody while the choice was open")
    return Ranking(_places(drawn, credit, choice), tuple(lines), out, failed)


def _large_list(credit: dict[str, Fraction], length: int) -> dict[str, Fraction]:
    ordered = sorted(credit, key=lambda id_: (-credit[id_], id_))
    last = credit[ordered[min(length, len(ordered)) - 1]]
    return {id_: credit[id_] for id_ in ordered if credit[id_] >= last}


def _tickets(large: dict[str, Fraction], tickets: int) -> dict[str, int]:
    total = sum(large.values())
    return {
        id_: max(1, int(half_up(points * tickets / total, 0))) if total else 1 for id_, points in sorted(large.items())
    }


def _places(drawn: list[str], credit: dict[str, Fraction], choice: Answer | None) -> tuple[tuple[Ranked, ...], ...]:
    chosen = [] if choice is None else [_chosen(choice, credit)]
    others = [
        Ranked(
            id_,
            plain_text(credit[id_]),
            (mark("On the small list as number %(number)s, not chosen by the buyer", number=number),),
        )
        for number, id_ in enumerate(drawn, 1)
        if choice is None or id_ != choice.chosen
    ]
    return tuple((each,) for each in (*chosen, *others))


def _chosen(choice: Answer, credit: dict[str, Fraction]) -> Ranked:
    reasons = mark("Chosen by the buyer: %(reasons)s", reasons=choice.reasons)
    return Ranked(choice.chosen, plain_text(credit[choice.chosen]), (reasons,))


def _left_out(id_: str, large: dict[str, Fraction], credit: dict[str, Fraction]) -> Excluded:
    if id_ in large:
        return Excluded(id_, mark("On the large list, but not drawn to the small list"))
    return Excluded(
        id_,
        mark(
            "The credit of %(credit)s is below that of the last on the large list, %(last)s",
            credit=plain_text(credit[id_]),
            last=plain_text(min(large.values())),
        ),
    )
