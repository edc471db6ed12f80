"""Reverse auction (多轮竞价): several rounds of open time and hidden prices; the lowest last price wins.

Practice: intermediary-service platforms (three rounds, Chongqing). Each round is one step ``round_1``, ``round_2`` …;
a candidate sees only its own rank, may offer several times, and each offer counts only when it lies below its own
last. Who misses a round keeps its last price; who never offers is out. Rounds of ten minutes, two more after a late
offer, and the three candidates that must offer are the project's own defaults. A sealed price of the bid, where there
is one, is the first offer. The result is a function of the journal alone: an offer that does not count is told and
changes nothing, and of equal last prices the lot decides, never the moment.
"""

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

CODE = "reverse_auction"
VERSION = "1"
LABEL = mark("Reverse auction")
SUMMARY = mark("Several timed rounds in which everybody may go below its own price; the lowest last price wins.")
MINIMUM_CANDIDATES = {"below_threshold": 3, "gov_procurement": 3, "state_enterprise": 3, "private": 3}
STEPS = ("collect",)
PROMISES = ("scale", "irrelevant_loser", "monotone")
SMALLEST_STEP = 1
"""Minor units by which an offer must at least lie below the own last one [ours]."""
SHOWN = "own_rank"
"""What a candidate sees of the others while a round is open: nothing but its own rank [ours]."""
SETTINGS = (
    *PRICE_FIELDS,
    Field(
        name="rounds",
        kind="whole",
        description=mark("How many rounds there are"),
        citation="Platform practice: three rounds (Chongqing); the project's own default",
        default=3,
        minimum=1,
        maximum=20,
    ),
    Field(
        name="round_minutes",
        kind="whole",
        description=mark("How long a round is open, in minutes"),
        citation="The project's own default",
        default=10,
        minimum=1,
        maximum=1440,
    ),
    Field(
        name="extension_minutes",
        kind="whole",
        description=mark("By how many minutes an offer shortly before the end extends its round; 0 for never"),
        citation="The project's own default",
        default=2,
        maximum=60,
    ),
    Field(
        name="smallest_step",
        kind="money",
        description=mark(
            "By how much an offer must at least lie below the own last one; the smallest unit if left out"
        ),
        citation="The project's own default",
    ),
)
EXAMPLE = {
    "settings": {"regime": "below_threshold", "currency": "CNY", "ceiling_price": "120000", "rounds": 2},
    "candidates": [
        {"id": "Alder Survey"},
        {"id": "Birch Testing"},
        {"id": "Cedar Appraisal", "invalid_because": "The qualification has expired"},
        {"id": "Dogwood Review"},
    ],
    "seed": "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
    "journal": [
        {"step": "round_1", "by": "Alder Survey", "at": "2026-03-02T10:01:00+08:00", "data": {"price": "98000"}},
        {"step": "round_1", "by": "Birch Testing", "at": "2026-03-02T10:03:00+08:00", "data": {"price": "97000"}},
        {"step": "round_1", "by": "Dogwood Review", "at": "2026-03-02T10:04:00+08:00", "data": {"price": "99000"}},
        {"step": "round_1", "by": "Alder Survey", "at": "2026-03-02T10:09:00+08:00", "data": {"price": "96500"}},
        {"step": "round_2", "by": "Birch Testing", "at": "2026-03-02T10:15:00+08:00", "data": {"price": "95000"}},
        {"step": "round_2", "by": "platform", "at": "2026-03-02T10:21:00+08:00", "data": {"closed": True}},
    ],
}


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    """A sealed first price, where there is one, must be usable."""
    return None if candidate.price is None else unusable_price(candidate, settings)


def next_step(settings: Values, journal: Journal, _seed: bytes | None) -> Step:
    """Round after round, then the ranking by last prices."""
    names = [f"round_{number}" for number in range(1, settings.count("rounds") + 1)]
    for number, name in enumerate(names, 1):
        if name not in journal.answers:
            return _round(number, name, journal, settings)
    rounds = [(name, journal.answers[name]) for name in names]
    offers = offers_in(prices_of(journal.candidates), rounds, settings, _step_down(settings))
    needed = settings.whole("minimum_candidates") or MINIMUM_CANDIDATES[settings.label("regime")]
    groups, silent = by_last_offer(journal.candidates, offers, settings, abnormally_low(offers.last, settings))
    total = mark(
        "Candidates with a price after %(rounds)s rounds: %(count)s", rounds=len(names), count=len(offers.last)
    )
    return Ranking(groups, (*offers.lines, total), silent, too_few_offers(offers, needed))


def _step_down(settings: Values) -> int:
    return settings.money("smallest_step") or SMALLEST_STEP


def _round(number: int, name: str, journal: Journal, settings: Values) -> Collect:
    return Collect(
        name,
        mark("Round %(number)s: offer a price below your last", number=number),
        tuple(candidate.id for candidate in journal.candidates),
        (OFFERED_PRICE,),
        {
            "minutes": settings.count("round_minutes"),
            "extension_minutes": settings.count("extension_minutes"),
            "below_last": _step_down(settings),
            "shown": SHOWN,
        },
    )
