"""Best proposal (方案择优·比选): weighted points for the proposal and for the price.

Practice: Guangdong's platforms. Law, by analogy: criteria and weights stand in the notice and nothing else counts
(招标投标法实施条例 Art 49); the price formula is that of comprehensive scoring, lowest valid price divided by the
price (财政部令87号 Art 55); equal totals go to the lower price (财政部令87号 Art 57), then to the lot. The share of
the price, 10 to 40 %, and three candidates where fiscal money pays are the project's own defaults.

Rounding: each criterion's points and the price points are rounded half up to two decimals, then added.
"""

from fractions import Fraction

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import decimal_text, half_up, money_text, plain_text
from marketplace.domain.selection.prices import PRICE_FIELDS, abnormally_low, prices_of, unusable_price
from marketplace.domain.selection.steps import Ranked, Ranking, equals_together
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

CODE = "proposal_merit"
VERSION = "1"
LABEL = mark("Best proposal")
SUMMARY = mark("Reviewers score the proposals by published criteria; points for the price are added; most points win.")
MINIMUM_CANDIDATES = {"below_threshold": 3, "gov_procurement": 3, "state_enterprise": 2, "private": 2}
PLACES_OF_POINTS = 2
WHOLE_WEIGHT = 100
SETTINGS = (
    *PRICE_FIELDS,
    Field(
        name="criteria",
        kind="records",
        description=mark("Published criteria: code, weight in points of 100, most points that a reviewer can give"),
        citation="招标投标法实施条例 Art 49 (no criterion that is not in the notice)",
        required="always",
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
    ),
    Field(
        name="price_weight",
        kind="number",
        description=mark("Share of the price, in points of 100"),
        citation="财政部令87号 Art 55, by analogy; 10 to 40 is the project's own default",
        required="always",
        minimum=10,
        maximum=40,
    ),
    Field(
        name="price_formula",
        kind="choice",
        description=mark("low_price_ratio: price weight × lowest valid price ÷ price, half up to two decimals"),
        citation="财政部令87号 Art 55",
        default="low_price_ratio",
        choices=("low_price_ratio",),
    ),
    Field(
        name="minimum_reviewers",
        kind="whole",
        description=mark("Fewest reviewers whose points make the averages; held to when evaluation closes"),
        citation="The project's own default",
        default=3,
        minimum=1,
    ),
)

EXAMPLE = {
    "settings": {
        "regime": "below_threshold",
        "currency": "CNY",
        "ceiling_price": "120000",
        "price_weight": "20",
        "criteria": [
            {"code": "method", "weight": "50", "max_points": "10"},
            {"code": "team", "weight": "30", "max_points": "10"},
        ],
    },
    "candidates": [
        {"id": "Alder Survey", "price": "98000", "scores": {"method": "8.5", "team": "7"}},
        {"id": "Birch Testing", "price": "91500.50", "scores": {"method": "7.25", "team": "9"}},
        {"id": "Cedar Appraisal", "price": "118000", "scores": {"method": "9.3333", "team": "8"}},
        {"id": "Dogwood Review", "price": "125000", "scores": {"method": "9", "team": "9"}},
    ],
    "seed": "5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed5eed",
}


def check(settings: Values) -> None:
    """Codes are distinct; the weights and the price weight add up to 100."""
    codes = [criterion.label("code") for criterion in settings.records("criteria")]
    if len(set(codes)) < len(codes):
        raise SelectionInputError(mark("settings.criteria: two criteria have one code: give each its own"))
    total = settings.number("price_weight") + sum(row.number("weight") for row in settings.records("criteria"))
    if total != WHOLE_WEIGHT:
        raise SelectionInputError(
            mark(
                "settings: the weights of the criteria and price_weight add up to %(total)s: make it %(whole)s",
                total=plain_text(total),
                whole=WHOLE_WEIGHT,
            )
        )


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    """Exclude an unusable price; a bid that takes part must have points for exactly the published criteria."""
    unusable = unusable_price(candidate, settings)
    if unusable is not None:
        return unusable
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
    return None


def rank(candidates: tuple[Candidate, ...], settings: Values, _seed: bytes | None) -> Ranking:
    """Order by total, then by price; what is equal in both stays equal."""
    prices = prices_of(candidates)
    warnings = abnormally_low(prices, settings)
    lowest = min(prices.values())
    parts = {candidate.id: _parts(candidate, prices[candidate.id], lowest, settings) for candidate in candidates}
    totals = {id_: sum(points.values(), Fraction(0)) for id_, points in parts.items()}
    ranked = {
        id_: Ranked(id_, decimal_text(total, PLACES_OF_POINTS), (_reason(total, prices[id_], settings), *warnings[id_]))
        for id_, total in totals.items()
    }
    groups = equals_together(ranked, {id_: (-total, prices[id_]) for id_, total in totals.items()})
    return Ranking(groups, _arithmetic(candidates, prices, lowest, parts, settings))


def _parts(candidate: Candidate, price: int, lowest: int, settings: Values) -> dict[str, Fraction]:
    points = {
        row.label("code"): half_up(
            candidate.scores[row.label("code")] * row.number("weight") / row.number("max_points"), PLACES_OF_POINTS
        )
        for row in settings.records("criteria")
    }
    return points | {"": half_up(settings.number("price_weight") * lowest / price, PLACES_OF_POINTS)}


def _reason(total: Fraction, price: int, settings: Values) -> Text:
    currency = settings.label("currency")
    return mark(
        "%(total)s points of %(whole)s at the price %(price)s %(currency)s",
        total=decimal_text(total, PLACES_OF_POINTS),
        whole=WHOLE_WEIGHT,
        price=money_text(price, currency),
        currency=currency,
    )


def _arithmetic(
    candidates: tuple[Candidate, ...],
    prices: dict[str, int],
    lowest: int,
    parts: dict[str, dict[str, Fraction]],
    settings: Values,
) -> tuple[Text, ...]:
    currency = settings.label("currency")
    lines = [mark("Points are rounded half up to two decimals, then added")]
    for candidate in candidates:
        points = parts[candidate.id]
        for row in settings.records("criteria"):
            code = row.label("code")
            lines.append(
                mark(
                    "%(id)s, %(criterion)s: %(given)s ÷ %(most)s × %(weight)s = %(points)s",
                    id=candidate.id,
                    criterion=code,
                    given=plain_text(candidate.scores[code]),
                    most=plain_text(row.number("max_points")),
                    weight=plain_text(row.number("weight")),
                    points=decimal_text(points[code], PLACES_OF_POINTS),
                )
            )
        lines.append(
            mark(
                "%(id)s, price: %(lowest)s ÷ %(price)s × %(weight)s = %(points)s",
                id=candidate.id,
                lowest=money_text(lowest, currency),
                price=money_text(prices[candidate.id], currency),
                weight=plain_text(settings.number("price_weight")),
                points=decimal_text(points[""], PLACES_OF_POINTS),
            )
        )
        lines.append(
            mark(
                "%(id)s, total: %(sum)s = %(total)s",
                id=candidate.id,
                sum=" + ".join(decimal_text(part, PLACES_OF_POINTS) for part in points.values()),
                total=decimal_text(sum(points.values(), Fraction(0)), PLACES_OF_POINTS),
            )
        )
    return tuple(lines)
