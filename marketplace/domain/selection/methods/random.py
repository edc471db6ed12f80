"""Random draw (随机抽取): the price stands in the notice, a provider is drawn from those who signed up and may.

Practice: platforms below the procurement threshold (Yueyang; Huizhou below 500,000). Rules that let lots decide a
statutory tender are banned (招标投标领域公平竞争审查规则 2024 Art 8(4)), so that regime is not offered here. The draw
is uniform: everybody is equal, and equals are parted by their tickets.
"""

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import money_text
from marketplace.domain.selection.steps import Ranked, Ranking
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

CODE = "random"
VERSION = "1"
LABEL = mark("Random draw")
SUMMARY = mark("Everybody works for the price in the notice; a public draw that anyone can recompute picks one.")
MINIMUM_CANDIDATES = {"below_threshold": 3, "state_enterprise": 3, "private": 2}
"""Three where state money pays (platform practice); two for private money, the project's own default."""
PROMISES = ("scale", "irrelevant_loser")
SETTINGS = (
    Field(
        name="fixed_price",
        kind="money",
        description=mark("The price published in the notice, at which the drawn provider works"),
        citation="Platform practice: a draw is held over a fixed price",
        required="notice",
    ),
    Field(
        name="cap",
        kind="money",
        description=mark("Highest price that may be given away by lot"),
        citation="Huizhou 2014: by lot below 500,000, by auction from there; the project's own default",
        default="500000",
        filled_by="operator",
    ),
)

EXAMPLE = {
    "settings": {"regime": "below_threshold", "currency": "CNY", "fixed_price": "48000"},
    "candidates": [
        {"id": "Alder Survey"},
        {"id": "Birch Testing"},
        {"id": "Cedar Appraisal", "invalid_because": "The qualification has expired"},
        {"id": "Dogwood Review"},
    ],
    "seed": "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
}


def check(settings: Values) -> None:
    """The fixed price is above zero and within the cap."""
    price, cap = settings.money("fixed_price"), settings.amount("cap")
    if price is not None and not 0 < price <= cap:
        currency = settings.label("currency")
        raise SelectionInputError(
            mark(
                "settings.fixed_price is %(price)s: a draw needs a price above zero and at most %(cap)s %(currency)s",
                price=money_text(price, currency),
                cap=money_text(cap, currency),
                currency=currency,
            )
        )


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    """A price of one's own has no place here: neither another than the notice's nor one above the cap."""
    fixed, cap, currency = settings.money("fixed_price"), settings.amount("cap"), settings.label("currency")
    if candidate.price is None:
        return None
    if fixed is not None and candidate.price != fixed:
        return mark(
            "Offered %(price)s %(currency)s instead of the fixed price %(fixed)s %(currency)s",
            price=money_text(candidate.price, currency),
            fixed=money_text(fixed, currency),
            currency=currency,
        )
    if candidate.price > cap:
        return mark(
            "The price %(price)s %(currency)s is above %(cap)s %(currency)s, the most that may be given by lot",
            price=money_text(candidate.price, currency),
            cap=money_text(cap, currency),
            currency=currency,
        )
    return None


def rank(candidates: tuple[Candidate, ...], settings: Values, _seed: bytes | None) -> Ranking:
    """Everybody is equal; the core parts equals by lot."""
    fixed, currency = settings.money("fixed_price"), settings.label("currency")
    reason = (
        mark("Eligible for the draw")
        if fixed is None
        else mark(
            "Eligible for the draw at the fixed price %(price)s %(currency)s",
            price=money_text(fixed, currency),
            currency=currency,
        )
    )
    return Ranking(
        (tuple(Ranked(candidate.id, None, (reason,)) for candidate in candidates),),
        (mark("Chance of each of %(count)s candidates: 1 ÷ %(count)s", count=len(candidates)),),
    )
