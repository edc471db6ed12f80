"""Quoting by amount or by discount rate (下浮率): a rate is turned into a price before anything is compared."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import half_up, money_text, plain_text
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

BY_RATE = "discount_rate"
WHOLE_PRICE = 100
"""Percent of the ceiling that a rate is taken off."""
QUOTE = Field(
    name="quote",
    kind="choice",
    description=mark(
        "amount: each candidate has a price; discount_rate: each has a percentage off ceiling_price, and its price is "
        "the ceiling × (1 − rate ÷ 100), rounded half up to the smallest unit of the currency"
    ),
    citation="Practice: notices state 报价方式 as 金额 or 下浮率, and 下浮率 = 1 − price ÷ ceiling",
    default="amount",
    choices=("amount", BY_RATE),
)


def rated_price(ceiling: int, rate: Fraction) -> int:
    """The price in minor units that a rate comes to: ``ceiling × (1 − rate ÷ 100)``, rounded half up."""
    return int(half_up(ceiling * (WHOLE_PRICE - rate) * Fraction(1, WHOLE_PRICE), 0))


def check_quote(settings: Values) -> None:
    """A rate needs a ceiling; raises ``SelectionInputError``."""
    if _by_rate(settings) and not settings.has("ceiling_price"):
        raise SelectionInputError(mark("settings.ceiling_price is missing: a discount rate is taken off it"))


def priced(candidates: Sequence[Candidate], settings: Values) -> tuple[tuple[Candidate, ...], tuple[Text, ...]]:
    """The candidates with their prices, and how each rate became one.

    Raises ``SelectionInputError`` where somebody quoted in the other way than the settings ask for.
    """
    by_rate, currency = _by_rate(settings), settings.label("currency")
    found, lines = [], []
    for candidate in candidates:
        rate = candidate.discount_rate
        if by_rate and candidate.price is not None:
            raise SelectionInputError(
                mark(
                    "candidates: %(id)s has a price, and discount rates are asked for: give discount_rate",
                    id=candidate.id,
                )
            )
        if rate is None:
            found.append(candidate)
            continue
        if not by_rate:
            raise SelectionInputError(
                mark("candidates: %(id)s has a discount_rate, and prices are asked for: give price", id=candidate.id)
            )
        if rate > WHOLE_PRICE:
            raise SelectionInputError(
                mark(
                    "candidates: the discount_rate of %(id)s is above %(whole)s: lower it",
                    id=candidate.id,
                    whole=WHOLE_PRICE,
                )
            )
        ceiling = settings.amount("ceiling_price")
        price = rated_price(ceiling, rate)
        found.append(replace(candidate, price=price))
        lines.append(
            mark(
                "%(id)s: %(ceiling)s × (1 − %(rate)s %%) = %(price)s %(currency)s",
                id=candidate.id,
                ceiling=money_text(ceiling, currency),
                rate=plain_text(rate),
                price=money_text(price, currency),
                currency=currency,
            )
        )
    return tuple(found), tuple(lines)


def _by_rate(settings: Values) -> bool:
    return settings.has("quote") and settings.label("quote") == BY_RATE
