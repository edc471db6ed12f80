"""Lowest price (竞价·最低价): sealed, one price each, the lowest valid price wins.

Practice: intermediary-service platforms (网上中介服务超市); equal prices go to a draw (Haizhou). Law, by analogy: three
valid bids where state money pays (招标投标法 Art 28, 政府采购法 Art 36(1)); a ceiling may be published and a floor may
not (招标投标法实施条例 Art 27); an abnormally low price is explained in writing (财政部令87号 Art 60), so it is marked
here and never excluded by the computation.
"""

from fractions import Fraction

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import decimal_text, money_text
from marketplace.domain.selection.prices import PRICE_FIELDS, abnormally_low, prices_of, unusable_price
from marketplace.domain.selection.steps import Ranked, Ranking, equals_together
from marketplace.domain.selection.texts import Text, mark

CODE = "lowest_price"
VERSION = "1"
LABEL = mark("Lowest price")
SUMMARY = mark("Sealed prices, one round; the lowest valid price wins, equal prices are parted by lot.")
MINIMUM_CANDIDATES = {"below_threshold": 3, "gov_procurement": 3, "state_enterprise": 3, "private": 1}
SETTINGS = (
    *PRICE_FIELDS,
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

exclude = unusable_price


def rank(candidates: tuple[Candidate, ...], settings: Values, _seed: bytes | None) -> Ranking:
    """Order by price; equal prices stay equal."""
    prices = prices_of(candidates)
    warnings = abnormally_low(prices, settings)
    currency = settings.label("currency")
    lowest = min(prices.values())
    ranked = {
        id_: Ranked(id_, money_text(price, currency), (_reason(price, lowest, currency), *warnings[id_]))
        for id_, price in prices.items()
    }
    groups = equals_together(ranked, {id_: (price,) for id_, price in prices.items()})
    return Ranking(groups, _arithmetic(len(prices), lowest, settings))


def _reason(price: int, lowest: int, currency: str) -> Text:
    if price == lowest:
        return mark(
            "The price %(price)s %(currency)s is the lowest valid price",
            price=money_text(price, currency),
            currency=currency,
        )
    return mark(
        "The price %(price)s %(currency)s is %(difference)s %(currency)s above the lowest",
        price=money_text(price, currency),
        difference=money_text(price - lowest, currency),
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
