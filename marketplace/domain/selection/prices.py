"""Rules about prices that several methods share."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from fractions import Fraction

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import CURRENCIES, decimal_text, money_text, plain_text
from marketplace.domain.selection.texts import Text, mark

CEILING_PRICE = Field(
    name="ceiling_price",
    kind="money",
    description=mark("Highest acceptable price; a bid above it is excluded"),
    citation="招标投标法实施条例 Art 27 (a ceiling may be set and must be published; a floor may not)",
)
ABNORMALLY_LOW_MEDIAN_PCT = Field(
    name="abnormally_low_median_pct",
    kind="number",
    description=mark("A price below this percentage of the median of the others needs a written explanation"),
    citation="财政部令87号 Art 60 (abnormally low prices are explained); the percentage is the project's own",
    default="70",
    filled_by="operator",
    maximum=100,
)
ABNORMALLY_LOW_CEILING_PCT = Field(
    name="abnormally_low_ceiling_pct",
    kind="number",
    description=mark("A price below this percentage of the ceiling needs a written explanation"),
    citation="财政部令87号 Art 60 (abnormally low prices are explained); the percentage is the project's own",
    default="50",
    filled_by="operator",
    maximum=100,
)
PRICE_FIELDS = (CEILING_PRICE, ABNORMALLY_LOW_MEDIAN_PCT, ABNORMALLY_LOW_CEILING_PCT)


def unusable_price(candidate: Candidate, settings: Values) -> Text | None:
    """Why a price cannot take part: missing, zero (政府采购法 Art 2: what is bought is paid for), above the ceiling."""
    return mark("No price was offered") if candidate.price is None else unusable_amount(candidate.price, settings)


def unusable_amount(price: int, settings: Values) -> Text | None:
    """Why an amount, in minor units, cannot be a price: zero, above the ceiling."""
    currency, ceiling = settings.label("currency"), settings.money("ceiling_price")
    if price == 0:
        return mark("The price is zero: a service is bought for a price")
    if ceiling is not None and price > ceiling:
        return mark(
            "The price %(price)s %(currency)s is above the ceiling of %(ceiling)s %(currency)s",
            price=money_text(price, currency),
            ceiling=money_text(ceiling, currency),
            currency=currency,
        )
    return None


def prices_of(candidates: tuple[Candidate, ...]) -> dict[str, int]:
    """Price by id of the candidates that offered one."""
    return {candidate.id: candidate.price for candidate in candidates if candidate.price is not None}


def abnormally_low(prices: Mapping[str, int], settings: Values) -> dict[str, tuple[Text, ...]]:
    """Warnings by id: below a share of the median of the *others*, or of the ceiling. They warn, they never exclude.

    The median of an even number of prices is the mean of the middle two.
    """
    currency = settings.label("currency")
    ceiling = settings.money("ceiling_price")
    of_median = settings.number("abnormally_low_median_pct")
    of_ceiling = settings.number("abnormally_low_ceiling_pct")
    places = CURRENCIES[currency]
    ordered = sorted(prices.values())
    warnings: dict[str, tuple[Text, ...]] = {}
    for id_, price in prices.items():
        found: list[Text] = []
        median = _median_without(ordered, price)
        if median is not None and price * 100 < median * of_median:
            found.append(
                mark(
                    "Abnormally low: below %(percent)s %% of the median of the others, %(median)s %(currency)s; "
                    "a written explanation is due",
                    percent=plain_text(of_median),
                    median=decimal_text(median / 10**places, places),
                    currency=currency,
                )
            )
        if ceiling is not None and price * 100 < ceiling * of_ceiling:
            found.append(
                mark(
                    "Abnormally low: below %(percent)s %% of the ceiling, %(ceiling)s %(currency)s; "
                    "a written explanation is due",
                    percent=plain_text(of_ceiling),
                    ceiling=money_text(ceiling, currency),
                    currency=currency,
                )
            )
        warnings[id_] = tuple(found)
    return warnings


def _median_without(ordered: Sequence[int], price: int) -> Fraction | None:
    others = len(ordered) - 1
    if others == 0:
        return None
    left_out = bisect_left(ordered, price)
    low, high = (middle + (middle >= left_out) for middle in ((others - 1) // 2, others // 2))
    return Fraction(ordered[low] + ordered[high], 2)
