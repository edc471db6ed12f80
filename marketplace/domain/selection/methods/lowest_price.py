"""Lowest price (竞价·最低价): sealed, one price each, the lowest valid price wins.

Practice: intermediary-service platforms (网上中介服务超市); equal prices go to a draw (Haizhou). Law, by analogy:
three valid bids where state money pays (招标投标法 Art 28, 政府采购法 Art 36(1)); a ceiling may be published and a
floor may not (招标投标法实施条例 Art 27); an abnormally low price is explained in writing (财政部令87号 Art 60), so
it is marked here and never excluded by the computation.

Prices may be adjusted by quality before they are compared (``quality_formula``: price × ``quality_max`` ÷ points,
or price − ``quality_credit`` for each point), and limited to a range around a base price. Where the notice turns
prices into points, ``{"full": "35"}`` gives 35 × lowest ÷ price; the order stays the same.
"""

from fractions import Fraction

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import amount_text, decimal_text, money_text
from marketplace.domain.selection.price_points import FULL, ROUNDING_FIELDS, ratio_points
from marketplace.domain.selection.prices import PRICE_FIELDS, abnormally_low, prices_of, unusable_price
from marketplace.domain.selection.quality import (
    QUALITY_FIELDS,
    UNADJUSTED,
    adjusted_price,
    check_quality,
    quality_lines,
    quality_points,
    without_quality,
)
from marketplace.domain.selection.quoting import QUOTE
from marketplace.domain.selection.steps import Ranked, Ranking, equals_together
from marketplace.domain.selection.texts import SelectionInputError, Text, mark
from marketplace.domain.selection.validity import VALIDITY_FIELDS, check_validity, outside_validity

CODE = "lowest_price"
VERSION = "1"
LABEL = mark("Lowest price")
SUMMARY = mark("Sealed prices, one round; the lowest valid price wins, equal prices are parted by lot.")
MINIMUM_CANDIDATES = {"below_threshold": 3, "gov_procurement": 3, "state_enterprise": 3, "private": 1}
PROMISES = ("scale", "irrelevant_loser", "monotone")
SETTINGS = (
    *PRICE_FIELDS,
    QUOTE,
    *VALIDITY_FIELDS,
    *QUALITY_FIELDS,
    FULL,
    *ROUNDING_FIELDS,
    Field(
        name="engineer_estimate",
        kind="money",
        description=mark("The buyer's own estimate; the lowest price is compared with it, nothing depends on it"),
        citation="Practice: award recommendations state how far the lowest price is from the estimate",
        minimum=1,
    ),
)
EXAMPLE = {
    "settings": {"regime": "below_threshold", "currency": "CNY", "ceiling_price": "120000"},
    "candidates": [
        {"id": "Alder Survey", "price": "98000"},
        {"id": "Birch Testing", "price": "91500.50"},
        {"id": "Cedar Appraisal", "price": "125000"},
        {"id": "Dogwood Review", "price": "91500.50"},
    ],
    "seed": "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
}


def check(settings: Values) -> None:
    """The settings fit each other; points are given for prices as they were offered."""
    check_validity(settings)
    check_quality(settings)
    if settings.has("full") and settings.label("quality_formula") != UNADJUSTED:
        raise SelectionInputError(mark("settings: give full or quality_formula, not both"))


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    """Exclude an unusable price, one too far from the base price, one that cannot be adjusted."""
    return (
        unusable_price(candidate, settings)
        or outside_validity(candidate, settings)
        or without_quality(candidate, settings)
    )


def rank(candidates: tuple[Candidate, ...], settings: Values, _seed: bytes | None) -> Ranking:
    """Order by price, adjusted where the notice says so; equal prices stay equal."""
    prices = prices_of(candidates)
    warnings = abnormally_low(prices, settings)
    currency = settings.label("currency")
    points = ratio_points(prices, settings, settings.number("full")) if settings.has("full") else None
    adjusted = {
        candidate.id: adjusted_price(prices[candidate.id], quality_points(candidate), settings)
        for candidate in candidates
    }
    lowest = min(adjusted.values())
    ranked = {}
    for id_, value in adjusted.items():
        score, figures = amount_text(value, currency), {}
        reason = _reason(prices[id_], lowest, currency)
        if points is not None:
            score, figures = points.figures[id_]["price_score"], dict(points.figures[id_])
        elif settings.label("quality_formula") != UNADJUSTED:
            figures, reason = {"adjusted_price": score}, _adjusted(prices[id_], value, currency)
        ranked[id_] = Ranked(id_, score, (reason, *warnings[id_]), figures)
    groups = equals_together(ranked, {id_: (value,) for id_, value in adjusted.items()})
    lines = [*_arithmetic(len(prices), min(prices.values()), settings)]
    lines += points.line_of.values() if points is not None else quality_lines(candidates, prices, adjusted, settings)
    return Ranking(groups, tuple(lines))


def _adjusted(price: int, adjusted: Fraction, currency: str) -> Text:
    return mark(
        "The price %(price)s %(currency)s adjusted by quality is %(adjusted)s %(currency)s",
        price=money_text(price, currency),
        adjusted=amount_text(adjusted, currency),
        currency=currency,
    )


def _reason(price: int, lowest: Fraction, currency: str) -> Text:
    if price == lowest:
        return mark(
            "The price %(price)s %(currency)s is the lowest valid price",
            price=money_text(price, currency),
            currency=currency,
        )
    return mark(
        "The price %(price)s %(currency)s is %(difference)s %(currency)s above the lowest",
        price=money_text(price, currency),
        difference=amount_text(price - lowest, currency),
        currency=currency,
    )


def _arithmetic(count: int, lowest: int, settings: Values) -> tuple[Text, ...]:
    currency, estimate = settings.label("currency"), settings.money("engineer_estimate")
    lines = [
        mark(
            "Lowest of %(count)s valid prices: %(lowest)s %(currency)s",
            count=count,
            lowest=money_text(lowest, currency),
            currency=currency,
        )
    ]
    if estimate is not None:
        lines.append(
            mark(
                "Lowest price ÷ estimate = %(lowest)s ÷ %(estimate)s = %(percent)s %%",
                lowest=money_text(lowest, currency),
                estimate=money_text(estimate, currency),
                percent=decimal_text(Fraction(lowest * 100, estimate), 2),
            )
        )
    return tuple(lines)
