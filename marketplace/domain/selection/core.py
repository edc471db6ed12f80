"""Running a method: which candidates count, step after step, equals parted by lot, a result that explains itself.

The core knows the five kinds of step and no method. It never decides anything by the order of arrival.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from marketplace.domain.selection.candidates import Candidate, read_candidates
from marketplace.domain.selection.canonical import shown
from marketplace.domain.selection.fields import Values, read_object
from marketplace.domain.selection.figures import CURRENCIES
from marketplace.domain.selection.method import Method
from marketplace.domain.selection.quoting import priced
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.selection.results import Result, Standing, settle
from marketplace.domain.selection.rounds import Entry, answers_to, read_entries
from marketplace.domain.selection.steps import Answer, Draw, Excluded, Journal, Ranking
from marketplace.domain.selection.texts import MethodError, SelectionInputError, Text, in_english, mark

RUN_NAMES = ("settings", "candidates", "seed", "journal")


_SEED = re.compile(r"(?:[0-9a-fA-F]{2}){1,64}")


def find(method_code: object) -> Method:
    """The method of a code; raises ``SelectionInputError``."""
    if not isinstance(method_code, str) or method_code not in METHODS:
        raise SelectionInputError(
            mark(
                "There is no selection method %(code)s: choose one of %(known)s",
                code=shown(method_code),
                known=", ".join(METHODS),
            )
        )
    return METHODS[method_code]


def check_notice(method_code: str, settings: object) -> Values:
    """Read the settings that a notice is about to publish; raises ``SelectionInputError`` with what to mend."""
    return find(method_code).read_settings(settings, notice=True)


def run(method_code: str, document: object) -> dict[str, object]:
    """Compute from a document: ``{"settings": {…}, "candidates": […], "seed"?: "hex", "journal"?: […]}``.

    Answers ``{"winner", "failed", "ranking", "excluded", "arithmetic"}`` (and ``pending`` while it waits) with every
    text in English; a place of the ranking also has ``figures`` where the method computed any. Raises
    ``SelectionInputError``, and nothing else, for input that cannot be used.
    """
    given = read_object(document, RUN_NAMES, "the document")
    result = select(
        method_code, given.get("settings", {}), given.get("candidates"), given.get("seed"), given.get("journal", [])
    )
    told = {name: in_english(part) for name, part in result.document().items()}
    return told | {"ranking": [_with_figures(standing) for standing in result.ranking]}


def _with_figures(standing: Standing) -> dict[str, object]:
    told = {name: in_english(part) for name, part in standing.document().items()}
    return told | {"figures": dict(standing.figures)} if standing.figures else told


def select(method_code: str, settings: object, candidates: object, seed: object, journal: object = ()) -> Result:
    """Run the method of that code; the shapes are those of ``decide``."""
    return decide(find(method_code), settings, candidates, seed, journal)


def decide(method: Method, settings: object, candidates: object, seed: object, journal: object = ()) -> Result:
    """Run one method over raw input.

    ``settings``: an object of the method's own fields. ``candidates``: ``[{"id", "price"?, "scores"?, "credit"?,
    "invalid_because"?, "discount_rate"?}]`` with decimal strings. ``seed``: hexadecimal digits or None.
    ``journal``: ``[{"step", "by", "at", "data"}]``. Raises ``SelectionInputError`` for unusable input.
    """
    values = method.read_settings(settings)
    places = CURRENCIES[values.label("currency")]
    everybody, quoted = priced(read_candidates(candidates, places), values)
    entries = read_entries(journal)
    seed_bytes = _seed(seed)
    valid, excluded = _sift(method, everybody, values)
    minimum = fewest(method, values)
    if len(valid) < minimum:
        failed = mark(
            "%(count)s valid candidates, and at least %(minimum)s are needed",
            count=len(valid),
            minimum=minimum,
        )
        arithmetic = mark(
            "%(all)s candidates − %(excluded)s excluded = %(count)s valid; needed: %(minimum)s",
            all=len(everybody),
            excluded=len(excluded),
            count=len(valid),
            minimum=minimum,
        )
        _nothing_unasked(entries, ())
        return Result(None, failed, None, (), excluded, (*quoted, arithmetic))
    return _walk(method, values, valid, excluded, _Given(entries, seed_bytes, places, quoted))


def fewest(method: Method, values: Values) -> int:
    """How many valid candidates a selection by these settings needs: the regime's number, or the operator's own."""
    return values.whole("minimum_candidates") or method.minimum_candidates[values.label("regime")]


@dataclass(frozen=True)
class _Given:
    entries: tuple[Entry, ...]
    seed: bytes | None
    places: int
    quoted: tuple[Text, ...]


def _seed(raw: object) -> bytes | None:
    if raw is None:
        return None
    if isinstance(raw, str) and _SEED.fullmatch(raw):
        return bytes.fromhex(raw)
    raise SelectionInputError(
        mark("seed is %(value)s: write an even number of hexadecimal digits, at most 128", value=shown(raw))
    )


def _sift(
    method: Method, everybody: Sequence[Candidate], values: Values
) -> tuple[tuple[Candidate, ...], tuple[Excluded, ...]]:
    valid, excluded = [], []
    for candidate in everybody:
        if candidate.invalid_because is not None:
            reason: Text | None = mark("Invalid: %(reason)s", reason=candidate.invalid_because)
        else:
            reason = method.exclude(candidate, values)
        if reason is None:
            valid.append(candidate)
        else:
            excluded.append(Excluded(candidate.id, reason))
    return tuple(valid), tuple(excluded)


def _walk(
    method: Method, values: Values, valid: tuple[Candidate, ...], excluded: tuple[Excluded, ...], given: _Given
) -> Result:
    answers: dict[str, tuple[Answer, ...]] = {}
    lines = [*given.quoted]
    while True:
        step = method.next_step(values, Journal(valid, dict(answers)), given.seed)
        if isinstance(step, Ranking):
            _nothing_unasked(given.entries, answers)
            return settle(step, [candidate.id for candidate in valid], excluded, lines, given.seed)
        if step.name in answers:
            message = f"{method.code} asked twice for the step {step.name}"
            raise MethodError(message)
        mine = [entry for entry in given.entries if entry.step == step.name]
        found = answers_to(step, mine, given.seed, given.places)
        if found is None:
            _nothing_unasked(given.entries, (*answers, step.name))
            return Result(None, None, step, (), excluded, tuple(lines))
        answers[step.name] = found
        if isinstance(step, Draw):
            lines.append(mark("Draw %(step)s: %(order)s", step=step.name, order=", ".join(found[0].order)))


def _nothing_unasked(entries: Sequence[Entry], asked: Collection[str]) -> None:
    for entry in entries:
        if entry.step not in asked:
            raise SelectionInputError(
                mark("journal: the step %(step)s was never asked for: leave it out", step=entry.step)
            )
