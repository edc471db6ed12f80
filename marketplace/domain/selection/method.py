"""What a file in ``methods/`` declares, gathered into one description.

A method file declares ``CODE``, ``VERSION`` (raised whenever its results could change), ``LABEL``, ``SUMMARY``,
``SETTINGS`` (fields beyond the common ones) and ``MINIMUM_CANDIDATES`` (fewest valid candidates by legal regime; a
regime that is not named there is not allowed), ``EXAMPLE`` (a whole document as ``core.run`` reads it, which finds a
winner; tests and the reference page use it), and its law or practice in its docstring. It implements either
``rank(candidates, settings, seed) -> Ranking`` or ``next_step(settings, journal, seed) -> Step``, and if it needs to
``exclude(candidate, settings) -> Text | None`` and ``check(settings)``, which raises ``SelectionInputError``.

It may also declare ``STEPS``, the kinds of step it asks for by its default settings (none: it only ranks), by which
whoever offers the method knows whether they can run it, ``NEEDS``, some of ``NEEDS_KNOWN``, which is more than bids
bring, and ``PROMISES``, some of ``PROMISES_KNOWN``, to which the tests then hold it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import ModuleType, SimpleNamespace

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values, read_fields, read_object
from marketplace.domain.selection.figures import CURRENCIES
from marketplace.domain.selection.quoting import check_quote
from marketplace.domain.selection.steps import Journal, Ranking, Step
from marketplace.domain.selection.texts import Text, mark

CURRENCY = Field(
    name="currency",
    kind="choice",
    description=mark("Currency of every price; prices are written in its major unit"),
    citation="ISO 4217",
    default=next(iter(CURRENCIES)),
    choices=tuple(CURRENCIES),
)
MINIMUM_CANDIDATES = Field(
    name="minimum_candidates",
    kind="whole",
    description=mark("Fewest valid candidates, where the operator's region departs from the method's own number"),
    citation="政府采购法 Art 36(1) by analogy; regions differ, so the operator may set another number",
    filled_by="operator",
    minimum=1,
)
STEP_KINDS = ("collect", "score", "draw", "choose")
"""The kinds of step that a method may ask for; a draw is answered by the core, the others by people."""
NEEDS_KNOWN = {
    "credit": "Credit points of each candidate, which the platform reckons alike for all.",
    "invitation": "A notice that names the one provider who is asked, and says why.",
}
"""What a method may need beyond the bids and the terms that its settings name."""
PROMISES_KNOWN = {
    "scale": "All prices and amounts times one whole number: the same order.",
    "irrelevant_loser": "A loser who was not there at all: the others keep their order.",
    "monotone": "A lower price, all else equal, never gives a worse place.",
}
"""What a method may promise of its results; the contract tests hold it to every word."""
LEAST_REGIME = "private"
"""Taken by a mere calculation that names no regime: contract law adds no condition of its own."""


@dataclass(frozen=True)
class Method:
    """One selection method, ready to run."""

    code: str
    version: str
    label: Text
    summary: Text
    source: str
    settings: tuple[Field, ...]
    minimum_candidates: Mapping[str, int]
    example: Mapping[str, object]
    next_step: Callable[[Values, Journal, bytes | None], Step]
    exclude: Callable[[Candidate, Values], Text | None]
    check: Callable[[Values], None]
    steps: tuple[str, ...]
    needs: tuple[str, ...]
    promises: tuple[str, ...]

    def read_settings(self, raw: object, *, notice: bool = False) -> Values:
        """Read and check settings; ``notice=True`` also asks for what a published notice must name.

        Raises ``SelectionInputError``.
        """
        currency = read_object(raw, [field.name for field in self.settings], "settings").get("currency")
        currency = read_fields((CURRENCY,), {"currency": currency}, "settings", 0).label("currency")
        values = read_fields(self.settings, raw, "settings", CURRENCIES[currency], notice=notice)
        check_quote(values)
        self.check(values)
        return values


def method_of(file: ModuleType | SimpleNamespace) -> Method:
    """Gather what a method file declares."""
    declared = vars(file)
    minimum: Mapping[str, int] = declared["MINIMUM_CANDIDATES"]
    return Method(
        code=declared["CODE"],
        version=declared["VERSION"],
        label=declared["LABEL"],
        summary=declared["SUMMARY"],
        source=declared["__doc__"],
        settings=(_regime(minimum), CURRENCY, MINIMUM_CANDIDATES, *declared["SETTINGS"]),
        minimum_candidates=minimum,
        example=declared["EXAMPLE"],
        next_step=declared["next_step"] if "next_step" in declared else _in_one_step(declared["rank"]),
        exclude=declared.get("exclude", _keep),
        check=declared.get("check", _accept),
        steps=declared.get("STEPS", ()),
        needs=declared.get("NEEDS", ()),
        promises=declared.get("PROMISES", ()),
    )


def _regime(minimum: Mapping[str, int]) -> Field:
    return Field(
        name="regime",
        kind="choice",
        description=mark("Legal regime of the tender; a regime that is not listed forbids the method"),
        citation="招标投标法 Art 3; 政府采购法 Art 2; 优化营商环境条例 Art 43",
        default=LEAST_REGIME,
        required="notice",
        choices=tuple(minimum),
    )


def _in_one_step(
    rank: Callable[[tuple[Candidate, ...], Values, bytes | None], Ranking],
) -> Callable[[Values, Journal, bytes | None], Step]:
    def next_step(settings: Values, journal: Journal, seed: bytes | None) -> Step:
        return rank(journal.candidates, settings, seed)

    return next_step


def _keep(_candidate: Candidate, _settings: Values) -> Text | None:
    return None


def _accept(_settings: Values) -> None:
    return None
