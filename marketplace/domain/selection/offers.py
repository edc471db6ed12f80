"""Prices that are offered again and again: which of them count, and each candidate's last."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import money_text
from marketplace.domain.selection.steps import Answer, Excluded, Ranked, equals_together
from marketplace.domain.selection.texts import Text, mark

OFFERED_PRICE = Field(
    name="price",
    kind="money",
    description=mark("The price offered now"),
    citation="Platform practice: repeated offers",
    required="always",
)


@dataclass(frozen=True)
class Offers:
    """The last counted price by candidate, and what became of each offer."""

    last: Mapping[str, int]
    lines: tuple[Text, ...]


def offers_in(
    start: Mapping[str, int], rounds: Iterable[tuple[str, tuple[Answer, ...]]], settings: Values, step_down: int
) -> Offers:
    """Go through the rounds, each candidate in its own order, all others apart.

    ``start``: prices offered before. An offer counts when it is above zero, not above the ceiling, and at least
    ``step_down`` minor units below the candidate's own last; one that does not count changes nothing.
    """
    last, lines = dict(start), []
    currency, ceiling = settings.label("currency"), settings.money("ceiling_price")
    for name, answers in rounds:
        for answer in sorted(answers, key=lambda answer: answer.by):
            price, before = answer.values.amount(OFFERED_PRICE.name), last.get(answer.by)
            counts = price > 0 and (ceiling is None or price <= ceiling)
            counts = counts and (before is None or price <= before - step_down)
            given: dict[str, str | int] = {
                "step": name,
                "id": answer.by,
                "price": money_text(price, currency),
                "currency": currency,
            }
            if counts:
                last[answer.by] = price
                lines.append(mark("%(step)s, %(id)s: %(price)s %(currency)s", **given))
            else:
                lines.append(
                    mark(
                        "%(step)s, %(id)s: %(price)s %(currency)s does not count: zero, above the ceiling, or not low "
                        "enough below the own last price",
                        **given,
                    )
                )
    return Offers(last, tuple(lines))


def by_last_offer(
    candidates: Iterable[Candidate], offers: Offers, settings: Values, warnings: Mapping[str, tuple[Text, ...]]
) -> tuple[tuple[tuple[Ranked, ...], ...], tuple[Excluded, ...]]:
    """Lowest last price first, and those who never offered one."""
    currency = settings.label("currency")
    ranked = {
        id_: Ranked(
            id_,
            money_text(price, currency),
            (
                mark(
                    "The last price is %(price)s %(currency)s",
                    price=money_text(price, currency),
                    currency=currency,
                ),
                *warnings[id_],
            ),
        )
        for id_, price in offers.last.items()
    }
    silent = tuple(
        Excluded(candidate.id, mark("No price was offered in any round"))
        for candidate in candidates
        if candidate.id not in offers.last
    )
    return equals_together(ranked, {id_: (price,) for id_, price in offers.last.items()}), silent


def too_few_offers(offers: Offers, needed: int) -> Text | None:
    """Why the selection fails: fewer candidates offered a price than are needed to compete."""
    if len(offers.last) >= needed:
        return None
    return mark(
        "%(count)s candidates offered a price, and at least %(minimum)s are needed",
        count=len(offers.last),
        minimum=needed,
    )
