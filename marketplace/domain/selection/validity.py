"""Validity against a base price (标底): how far above or below it a price may lie to take part."""

from fractions import Fraction

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import money_text, plain_text
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

BASE_PRICE = Field(
    name="base_price",
    kind="money",
    description=mark("The buyer's base price (标底), with which prices are compared"),
    citation="招标投标法实施条例 Art 27 (one base price at most, secret until the opening)",
)
VALID_BAND_PCT = Field(
    name="valid_band_pct",
    kind="number",
    description=mark("A price may lie this many percent of base_price above or below it"),
    citation="Practice: evaluation rules with a valid range around the base price",
)
VALIDITY_MAX_OVER_BASE_PCT = Field(
    name="validity_max_over_base_pct",
    kind="number",
    description=mark("A price may lie this many percent of base_price above it"),
    citation="Practice: evaluation rules with a valid range around the base price",
)
VALIDITY_MAX_UNDER_BASE_PCT = Field(
    name="validity_max_under_base_pct",
    kind="number",
    description=mark(
        "A price may lie this many percent of base_price below it: a floor, so none unless the regime allows one"
    ),
    citation="招标投标法实施条例 Art 27 forbids a lowest price in statutory bidding; elsewhere practice",
    maximum=100,
)
VALIDITY_FIELDS = (BASE_PRICE, VALID_BAND_PCT, VALIDITY_MAX_OVER_BASE_PCT, VALIDITY_MAX_UNDER_BASE_PCT)


def check_validity(settings: Values) -> None:
    """Limits need a base price, and it is above zero; raises ``SelectionInputError``."""
    if settings.has("base_price"):
        if settings.amount("base_price") == 0:
            raise SelectionInputError(mark("settings.base_price is zero: give a price above zero"))
        return
    for field in VALIDITY_FIELDS[1:]:
        if settings.has(field.name):
            raise SelectionInputError(
                mark("settings.base_price is missing: %(name)s is a percentage of it", name=field.name)
            )


def outside_validity(candidate: Candidate, settings: Values) -> Text | None:
    """Why a price is too far from the base price, or None where it is not."""
    if candidate.price is None or not settings.has("base_price"):
        return None
    base, currency = settings.amount("base_price"), settings.label("currency")
    deviation = Fraction(candidate.price - base, base) * 100
    names = ("valid_band_pct", "validity_max_over_base_pct" if deviation > 0 else "validity_max_under_base_pct")
    limits = [settings.number(name) for name in names if settings.has(name)]
    if not limits or abs(deviation) <= min(limits):
        return None
    given = {
        "price": money_text(candidate.price, currency),
        "base": money_text(base, currency),
        "currency": currency,
        "percent": plain_text(abs(deviation)),
        "limit": plain_text(min(limits)),
    }
    if deviation > 0:
        return mark(
            "The price %(price)s %(currency)s is %(percent)s %% above the base price of %(base)s %(currency)s; "
            "at most %(limit)s %% is valid",
            **given,
        )
    return mark(
        "The price %(price)s %(currency)s is %(percent)s %% below the base price of %(base)s %(currency)s; "
        "at most %(limit)s %% is valid",
        **given,
    )
