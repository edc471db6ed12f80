"""Points for the proposal: by published criteria with weights, or, in a mere calculation, given as they are."""

from fractions import Fraction

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import decimal_text, half_up, plain_text
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

PLACES_OF_POINTS = 2
WHOLE_WEIGHT = 100
CRITERIA = Field(
    name="criteria",
    kind="records",
    description=mark("Published criteria: code, weight in points of 100, most points that a reviewer can give"),
    citation="招标投标法实施条例 Art 49 (no criterion that is not in the notice)",
    required="notice",
    columns=(
        Field(
            name="code",
            kind="label",
            description=mark("Short name under which points are given"),
            citation="招标投标法实施条例 Art 49",
            required="always",
        ),
        Field(
            name="weight",
            kind="number",
            description=mark("Share of the total, in points of 100"),
            citation="财政部令87号 Art 55 (weights and points stand in the notice)",
            required="always",
            maximum=WHOLE_WEIGHT,
        ),
        Field(
            name="max_points",
            kind="number",
            description=mark("Most points that a reviewer can give"),
            citation="财政部令87号 Art 55 (weights and points stand in the notice)",
            default="100",
            minimum=1,
        ),
    ),
)
NONPRICE_WEIGHT = Field(
    name="nonprice_weight",
    kind="number",
    description=mark(
        "Instead of criteria: the scores of a candidate are its points for everything but the price, at most this many"
    ),
    citation="Practice: published tables that give the points beside the price as one figure",
    maximum=WHOLE_WEIGHT,
)
CRITERIA_FIELDS = (CRITERIA, NONPRICE_WEIGHT)


def check_criteria(settings: Values, price_points: Fraction) -> None:
    """Codes are distinct; the weights with the points for the price add up to 100; raises ``SelectionInputError``."""
    rows = settings.records("criteria")
    if settings.has("nonprice_weight"):
        _check_whole(rows, settings.number("nonprice_weight") + price_points)
        return
    codes = [criterion.label("code") for criterion in rows]
    if len(set(codes)) < len(codes):
        raise SelectionInputError(mark("settings.criteria: two criteria have one code: give each its own"))
    total = price_points + sum(row.number("weight") for row in rows)
    if rows and total != WHOLE_WEIGHT:
        raise SelectionInputError(
            mark(
                "settings: the weights of the criteria and price_weight add up to %(total)s: make it %(whole)s",
                total=plain_text(total),
                whole=WHOLE_WEIGHT,
            )
        )


def _check_whole(rows: tuple[Values, ...], total: Fraction) -> None:
    if rows:
        raise SelectionInputError(mark("settings: give criteria or nonprice_weight, not both"))
    if total > WHOLE_WEIGHT:
        raise SelectionInputError(
            mark(
                "settings: nonprice_weight and the points for the price add up to %(total)s: at most %(whole)s",
                total=plain_text(total),
                whole=WHOLE_WEIGHT,
            )
        )


def check_points(candidate: Candidate, settings: Values) -> None:
    """A bid that takes part has points for exactly the published criteria; raises ``SelectionInputError``."""
    if settings.has("nonprice_weight"):
        given, whole = sum(candidate.scores.values()), settings.number("nonprice_weight")
        if given > whole:
            raise SelectionInputError(
                mark(
                    "candidates: %(id)s has more points than the %(most)s of nonprice_weight: lower them",
                    id=candidate.id,
                    most=plain_text(whole),
                )
            )
        return
    most = {row.label("code"): row.number("max_points") for row in settings.records("criteria")}
    for code in candidate.scores:
        if code not in most:
            raise SelectionInputError(
                mark(
                    "candidates: %(id)s has points for %(criterion)s, which is no published criterion: leave them out",
                    id=candidate.id,
                    criterion=code,
                )
            )
    for code, maximum in most.items():
        if code not in candidate.scores:
            raise SelectionInputError(
                mark("candidates: %(id)s has no points for %(criterion)s: give them", id=candidate.id, criterion=code)
            )
        if candidate.scores[code] > maximum:
            raise SelectionInputError(
                mark(
                    "candidates: %(id)s has more points for %(criterion)s than the %(most)s that it allows: lower them",
                    id=candidate.id,
                    criterion=code,
                    most=plain_text(maximum),
                )
            )


def whole_points(settings: Values, price_points: Fraction) -> Fraction:
    """Most points that anybody can have, the price included."""
    given = settings.number_if_given("nonprice_weight")
    if given is not None:
        return price_points + given
    return price_points + sum((row.number("weight") for row in settings.records("criteria")), Fraction(0))


def proposal_points(candidate: Candidate, settings: Values) -> dict[str, Fraction]:
    """Points by criterion, each rounded half up to two decimals; given points as one part each."""
    if settings.has("nonprice_weight"):
        return {code: half_up(points, PLACES_OF_POINTS) for code, points in sorted(candidate.scores.items())}
    return {
        row.label("code"): half_up(
            candidate.scores[row.label("code")] * row.number("weight") / row.number("max_points"), PLACES_OF_POINTS
        )
        for row in settings.records("criteria")
    }


def proposal_lines(candidate: Candidate, points: dict[str, Fraction], settings: Values) -> list[Text]:
    """One candidate's arithmetic, criterion by criterion; given points need none."""
    return [
        mark(
            "%(id)s, %(criterion)s: %(given)s ÷ %(most)s × %(weight)s = %(points)s",
            id=candidate.id,
            criterion=row.label("code"),
            given=plain_text(candidate.scores[row.label("code")]),
            most=plain_text(row.number("max_points")),
            weight=plain_text(row.number("weight")),
            points=decimal_text(points[row.label("code")], PLACES_OF_POINTS),
        )
        for row in settings.records("criteria")
    ]
