"""Points lost by lying above or below a benchmark, linear or by steps, with a slope of its own on each side."""

import math
import re
from dataclasses import dataclass
from fractions import Fraction

from marketplace.domain.selection.canonical import shown
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.figures import decimal_text, half_up, plain_text, read_number
from marketplace.domain.selection.texts import SelectionInputError, Text, mark

_STEPPING = re.compile(r"(linear|ceil|floor|half_up)(?:\((displayed_pct|pct)(?:/([0-9.]+))?\))?")
DEFAULT_STEP = Fraction(1)
"""One percent, where neither step_pct nor step_rounding names a step."""
PCT_PLACES = 2
"""Decimals in which a deviation is told where the rule does not say in how many it is displayed."""

PER_PCT_ABOVE = Field(
    name="per_pct_above",
    kind="number",
    description=mark("Points lost for each percent above the benchmark"),
    citation="Practice: evaluation rules by deviation from 评标基准价",
)
PER_PCT_BELOW = Field(
    name="per_pct_below",
    kind="number",
    description=mark("Points lost for each percent below the benchmark"),
    citation="Practice: evaluation rules by deviation from 评标基准价",
)
DEDUCT_ABOVE = Field(
    name="deduct_above",
    kind="number",
    description=mark("Points lost for each step of step_pct above the benchmark; give this or per_pct_above"),
    citation="Practice: evaluation rules by deviation from 评标基准价",
)
DEDUCT_BELOW = Field(
    name="deduct_below",
    kind="number",
    description=mark("Points lost for each step of step_pct below the benchmark; give this or per_pct_below"),
    citation="Practice: evaluation rules by deviation from 评标基准价",
)
STEP_PCT = Field(
    name="step_pct",
    kind="number",
    description=mark("Percent of deviation that make one step; 1 if left out"),
    citation="Practice: evaluation rules by deviation from 评标基准价",
)
STEP_ROUNDING = Field(
    name="step_rounding",
    kind="label",
    description=mark(
        "How steps are counted: linear (parts of a step count in part), ceil (each started step counts whole), floor "
        "(only full steps) or half_up. With (displayed_pct/2) behind it the deviation is first rounded half up to "
        "displayed_pct_places decimals, and the number is the step"
    ),
    citation="Practice: evaluation rules by deviation from 评标基准价 (不足1%按1%计)",
    default="linear",
)
DISPLAYED_PCT_PLACES = Field(
    name="displayed_pct_places",
    kind="whole",
    description=mark("Decimals of the displayed deviation, where step_rounding counts by displayed_pct"),
    citation="Practice: published tables whose points follow from the rounded deviation",
    default=0,
    maximum=4,
)
DEVIATION_FIELDS = (
    PER_PCT_ABOVE,
    PER_PCT_BELOW,
    DEDUCT_ABOVE,
    DEDUCT_BELOW,
    STEP_PCT,
    STEP_ROUNDING,
    DISPLAYED_PCT_PLACES,
)
DEDUCTIONS = (PER_PCT_ABOVE.name, PER_PCT_BELOW.name, DEDUCT_ABOVE.name, DEDUCT_BELOW.name)


@dataclass(frozen=True)
class Deviation:
    """How far a price lies from the benchmark: percent as text, in how many steps, points lost for each."""

    text: str
    steps: Fraction
    rate: Fraction

    @property
    def lost(self) -> Fraction:
        """Points lost."""
        return self.steps * self.rate


@dataclass(frozen=True)
class DeviationRule:
    """``displayed`` decimals to which the percentage is first rounded, or None; ``above``, ``below`` a step."""

    stepping: str
    displayed: int | None
    step: Fraction
    above: Fraction
    below: Fraction

    def of(self, price: int, benchmark: Fraction) -> Deviation:
        """The deviation of a price (minor units) from a benchmark above zero."""
        exact = (price - benchmark) / benchmark * 100
        percent = exact if self.displayed is None else half_up(exact, self.displayed)
        steps = abs(percent) / self.step
        if self.stepping != "linear":
            steps = _whole_steps(steps, self.stepping)
        rate = self.above if percent > 0 else self.below
        text = decimal_text(percent, PCT_PLACES if self.displayed is None else self.displayed)
        return Deviation(text, steps, rate)


def deducts(settings: Values) -> bool:
    """Whether any point is lost by deviation at all."""
    return any(settings.has(name) for name in DEDUCTIONS)


def deviation_rule(settings: Values, displayed_places: int | None = None) -> DeviationRule:
    """The rule as set; a side for which nothing is given loses nothing. Raises ``SelectionInputError``.

    ``displayed_places`` replaces ``displayed_pct_places`` in a later round.
    """
    written = settings.label("step_rounding")
    read = _STEPPING.fullmatch(written)
    if read is None:
        raise SelectionInputError(
            mark(
                "settings.step_rounding is %(value)s: write linear, ceil, floor or half_up, alone or followed by "
                "(displayed_pct/2)",
                value=shown(written),
            )
        )
    step = _step(settings, read[3])
    places = displayed_places if displayed_places is not None else settings.count("displayed_pct_places")
    return DeviationRule(
        stepping=read[1],
        displayed=places if read[2] == "displayed_pct" else None,
        step=step,
        above=_rate(settings, "above", step),
        below=_rate(settings, "below", step),
    )


def deviation_line(id_: str, found: Deviation, full: Fraction, floor: Fraction, points: str) -> Text:
    """One candidate's arithmetic."""
    return mark(
        "%(id)s, price: %(deviation)s %% from the benchmark; %(full)s − %(steps)s × %(rate)s, not below %(floor)s: "
        "%(points)s",
        id=id_,
        deviation=found.text,
        full=plain_text(full),
        steps=plain_text(found.steps),
        rate=plain_text(found.rate),
        floor=plain_text(floor),
        points=points,
    )


def _step(settings: Values, written: str | None) -> Fraction:
    given = settings.number_if_given("step_pct")
    named = None if written is None else read_number(written, "settings.step_rounding")
    if given is not None and named is not None and given != named:
        raise SelectionInputError(
            mark("settings.step_pct and settings.step_rounding name different steps: make them one")
        )
    step = given if given is not None else named if named is not None else DEFAULT_STEP
    if step == 0:
        raise SelectionInputError(mark("settings.step_pct is zero: give a step above zero"))
    return step


def _rate(settings: Values, side: str, step: Fraction) -> Fraction:
    per_step, per_percent = settings.number_if_given(f"deduct_{side}"), settings.number_if_given(f"per_pct_{side}")
    if per_step is not None and per_percent is not None:
        raise SelectionInputError(
            mark("settings: give deduct_%(side)s (a step) or per_pct_%(side)s (a percent), not both", side=side)
        )
    if per_percent is not None:
        return per_percent * step
    return per_step if per_step is not None else Fraction(0)


def _whole_steps(steps: Fraction, stepping: str) -> Fraction:
    if stepping == "half_up":
        return half_up(steps, 0)
    return Fraction(math.ceil(steps) if stepping == "ceil" else math.floor(steps))
