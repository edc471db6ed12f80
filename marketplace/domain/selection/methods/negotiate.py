"""Negotiation (三次交互·二次竞价): quote, answer of the buyer, new quote; the lowest last quote wins.

Practice: intermediary-service platforms. At most three quotes, with an answer of the buyer between two: steps
``quote_1``, ``reply_1``, ``quote_2``, ``reply_2``, ``quote_3``. The buyer may end after any quote. Law, by analogy:
all who meet the requirements have the same chance to quote anew, and the lowest last quote wins (政府采购法 Art
38). A new quote is not above the own last one; who gives none keeps the last. A sealed price of the bid is the
first quote of whoever has one. For private and state enterprises' money only, two candidates at least.
"""

from itertools import count

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.offers import (
    OFFERED_PRICE,
    by_last_offer,
    offers_in,
    too_few_offers,
)
from marketplace.domain.selection.prices import PRICE_FIELDS, abnormally_low, prices_of, unusable_price
from marketplace.domain.selection.steps import Collect, Journal, Ranking, Step
from marketplace.domain.selection.texts import Text, mark

CODE = "negotiate"
VERSION = "1"
LABEL = mark("Negotiation")
SUMMARY = mark("Quotes, an answer of the buyer, new quotes, at most three times; the lowest last quote wins.")
MINIMUM_CANDIDATES = {"state_enterprise": 2, "private": 2}
STEPS = ("collect",)
PROMISES = ("scale", "irrelevant_loser", "monotone")
BUYER = "buyer"
"""Who answers the quotes, in the journal."""
GO_ON, END = "yes", "no"
SETTINGS = (
    *PRICE_FIELDS,
    Field(
        name="most_quotes",
        kind="whole",
        description=mark("Most quotes of each candidate"),
        citation="Platform practice: 三次交互",
        default=3,
        minimum=1,
        maximum=3,
    ),
    Field(
        name="quote_minutes",
        kind="whole",
        description=mark("How long a quote and an answer may each take, in minutes"),
        citation="The project's own default",
        default=1440,
        minimum=30,
        maximum=14400,
        limited="notice",
    ),
)
REPLY = (
    Field(
        name="reply",
        kind="text",
        description=mark("What the buyer answers to the quotes; all candidates read it"),
        citation="政府采购法 Art 38, by analogy: what changes is told to all",
        required="always",
    ),
    Field(
        name="go_on",
        kind="choice",
        description=mark("Whether new quotes are asked for"),
        citation="Platform practice: at most three quotes",
        default=GO_ON,
        choices=(GO_ON, END),
    ),
)
EXAMPLE = {
    "settings": {"regime": "private", "currency": "CNY", "ceiling_price": "120000"},
    "candidates": [
        {"id": "Alder Survey", "price": "98000"},
        {"id": "Birch Testing", "price": "97000"},
        {"id": "Cedar Appraisal", "price": "125000"},
    ],
    "seed": "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
    "journal": [
        {
            "step": "reply_1",
            "by": "buyer",
            "at": "2026-03-02T10:00:00+08:00",
            "data": {"reply": "The site visit may be left out.", "go_on": "yes"},
        },
        {"step": "quote_2", "by": "Alder Survey", "at": "2026-03-02T11:00:00+08:00", "data": {"price": "93000"}},
        {"step": "quote_2", "by": "Birch Testing", "at": "2026-03-02T11:30:00+08:00", "data": {"price": "94000"}},
        {
            "step": "reply_2",
            "by": "buyer",
            "at": "2026-03-02T15:00:00+08:00",
            "data": {"reply": "Thank you, these are our last words.", "go_on": "no"},
        },
    ],
}


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    """A sealed first quote, where there is one, must be usable."""
    return None if candidate.price is None else unusable_price(candidate, settings)


def next_step(settings: Values, journal: Journal, _seed: bytes | None) -> Step:
    """Quotes and answers by turns until the buyer ends or the last quote is in."""
    sealed = prices_of(journal.candidates)
    quoted = []
    for number in count(1):
        name, reply = f"quote_{number}", f"reply_{number}"
        missing = tuple(one.id for one in journal.candidates if number > 1 or one.id not in sealed)
        if missing and name not in journal.answers:
            return _ask_quote(number, name, missing, settings)
        quoted.append((name, journal.answers.get(name, ())))
        if number == settings.count("most_quotes"):
            break
        if reply not in journal.answers:
            return Collect(reply, mark("Answer the quotes"), (BUYER,), REPLY, _terms(settings))
        said = journal.answers[reply]
        if not said or said[-1].values.label("go_on") == END:
            break
    offers = offers_in(sealed, quoted, settings, 0)
    needed = settings.whole("minimum_candidates") or MINIMUM_CANDIDATES[settings.label("regime")]
    groups, silent = by_last_offer(journal.candidates, offers, settings, abnormally_low(offers.last, settings))
    total = mark(
        "Candidates with a quote after %(rounds)s turns: %(count)s", rounds=len(quoted), count=len(offers.last)
    )
    return Ranking(groups, (*offers.lines, total), silent, too_few_offers(offers, needed))


def _ask_quote(number: int, name: str, asked: tuple[str, ...], settings: Values) -> Collect:
    prompt = mark("Quote %(number)s: give a price, not above your last", number=number)
    return Collect(name, prompt, asked, (OFFERED_PRICE,), {**_terms(settings), "below_last": 0})


def _terms(settings: Values) -> dict[str, str | int]:
    return {"minutes": settings.count("quote_minutes")}
