"""Best and final prices: after the first scoring the best are asked once more for a price."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import money_text
from marketplace.domain.selection.prices import unusable_amount
from marketplace.domain.selection.steps import Answer, Collect
from marketplace.domain.selection.texts import Text, mark

FINAL = "final_round"
"""Name of the step that collects the final prices."""
SILENT = mark("Whoever gives no final price stays in the order of the first scoring, after all who gave one.")
"""What becomes of those who are asked and say nothing: every method with a final round keeps to it."""
_SOURCE = "政府采购竞争性磋商采购方式管理暂行办法 Art 21 (最后报价), by analogy"
FINAL_PRICE = Field(
    name="price", kind="money", description=mark("The final price"), citation=_SOURCE, required="always"
)
FINAL_ROUND = Field(
    name=FINAL,
    kind="record",
    description=mark("Ask the best for a final price after the first scoring, and score them by it"),
    citation=_SOURCE,
    columns=(
        Field(
            name="drop",
            kind="whole",
            description=mark("How many of the highest and of the lowest final prices are left out of their mean"),
            citation="Practice: 去掉最高价 and 去掉最低价 before the mean",
            default=0,
            filled_by="calculation",
        ),
        Field(
            name="top",
            kind="whole",
            description=mark("How many of the best are asked, equals of the last included; everybody if left out"),
            citation="Practice: the first ranked are invited to a second price",
            minimum=1,
        ),
        Field(
            name="displayed_pct_places",
            kind="whole",
            description=mark("Decimals of the displayed deviation in this round"),
            citation="Practice: published tables whose points follow from the rounded deviation",
            default=2,
            filled_by="calculation",
            maximum=4,
        ),
        Field(
            name="minutes",
            kind="whole",
            description=mark("How long the step is open, in minutes"),
            citation="The project's own default",
            default=60,
            minimum=30,
            maximum=14400,
            limited="notice",
        ),
    ),
)


def ask_final(terms: Values, places: Mapping[str, tuple[Fraction | int, ...]]) -> Collect:
    """Ask those with the smallest places for their final price."""
    ordered = sorted(places.values())
    last = ordered[min(terms.whole("top") or len(ordered), len(ordered)) - 1]
    asked = tuple(id_ for id_ in sorted(places) if places[id_] <= last)
    return Collect(FINAL, mark("Give your final price"), asked, (FINAL_PRICE,), {"minutes": terms.count("minutes")})


def final_prices(answers: Sequence[Answer], settings: Values) -> tuple[dict[str, int], list[Text]]:
    """Everybody's last answer, unless it cannot take part, and a line for each one that does not count."""
    last = {answer.by: answer.values.amount(FINAL_PRICE.name) for answer in answers}
    prices, lines = {}, []
    for id_, price in sorted(last.items()):
        unusable = unusable_amount(price, settings)
        if unusable is None:
            prices[id_] = price
        else:
            lines.append(
                mark(
                    "%(id)s: the final price %(price)s %(currency)s is zero or above the ceiling and does not count",
                    id=id_,
                    price=money_text(price, settings.label("currency")),
                    currency=settings.label("currency"),
                )
            )
    return prices, lines
