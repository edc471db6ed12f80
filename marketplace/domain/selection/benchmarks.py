"""A benchmark price (评标基准价) made of the valid prices: extremes left out, a mean, a factor."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import amount_text, money_text, plain_text
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

DROP_HIGH = Field(
    name="drop_high",
    kind="whole",
    description=mark("How many of the highest valid prices are left out of the mean"),
    citation="Practice: 去掉最高价 and 去掉最低价 before the mean",
)
DROP_LOW = Field(
    name="drop_low",
    kind="whole",
    description=mark("How many of the lowest valid prices are left out of the mean"),
    citation="Practice: 去掉最高价 and 去掉最低价 before the mean",
)
DROP_FROM = Field(
    name="drop_from",
    kind="whole",
    description=mark("Fewest valid prices from which any are left out of the mean"),
    citation="The project's own default",
    default=4,
    minimum=1,
)
FACTOR = Field(
    name="factor",
    kind="number",
    description=mark("The mean times this is the benchmark, like 0.95 for five percent below the mean"),
    citation="Practice: 下浮 of the mean, published in the notice",
)
BENCHMARK_BASIS = Field(
    name="benchmark_basis",
    kind="choice",
    description=mark(
        "What the factor is taken of: mean of the valid prices, their lowest, base_price, or base_price and the mean "
        "mixed by base_share_pct"
    ),
    citation="Practice: 评标基准价 as mean, lowest price, 标底 or 复合标底",
    default="mean",
    choices=("mean", "lowest", "base_price", "base_price_and_mean"),
)
BASE_SHARE_PCT = Field(
    name="base_share_pct",
    kind="number",
    description=mark("Share of base_price in the benchmark base_price_and_mean, in percent; the rest is the mean's"),
    citation="Practice: 复合标底; the project's own default",
    default="50",
    maximum=100,
)
BENCHMARK_FIELDS = (DROP_HIGH, DROP_LOW, DROP_FROM, FACTOR, BENCHMARK_BASIS, BASE_SHARE_PCT)


@dataclass(frozen=True)
class Benchmark:
    """``value`` in minor units, exact; ``dropped`` candidates whose price counts nowhere in the mean; how it came."""

    value: Fraction
    dropped: frozenset[str]
    lines: tuple[Text, ...]


def check_benchmark(settings: Values) -> None:
    """A factor above zero, and a base price where the basis is one; raises ``SelectionInputError``."""
    if settings.has("factor") and settings.number("factor") == 0:
        raise SelectionInputError(mark("settings.factor is zero: give a factor above zero"))
    if settings.label("benchmark_basis").startswith("base_price") and not settings.has("base_price"):
        raise SelectionInputError(mark("settings.base_price is missing: benchmark_basis is made of it"))


def benchmark_of(prices: Mapping[str, int], settings: Values, drop: tuple[int, int], factor: Fraction) -> Benchmark:
    """The benchmark of at least one price; ``drop`` = how many of the highest and of the lowest are left out.

    Fewer prices than ``drop_from``, or no more than would be left out, are all kept. Where only some of several equal
    prices are left out, the mean is the same whichever they are, and none of their candidates counts as dropped.
    """
    high, low = drop if len(prices) >= settings.count("drop_from") and len(prices) > sum(drop) else (0, 0)
    ordered = sorted(prices.values())
    kept = ordered[low : len(ordered) - high]
    currency = settings.label("currency")
    lines = []
    if high or low:
        out = [*ordered[:low], *ordered[len(ordered) - high :]]
        listed = ", ".join(money_text(price, currency) for price in out)
        lines.append(
            mark(
                "Left out of the mean, highest %(high)s, lowest %(low)s: %(prices)s", high=high, low=low, prices=listed
            )
        )
    basis, what = _basis(kept, ordered[0], settings)
    lines.append(what)
    value = basis * factor
    if factor != 1:
        lines.append(
            mark(
                "Benchmark: %(basis)s × %(factor)s = %(benchmark)s %(currency)s",
                basis=amount_text(basis, currency),
                factor=plain_text(factor),
                benchmark=amount_text(value, currency),
                currency=currency,
            )
        )
    still_counted = set(kept)
    dropped = frozenset(id_ for id_, price in prices.items() if price not in still_counted)
    return Benchmark(value, dropped, tuple(lines))


def _basis(kept: list[int], lowest: int, settings: Values) -> tuple[Fraction, Text]:
    currency, basis = settings.label("currency"), settings.label("benchmark_basis")
    mean = Fraction(sum(kept), len(kept))
    if basis == "lowest":
        return Fraction(lowest), mark(
            "Lowest valid price: %(lowest)s %(currency)s", lowest=money_text(lowest, currency), currency=currency
        )
    if basis == "mean":
        return mean, mark(
            "Mean of %(count)s prices: %(mean)s %(currency)s",
            count=len(kept),
            mean=amount_text(mean, currency),
            currency=currency,
        )
    base = settings.amount("base_price")
    if basis == "base_price":
        return Fraction(base), mark(
            "Base price: %(base)s %(currency)s", base=money_text(base, currency), currency=currency
        )
    share = settings.number("base_share_pct")
    mixed = (base * share + mean * (100 - share)) / 100
    return mixed, mark(
        "%(base)s × %(share)s %% + mean of %(count)s prices %(mean)s × %(rest)s %% = %(mixed)s %(currency)s",
        base=money_text(base, currency),
        share=plain_text(share),
        count=len(kept),
        mean=amount_text(mean, currency),
        rest=plain_text(100 - share),
        mixed=amount_text(mixed, currency),
        currency=currency,
    )
