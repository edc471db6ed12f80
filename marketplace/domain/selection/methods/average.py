"""Average price (均价): the price nearest to the mean of all valid prices wins.

Practice: intermediary-service platforms. Of equal distances the lower price comes first, then the lot decides; this
and the three candidates that are needed are the project's own defaults.

A valid range around a base price is a setting: prices within 5 percent of it, the nearest to their mean first, is
``{"base_price": "270", "valid_band_pct": "5"}``. With ``full`` and a deduction the points of evaluation rules by
deviation from the mean decide: 70 points less 3 and 2 for each started percent above and below is ``{"full": "70",
"per_pct_above": "3", "per_pct_below": "2", "step_rounding": "ceil"}``.
"""

from fractions import Fraction

from marketplace.domain.selection.benchmarks import benchmark_of
from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Values
from marketplace.domain.selection.nearest import NEAREST_FIELDS, check_nearest, rank_by_distance, rank_by_points
from marketplace.domain.selection.prices import PRICE_FIELDS, abnormally_low, prices_of, unusable_price
from marketplace.domain.selection.quoting import QUOTE
from marketplace.domain.selection.steps import Ranking
from marketplace.domain.selection.texts import Text, mark
from marketplace.domain.selection.validity import outside_validity

CODE = "average"
VERSION = "1"
LABEL = mark("Average price")
SUMMARY = mark("Sealed prices, one round; the price nearest to the mean of all valid prices wins.")
MINIMUM_CANDIDATES = {"below_threshold": 3, "state_enterprise": 3, "private": 3}
PROMISES = ("scale",)
SETTINGS = (*PRICE_FIELDS, QUOTE, *NEAREST_FIELDS)
EXAMPLE = {
    "settings": {"regime": "below_threshold", "currency": "CNY", "ceiling_price": "120000"},
    "candidates": [
        {"id": "Alder Survey", "price": "98000"},
        {"id": "Birch Testing", "price": "91500.50"},
        {"id": "Cedar Appraisal", "price": "125000"},
        {"id": "Dogwood Review", "price": "94000"},
    ],
    "seed": "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
}

check = check_nearest


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    """Exclude an unusable price and one too far from the base price."""
    return unusable_price(candidate, settings) or outside_validity(candidate, settings)


def rank(candidates: tuple[Candidate, ...], settings: Values, _seed: bytes | None) -> Ranking:
    """Order by distance from the mean, then by price; or by points where the notice names them."""
    prices = prices_of(candidates)
    warnings = abnormally_low(prices, settings)
    if settings.has("full"):
        return rank_by_points(prices, settings, warnings)
    drop = (settings.whole("drop_high") or 0, settings.whole("drop_low") or 0)
    benchmark = benchmark_of(prices, settings, drop, settings.number_if_given("factor") or Fraction(1))
    return rank_by_distance(prices, benchmark, benchmark.value, settings, warnings)
