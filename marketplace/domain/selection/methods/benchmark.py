"""Best price (竞价·最优价): the price nearest to a benchmark made of all prices wins.

Practice: intermediary-service platforms. The highest and the lowest price are left out, the mean of the rest is taken
times a percentage drawn from 95, 96, 97 and 98 only after the opening, and the nearest price to that reference,
rounded to two decimals, wins; a price that was left out cannot win. Nothing is left out of fewer than four prices,
and of equal distances the lower price comes first: both are the project's own defaults. Three candidates where fiscal
or state money pays, one where private money pays.

With ``full`` and a deduction it computes the points of evaluation rules by deviation from a benchmark instead, and
the most points win: ``full`` less ``per_pct_above`` or ``per_pct_below`` for each percent (or ``deduct_above``,
``deduct_below`` for each step of ``step_pct``), counted as ``step_rounding`` says. Then nothing is drawn, nothing is
left out unless ``drop_high`` or ``drop_low`` say so, and whoever is left out of the mean still has points. Seven
prices, one high and one low left out, 5 percent below the mean, 60 points less 2 and 1 for each percent: ``{"full":
"60", "drop_high": 1, "drop_low": 1, "factor": "0.95", "per_pct_above": "2", "per_pct_below": "1"}``. Prices up to 5
percent above the base price, 70 points less 3 and 2 for each started percent: ``{"full": "70", "base_price": "3650",
"validity_max_over_base_pct": "5", "per_pct_above": "3", "per_pct_below": "2", "step_rounding": "ceil"}``.
"""

from fractions import Fraction

from marketplace.domain.selection.benchmarks import benchmark_of
from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import CURRENCIES, half_up, plain_text
from marketplace.domain.selection.nearest import NEAREST_FIELDS, check_nearest, rank_by_distance, rank_by_points
from marketplace.domain.selection.prices import PRICE_FIELDS, abnormally_low, prices_of, unusable_price
from marketplace.domain.selection.quoting import QUOTE
from marketplace.domain.selection.steps import Draw, Journal, Step
from marketplace.domain.selection.texts import SelectionInputError, Text, mark
from marketplace.domain.selection.validity import outside_validity

CODE = "benchmark"
VERSION = "1"
LABEL = mark("Best price")
SUMMARY = mark(
    "Sealed prices; the nearest to a benchmark wins: the mean without extremes, times a percentage drawn afterwards."
)
MINIMUM_CANDIDATES = {"below_threshold": 3, "state_enterprise": 3, "private": 1}
STEPS = ("draw",)
USUAL_DROP = 1
"""Left out on each side where the department names no number (platform practice)."""
REFERENCE_PLACES = 2
"""Decimals of the reference, in the major unit of the currency (platform practice)."""
DRAWN = "base_pct"
"""Name of the step that draws the percentage."""
SETTINGS = (
    *PRICE_FIELDS,
    QUOTE,
    *NEAREST_FIELDS,
    Field(
        name="base_pcts",
        kind="numbers",
        description=mark("Percentages of the mean from which one is drawn; a factor or full leaves the draw out"),
        citation="Platform practice: the base is drawn from 95, 96, 97 and 98 percent",
        default=("95", "96", "97", "98"),
    ),
)
EXAMPLE = {
    "settings": {"regime": "below_threshold", "currency": "CNY", "ceiling_price": "120000"},
    "candidates": [
        {"id": "Alder Survey", "price": "98000"},
        {"id": "Birch Testing", "price": "91500.50"},
        {"id": "Cedar Appraisal", "price": "125000"},
        {"id": "Dogwood Review", "price": "94000"},
        {"id": "Elm Inspection", "price": "99000"},
    ],
    "seed": "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
}


def check(settings: Values) -> None:
    """The settings fit each other; the percentages are distinct and above zero."""
    check_nearest(settings)
    bases = settings.numbers("base_pcts")
    if len(set(bases)) < len(bases) or min(bases) == 0:
        raise SelectionInputError(mark("settings.base_pcts: give distinct percentages above zero"))


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    """Exclude an unusable price and one too far from the base price."""
    return unusable_price(candidate, settings) or outside_validity(candidate, settings)


def next_step(settings: Values, journal: Journal, _seed: bytes | None) -> Step:
    """Draw the percentage unless the notice fixes it, then rank."""
    prices = prices_of(journal.candidates)
    warnings = abnormally_low(prices, settings)
    if settings.has("full"):
        return rank_by_points(prices, settings, warnings)
    factor = settings.number_if_given("factor")
    if factor is None:
        if DRAWN not in journal.answers:
            bases = tuple(plain_text(base) for base in settings.numbers("base_pcts"))
            return Draw(DRAWN, mark("Draw the percentage of the mean"), bases)
        factor = Fraction(journal.answers[DRAWN][0].order[0]) / 100
    given = [settings.whole(name) for name in ("drop_high", "drop_low")]
    high, low = (USUAL_DROP if drop is None else drop for drop in given)
    benchmark = benchmark_of(prices, settings, (high, low), factor)
    unit = 10 ** CURRENCIES[settings.label("currency")]
    reference = half_up(benchmark.value / unit, REFERENCE_PLACES) * unit
    return rank_by_distance(prices, benchmark, reference, settings, warnings)
