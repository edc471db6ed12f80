"""Ranking by a benchmark: the nearest price wins, or, where the notice names points, the most points win."""

from collections.abc import Mapping
from fractions import Fraction

from marketplace.domain.selection.benchmarks import BENCHMARK_FIELDS, Benchmark, check_benchmark
from marketplace.domain.selection.deviation import DEVIATION_FIELDS, PCT_PLACES, deducts
from marketplace.domain.selection.fields import Values
from marketplace.domain.selection.figures import amount_text, decimal_text, money_text
from marketplace.domain.selection.price_points import (
    FULL,
    ROUNDING_FIELDS,
    SCORE_FLOOR,
    check_deviation,
    check_floor,
    deviation_points,
)
from marketplace.domain.selection.steps import Excluded, Ranked, Ranking, equals_together
from marketplace.domain.selection.texts import SelectionInputError, Text, mark
from marketplace.domain.selection.validity import VALIDITY_FIELDS, check_validity

NEAREST_FIELDS = (*VALIDITY_FIELDS, *BENCHMARK_FIELDS, FULL, *DEVIATION_FIELDS, SCORE_FLOOR, *ROUNDING_FIELDS)
"""Settings of a method by benchmark; ``full`` and a deduction turn it from the nearest price to the most points."""


def check_nearest(settings: Values) -> None:
    """Everything that ``NEAREST_FIELDS`` ask of each other; raises ``SelectionInputError``."""
    check_validity(settings)
    check_benchmark(settings)
    if settings.has("full"):
        check_deviation(settings)
        check_floor(settings, settings.number("full"))
    elif deducts(settings):
        raise SelectionInputError(mark("settings.full is missing: give the points from which the deductions are taken"))


def rank_by_points(prices: Mapping[str, int], settings: Values, warnings: Mapping[str, tuple[Text, ...]]) -> Ranking:
    """Most points first, then the lower price; the dropped have points like everybody."""
    currency = settings.label("currency")
    found = deviation_points(prices, settings, settings.number("full"))
    ranked = {
        id_: Ranked(
            id_,
            found.figures[id_]["price_score"],
            (
                mark(
                    "%(points)s points for the price %(price)s %(currency)s, %(deviation)s %% from the benchmark",
                    points=found.figures[id_]["price_score"],
                    price=money_text(price, currency),
                    currency=currency,
                    deviation=found.figures[id_]["deviation_pct"],
                ),
                *warnings[id_],
            ),
            found.figures[id_],
        )
        for id_, price in prices.items()
    }
    groups = equals_together(ranked, {id_: (-found.points[id_], price) for id_, price in prices.items()})
    return Ranking(groups, (*found.shared, *found.line_of.values()))


def rank_by_distance(
    prices: Mapping[str, int],
    benchmark: Benchmark,
    reference: Fraction,
    settings: Values,
    warnings: Mapping[str, tuple[Text, ...]],
) -> Ranking:
    """Nearest to ``reference`` (minor units) first, then the lower price; the dropped cannot win."""
    currency = settings.label("currency")
    away = {id_: abs(price - reference) for id_, price in prices.items() if id_ not in benchmark.dropped}
    ranked = {
        id_: Ranked(
            id_,
            amount_text(distance, currency),
            (
                mark(
                    "The price %(price)s %(currency)s is %(distance)s %(currency)s from the reference",
                    price=money_text(prices[id_], currency),
                    distance=amount_text(distance, currency),
                    currency=currency,
                ),
                *warnings[id_],
            ),
            {
                "benchmark": amount_text(reference, currency),
                "deviation_pct": decimal_text((prices[id_] - reference) / reference * 100, PCT_PLACES),
            },
        )
        for id_, distance in away.items()
    }
    out = tuple(
        Excluded(
            id_,
            mark(
                "The price %(price)s %(currency)s is one of the extremes left out of the mean: it cannot win",
                price=money_text(prices[id_], currency),
                currency=currency,
            ),
        )
        for id_ in sorted(benchmark.dropped)
    )
    lines = [
        mark(
            "%(id)s: |%(price)s − %(reference)s| = %(distance)s",
            id=id_,
            price=money_text(prices[id_], currency),
            reference=amount_text(reference, currency),
            distance=amount_text(distance, currency),
        )
        for id_, distance in away.items()
    ]
    groups = equals_together(ranked, {id_: (distance, prices[id_]) for id_, distance in away.items()})
    return Ranking(groups, (*benchmark.lines, *lines), out)
