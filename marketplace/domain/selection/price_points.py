"""Points for a price by the formula of the notice: lowest ÷ price, or by deviation from a benchmark."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketplace.domain.selection.benchmarks import benchmark_of
from marketplace.domain.selection.deviation import deducts, deviation_line, deviation_rule
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import (
    ROUNDINGS,
    amount_text,
    decimal_text,
    money_text,
    plain_text,
    rounded,
)
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

BY_RATIO = "low_price_ratio"
BY_DEVIATION = "benchmark_deviation"
FULL = Field(
    name="full",
    kind="number",
    description=mark("Most points for the price"),
    citation="财政部令87号 Art 55 (points stand in the notice)",
    maximum=1000,
)
SCORE_FLOOR = Field(
    name="score_floor",
    kind="number",
    description=mark("Fewest points for the price, however far it lies from the benchmark"),
    citation="Practice: points are never below zero; a notice may name more",
    default="0",
)
SCORE_PLACES = Field(
    name="score_places",
    kind="whole",
    description=mark("Decimals of the points for the price"),
    citation="Practice: two decimals (保留两位小数)",
    default=2,
    maximum=4,
)
SCORE_ROUNDING = Field(
    name="score_rounding",
    kind="choice",
    description=mark("How the points for the price are rounded: half_up (四舍五入), down (舍去) or up (进一)"),
    citation="Practice: 四舍五入",
    default="half_up",
    choices=ROUNDINGS,
)
ROUNDING_FIELDS = (SCORE_PLACES, SCORE_ROUNDING)


@dataclass(frozen=True)
class PricePoints:
    """Points by id, the figures behind them, one line of arithmetic each, and the lines that all share."""

    points: Mapping[str, Fraction]
    figures: Mapping[str, Mapping[str, str]]
    line_of: Mapping[str, Text]
    shared: tuple[Text, ...] = ()


def check_floor(settings: Values, full: Fraction) -> None:
    """The fewest points are not above the most; raises ``SelectionInputError``."""
    if settings.number("score_floor") > full:
        raise SelectionInputError(
            mark("settings.score_floor is above the most points, %(full)s: lower it", full=plain_text(full))
        )


def check_deviation(settings: Values) -> None:
    """A rule of deviation that can be read and takes points away; raises ``SelectionInputError``."""
    if not deducts(settings):
        raise SelectionInputError(
            mark("settings: say what is lost above and below the benchmark: per_pct_above, per_pct_below or deduct_…")
        )
    deviation_rule(settings)


def ratio_points(prices: Mapping[str, int], settings: Values, full: Fraction) -> PricePoints:
    """``full × lowest ÷ price`` (财政部令87号 Art 55), rounded as set. At least one price, all above zero."""
    lowest, currency, places = min(prices.values()), settings.label("currency"), settings.count("score_places")
    points = {
        id_: rounded(full * lowest / price, places, settings.label("score_rounding")) for id_, price in prices.items()
    }
    texts = {id_: decimal_text(given, places) for id_, given in points.items()}
    return PricePoints(
        points,
        {id_: {"price_score": text} for id_, text in texts.items()},
        {
            id_: mark(
                "%(id)s, price: %(lowest)s ÷ %(price)s × %(weight)s = %(points)s",
                id=id_,
                lowest=money_text(lowest, currency),
                price=money_text(price, currency),
                weight=plain_text(full),
                points=texts[id_],
            )
            for id_, price in prices.items()
        },
    )


def deviation_points(
    prices: Mapping[str, int],
    settings: Values,
    full: Fraction,
    drop: tuple[int, int] | None = None,
    displayed_places: int | None = None,
) -> PricePoints:
    """``full`` less what is lost by deviation from the benchmark, at least ``score_floor``, rounded as set.

    ``drop`` and ``displayed_places`` replace the settings' own in a later round.
    """
    factor = settings.number_if_given("factor") or Fraction(1)
    own = (settings.whole("drop_high") or 0, settings.whole("drop_low") or 0)
    benchmark = benchmark_of(prices, settings, own if drop is None else drop, factor)
    rule, places, currency = (
        deviation_rule(settings, displayed_places),
        settings.count("score_places"),
        settings.label("currency"),
    )
    found = {id_: rule.of(price, benchmark.value) for id_, price in prices.items()}
    points = {
        id_: rounded(max(full - each.lost, settings.number("score_floor")), places, settings.label("score_rounding"))
        for id_, each in found.items()
    }
    texts = {id_: decimal_text(given, places) for id_, given in points.items()}
    figures = {
        id_: {
            "price_score": texts[id_],
            "deviation_pct": each.text,
            "benchmark": amount_text(benchmark.value, currency),
        }
        for id_, each in found.items()
    }
    floor = settings.number("score_floor")
    lines = {id_: deviation_line(id_, each, full, floor, texts[id_]) for id_, each in found.items()}
    return PricePoints(points, figures, lines, benchmark.lines)
