"""Best proposal (方案择优·比选): weighted points for the proposal and for the price.

Practice: Guangdong's platforms. Law, by analogy: criteria and weights stand in the notice and nothing else counts
(招标投标法实施条例 Art 49); the price formula is that of comprehensive scoring, lowest valid price divided by the
price (财政部令87号 Art 55); equal totals go to the lower price (财政部令87号 Art 57), then to the lot. The share of
the price, 10 to 40 %, and three candidates where fiscal money pays are the project's own defaults.

Rounding: each criterion's points and the price points are rounded half up to two decimals, then added.

Other tables are settings. Points for the price alone, 35 × lowest ÷ price: ``{"full": "35"}``. Points by deviation
from a benchmark: a deduction (``per_pct_above`` and so on) with what the benchmark is made of. A whole table with
given points beside the price, highest and lowest left out, 1 and 0.5 points for each 2 percent above and below,
steps counted by the displayed percentage, and a final round in which the best four offer once more against the
plain mean of their final prices: ``{"price_weight": "20", "nonprice_weight": "80", "drop_high": 1, "drop_low": 1,
"step_pct": "2", "deduct_above": "1", "deduct_below": "0.5", "step_rounding": "half_up(displayed_pct/2)",
"final_round": {"drop": 0, "top": 4}}``, where ``scores`` holds the given points and the journal the final prices in
the step ``final_round``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketplace.domain.selection.benchmarks import BENCHMARK_FIELDS, check_benchmark
from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.criteria import (
    CRITERIA_FIELDS,
    PLACES_OF_POINTS,
    check_criteria,
    check_points,
    proposal_lines,
    proposal_points,
    whole_points,
)
from marketplace.domain.selection.deviation import DEVIATION_FIELDS, deducts
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import decimal_text, money_text, plain_text
from marketplace.domain.selection.final_round import FINAL, FINAL_ROUND, ask_final, final_prices
from marketplace.domain.selection.price_points import (
    BY_DEVIATION,
    BY_RATIO,
    FULL,
    ROUNDING_FIELDS,
    SCORE_FLOOR,
    PricePoints,
    check_deviation,
    check_floor,
    deviation_points,
    ratio_points,
)
from marketplace.domain.selection.prices import PRICE_FIELDS, abnormally_low, prices_of, unusable_price
from marketplace.domain.selection.quoting import QUOTE
from marketplace.domain.selection.steps import Journal, Ranked, Ranking, Step, equals_together
from marketplace.domain.selection.texts import SelectionInputError, Text, mark
from marketplace.domain.selection.validity import VALIDITY_FIELDS, check_validity, outside_validity

CODE = "proposal_merit"
VERSION = "1"
LABEL = mark("Best proposal")
SUMMARY = mark("Reviewers score the proposals by published criteria; points for the price are added; most points win.")
MINIMUM_CANDIDATES = {"below_threshold": 3, "gov_procurement": 3, "state_enterprise": 2, "private": 2}
PROMISES = ("scale",)
SETTINGS = (
    *PRICE_FIELDS,
    QUOTE,
    *CRITERIA_FIELDS,
    Field(
        name="price_weight",
        kind="number",
        description=mark("Share of the price, in points of 100"),
        citation="财政部令87号 Art 55, by analogy; 10 to 40 is the project's own default",
        required="notice",
        minimum=10,
        maximum=40,
        limited="notice",
    ),
    FULL,
    Field(
        name="price_formula",
        kind="choice",
        description=mark(
            "low_price_ratio: points × lowest valid price ÷ price; benchmark_deviation: points less what is lost by "
            "deviation from the benchmark. Left out: benchmark_deviation where a deduction is given, else the ratio"
        ),
        citation="财政部令87号 Art 55",
        choices=(BY_RATIO, BY_DEVIATION),
    ),
    *VALIDITY_FIELDS,
    *BENCHMARK_FIELDS,
    *DEVIATION_FIELDS,
    SCORE_FLOOR,
    *ROUNDING_FIELDS,
    FINAL_ROUND,
    Field(
        name="minimum_reviewers",
        kind="whole",
        description=mark("Fewest reviewers whose points make the averages; held to when evaluation closes"),
        citation="The project's own default",
        default=3,
        filled_by="calculation",
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
    """The points for the price are named once; they, the criteria and the formula fit each other."""
    full, weight = settings.number_if_given("full"), settings.number_if_given("price_weight")
    if full is None and weight is None:
        raise SelectionInputError(mark("settings.price_weight is missing: give it"))
    if None not in {full, weight} and full != weight:
        raise SelectionInputError(mark("settings: full and price_weight are the same points: give one of them"))
    points = _price_points(settings)
    check_criteria(settings, points)
    check_validity(settings)
    check_benchmark(settings)
    if _formula(settings) == BY_DEVIATION:
        check_deviation(settings)
        check_floor(settings, points)
    elif deducts(settings):
        raise SelectionInputError(
            mark("settings: price_formula low_price_ratio takes no deduction: leave the one or the other out")
        )


def exclude(candidate: Candidate, settings: Values) -> Text | None:
    """Exclude an unusable price; a bid that takes part must have points for exactly the published criteria."""
    unusable = unusable_price(candidate, settings) or outside_validity(candidate, settings)
    if unusable is None:
        check_points(candidate, settings)
    return unusable


def next_step(settings: Values, journal: Journal, _seed: bytes | None) -> Step:
    """Score all; where there is a final round, ask the best once more and put those who answered first."""
    proposals = {candidate.id: proposal_points(candidate, settings) for candidate in journal.candidates}
    prices = prices_of(journal.candidates)
    formula = deviation_points if _formula(settings) == BY_DEVIATION else ratio_points
    first = _scored(proposals, prices, formula(prices, settings, _price_points(settings)))
    terms = settings.record("final_round")
    lines = [
        mark("Points are rounded half up to two decimals, then added"),
        *first.by_price.shared,
        *_arithmetic(journal.candidates, first, settings),
    ]
    if terms is None:
        ranked = {id_: _ranked(first, id_, settings, {}, "") for id_ in prices}
        return _ranking(ranked, first.places, prices, settings, lines)
    if FINAL not in journal.answers:
        return ask_final(terms, first.places)
    final_by_id, unusable = final_prices(journal.answers[FINAL], settings)
    if not final_by_id:
        everybody = {id_: _ranked(first, id_, settings, {}, "_round1") for id_ in prices}
        nobody = mark("Nobody gave a final price that counts")
        return Ranking(equals_together(everybody, first.places), (*lines, *unusable), failed=nobody)
    final = _scored(proposals, final_by_id, _final_points(final_by_id, settings, terms))
    finalists = tuple(candidate for candidate in journal.candidates if candidate.id in final_by_id)
    ranked = {id_: _ranked(first, id_, settings, {}, "_round1") for id_ in prices}
    ranked |= {id_: _ranked(final, id_, settings, ranked[id_].figures, "_final") for id_ in final_by_id}
    places: dict[str, tuple[Fraction | int, ...]] = {id_: (1, *place) for id_, place in first.places.items()}
    places |= {id_: (0, *place) for id_, place in final.places.items()}
    closing = [*lines, *unusable, mark("Final round"), *final.by_price.shared]
    closing += _arithmetic(finalists, final, settings)
    return _ranking(ranked, places, prices | final_by_id, settings, closing)


@dataclass(frozen=True)
class _Scored:
    proposals: Mapping[str, dict[str, Fraction]]
    prices: Mapping[str, int]
    by_price: PricePoints
    totals: Mapping[str, Fraction]
    places: Mapping[str, tuple[Fraction | int, ...]]


def _scored(proposals: Mapping[str, dict[str, Fraction]], prices: Mapping[str, int], by_price: PricePoints) -> _Scored:
    totals = {id_: sum(proposals[id_].values(), by_price.points[id_]) for id_ in prices}
    places: dict[str, tuple[Fraction | int, ...]] = {id_: (-total, prices[id_]) for id_, total in totals.items()}
    return _Scored(proposals, prices, by_price, totals, places)


def _final_points(prices: Mapping[str, int], settings: Values, terms: Values) -> PricePoints:
    full = _price_points(settings)
    if _formula(settings) == BY_RATIO:
        return ratio_points(prices, settings, full)
    drop = terms.count("drop")
    return deviation_points(prices, settings, full, (drop, drop), terms.count("displayed_pct_places"))


def _formula(settings: Values) -> str:
    if settings.has("price_formula"):
        return settings.label("price_formula")
    return BY_DEVIATION if deducts(settings) else BY_RATIO


def _price_points(settings: Values) -> Fraction:
    return settings.number("full" if settings.has("full") else "price_weight")


def _places(settings: Values) -> int:
    return max(PLACES_OF_POINTS, settings.count("score_places"))


def _ranked(scored: _Scored, id_: str, settings: Values, before: Mapping[str, str], suffix: str) -> Ranked:
    currency, total = settings.label("currency"), decimal_text(scored.totals[id_], _places(settings))
    reason = mark(
        "%(total)s points of %(whole)s at the price %(price)s %(currency)s",
        total=total,
        whole=plain_text(whole_points(settings, _price_points(settings))),
        price=money_text(scored.prices[id_], currency),
        currency=currency,
    )
    figures = {_in_round(name, suffix): text for name, text in scored.by_price.figures[id_].items()}
    return Ranked(id_, total, (reason,), {**before, **figures, f"total{suffix}": total})


def _in_round(name: str, suffix: str) -> str:
    unit = "_pct" if name.endswith("_pct") else ""
    return f"{name.removesuffix(unit)}{suffix}{unit}"


def _ranking(
    ranked: Mapping[str, Ranked],
    places: Mapping[str, tuple[Fraction | int, ...]],
    prices: Mapping[str, int],
    settings: Values,
    lines: list[Text],
) -> Ranking:
    warnings = abnormally_low(prices, settings)
    told = {id_: Ranked(id_, each.score, (*each.reasons, *warnings[id_]), each.figures) for id_, each in ranked.items()}
    return Ranking(equals_together(told, places), tuple(lines))


def _arithmetic(candidates: tuple[Candidate, ...], scored: _Scored, settings: Values) -> list[Text]:
    places = settings.count("score_places")
    lines = []
    for candidate in candidates:
        id_, points = candidate.id, scored.proposals[candidate.id]
        parts = [decimal_text(part, PLACES_OF_POINTS) for part in points.values()]
        parts.append(decimal_text(scored.by_price.points[id_], places))
        lines += proposal_lines(candidate, points, settings)
        lines.append(scored.by_price.line_of[id_])
        lines.append(
            mark(
                "%(id)s, total: %(sum)s = %(total)s",
                id=id_,
                sum=" + ".join(parts),
                total=decimal_text(scored.totals[id_], _places(settings)),
            )
        )
    return lines
