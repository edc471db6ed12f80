"""How many evaluators a merit selection needs and how their points become one figure. Pure."""

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from marketplace.domain.regimes.states import Regime
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

MINIMUM_EVALUATORS = 3
"""Evaluators who have scored every valid bid [own default; 财政部令87 Art 47 asks five for larger purchases]."""

MINIMUM_OF_A_PRIVATE_BUYER = 1
"""The same with private funds, where one may do [own default; 财政部令87 binds public funds alone]."""

ACT_WITHIN = 1
"""Working days that an evaluator has for the own sheets, and for a yes to what was proposed; then an approver may
release whoever let the others wait [ours]; 财政部令87 Art 49 replaces whoever cannot evaluate, and by its Art 61 nobody
holds up the others by saying nothing."""

MOST_DEVIATION_PERCENT = 20
"""Of a criterion's most points: so far agreed points may lie from the mean of the evaluators' own without a reason in
writing [own default; 财政部令87 Art 64(4) lets a panel correct points that it finds far too high or too low]."""

WHOLE_PERCENT = 100
HUNDREDTH = Decimal("0.01")


def fewest_evaluators(regime: Regime) -> int:
    """How many evaluators a tender of that regime needs."""
    return MINIMUM_OF_A_PRIVATE_BUYER if regime is Regime.PRIVATE else MINIMUM_EVALUATORS


def check(points: Mapping[str, int | None], criteria: Sequence[Mapping[str, Any]]) -> None:
    """Raise Invalid unless every published criterion, and no other, has 0 to its maximum of points."""
    faults = {
        criterion["code"]: mark("Give 0 to %(most)s points.", most=criterion["max_points"])
        for criterion in criteria
        if not 0 <= _given(points.get(criterion["code"])) <= criterion["max_points"]
    }
    if faults or set(points) != {criterion["code"] for criterion in criteria}:
        raise Invalid(mark("Score every criterion of the notice, and no other."), fields=faults)


def _given(points: int | None) -> int:
    return -1 if points is None else points


def averages(sheets: Sequence[Mapping[str, int]], codes: Sequence[str]) -> dict[str, str]:
    """The mean of the evaluators' points per criterion, rounded half up to two decimals, as decimal strings."""
    return {
        code: str((Decimal(sum(sheet[code] for sheet in sheets)) / len(sheets)).quantize(HUNDREDTH, ROUND_HALF_UP))
        for code in codes
    }


def deviating(
    points: Mapping[str, int | None], means: Mapping[str, str], criteria: Sequence[Mapping[str, Any]]
) -> list[str]:
    """Labels of the criteria whose agreed points lie further from the mean than `MOST_DEVIATION_PERCENT` allows."""
    return [
        criterion["label"]
        for criterion in criteria
        if abs(_given(points.get(criterion["code"])) - Decimal(means[criterion["code"]])) * WHOLE_PERCENT
        > criterion["max_points"] * MOST_DEVIATION_PERCENT
    ]
