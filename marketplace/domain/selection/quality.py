"""A price adjusted by quality: what the points of a candidate are worth is set against its price."""

from collections.abc import Mapping
from fractions import Fraction

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import amount_text, money_text, plain_text
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

UNADJUSTED, BY_QUALITY_RATIO, BY_QUALITY_CREDIT = "none", "ratio", "credit"
QUALITY_FORMULA = Field(
    name="quality_formula",
    kind="choice",
    description=mark(
        "ratio: price × quality_max ÷ the candidate's points; credit: price − quality_credit for each point; the "
        "lowest adjusted price wins, and the contract has the price that was offered"
    ),
    citation="Practice: evaluated price (评标价) and price per point of quality",
    default=UNADJUSTED,
    filled_by="calculation",
    choices=(UNADJUSTED, BY_QUALITY_RATIO, BY_QUALITY_CREDIT),
)
QUALITY_MAX = Field(
    name="quality_max",
    kind="number",
    description=mark("Most points for quality, all scores of a candidate together"),
    citation="Practice: evaluated price (评标价) and price per point of quality",
    default="100",
    minimum=1,
)
QUALITY_CREDIT = Field(
    name="quality_credit",
    kind="money",
    description=mark("What one point of quality takes off the price"),
    citation="Practice: evaluated price (评标价) and price per point of quality",
)
QUALITY_FIELDS = (QUALITY_FORMULA, QUALITY_MAX, QUALITY_CREDIT)


def check_quality(settings: Values) -> None:
    """A credit has an amount; raises ``SelectionInputError``."""
    if settings.label("quality_formula") == BY_QUALITY_CREDIT and not settings.has("quality_credit"):
        raise SelectionInputError(mark("settings.quality_credit is missing: say what one point takes off the price"))


def without_quality(candidate: Candidate, settings: Values) -> Text | None:
    """Why a price cannot be adjusted; raises ``SelectionInputError`` for more points than there are."""
    formula = settings.label("quality_formula")
    if formula == UNADJUSTED:
        return None
    points, most = quality_points(candidate), settings.number("quality_max")
    if points > most:
        raise SelectionInputError(
            mark(
                "candidates: %(id)s has more points than the %(most)s of quality_max: lower them",
                id=candidate.id,
                most=plain_text(most),
            )
        )
    if formula == BY_QUALITY_RATIO and points == 0:
        return mark("No points for quality: a price per point cannot be computed")
    return None


def quality_points(candidate: Candidate) -> Fraction:
    """All scores of a candidate together."""
    return sum(candidate.scores.values(), Fraction(0))


def adjusted_price(price: int, points: Fraction, settings: Values) -> Fraction:
    """The price as the formula adjusts it, in minor units, exact."""
    formula = settings.label("quality_formula")
    if formula == BY_QUALITY_RATIO:
        return price * settings.number("quality_max") / points
    if formula == BY_QUALITY_CREDIT:
        return price - points * settings.amount("quality_credit")
    return Fraction(price)


def quality_lines(
    candidates: tuple[Candidate, ...], prices: Mapping[str, int], adjusted: Mapping[str, Fraction], settings: Values
) -> list[Text]:
    """How each price was adjusted; nothing where none was."""
    formula, currency = settings.label("quality_formula"), settings.label("currency")
    lines = []
    for candidate in candidates:
        given: dict[str, str | int] = {
            "id": candidate.id,
            "price": money_text(prices[candidate.id], currency),
            "points": plain_text(quality_points(candidate)),
            "adjusted": amount_text(adjusted[candidate.id], currency),
        }
        if formula == BY_QUALITY_RATIO:
            most = plain_text(settings.number("quality_max"))
            lines.append(mark("%(id)s: %(price)s × %(most)s ÷ %(points)s = %(adjusted)s", most=most, **given))
        elif formula == BY_QUALITY_CREDIT:
            credit = money_text(settings.amount("quality_credit"), currency)
            lines.append(mark("%(id)s: %(price)s − %(points)s × %(credit)s = %(adjusted)s", credit=credit, **given))
    return lines
