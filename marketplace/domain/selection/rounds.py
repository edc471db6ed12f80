"""Reading the journal: whether a step has been answered, and what was answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketplace.domain.selection.candidates import read_scores
from marketplace.domain.selection.canonical import shown
from marketplace.domain.selection.draw import draw_order, step_seed
from marketplace.domain.selection.fields import read_fields, read_list, read_object
from marketplace.domain.selection.figures import plain_text, read_label, read_reason
from marketplace.domain.selection.steps import Answer, Asked, Choose, Collect, Draw, Score
from marketplace.domain.selection.texts import SelectionInputError, mark

PLATFORM = "platform"
"""Who closes a step: ``{"step": …, "by": "platform", "at": …, "data": {"closed": true}}``."""
SEED = "seed"
"""Who answers a draw."""


@dataclass(frozen=True)
class Entry:
    """One line of the journal: which step, who answered, when (as text), and the answer as given."""

    step: str
    by: str
    at: str
    data: Mapping[str, object]


def read_entries(raw: object) -> tuple[Entry, ...]:
    """Read ``[{"step", "by", "at", "data"}]``; the order of the lines is kept. Raises ``SelectionInputError``."""
    entries = []
    for index, line in enumerate(read_list(raw, "journal")):
        here = f"journal[{index}]"
        given = read_object(line, ("step", "by", "at", "data"), here)
        data = given.get("data")
        if not isinstance(data, Mapping):
            raise SelectionInputError(
                mark("%(label)s is %(value)s: write an object {…}", label=f"{here}.data", value=shown(data))
            )
        step, by, at = (read_label(given.get(name), f"{here}.{name}") for name in ("step", "by", "at"))
        entries.append(Entry(step, by, at, data))
    return tuple(entries)


def answers_to(step: Asked, entries: Sequence[Entry], seed: bytes | None, places: int) -> tuple[Answer, ...] | None:
    """The answers to a step, or None while it waits.

    ``entries`` are those of this step. Raises ``SelectionInputError`` for an answer that the step does not admit.
    """
    if isinstance(step, Draw):
        if entries:
            raise SelectionInputError(
                mark("journal: %(step)s is a draw, computed from the seed: leave the entry out", step=step.name)
            )
        return None if seed is None else (_drawn(step, seed),)
    if isinstance(step, Choose):
        return _choice(step, entries)
    given = _before_closing(step, entries)
    answers = tuple(_answer(step, entry, places) for entry in given)
    everybody = bool(step.who) and set(step.who) <= {answer.by for answer in answers}
    return answers if everybody or len(given) < len(entries) else None


def _before_closing(step: Collect | Score | Choose, entries: Sequence[Entry]) -> Sequence[Entry]:
    closing = [entry for entry in entries if entry.by == PLATFORM]
    if not closing:
        return entries
    if closing[0] is not entries[-1] or closing[0].data != {"closed": True}:
        raise SelectionInputError(
            mark(
                'journal: %(step)s: the platform only closes a step, once, last and with the data {"closed": true}',
                step=step.name,
            )
        )
    return entries[:-1]


def _answer(step: Collect | Score, entry: Entry, places: int) -> Answer:
    if step.who and entry.by not in step.who:
        raise SelectionInputError(
            mark("journal: %(step)s: %(by)s was not asked: leave the answer out", step=step.name, by=entry.by)
        )
    here = f"journal: {step.name}: {entry.by}"
    if isinstance(step, Collect):
        return Answer(entry.by, entry.at, values=read_fields(step.asks, entry.data, here, places))
    return Answer(entry.by, entry.at, scores=_scores(step, entry.data, here))


def _scores(step: Score, data: Mapping[str, object], here: str) -> Mapping[str, Mapping[str, Fraction]]:
    given = read_object(read_object(data, ("scores",), here).get("scores"), step.among, f"{here}: scores")
    read = {id_: read_scores(given.get(id_), f"{here}: {id_}") for id_ in step.among}
    for id_, points in read.items():
        if points.keys() != step.criteria.keys() or any(points[code] > step.criteria[code] for code in points):
            raise SelectionInputError(
                mark(
                    "%(label)s needs points for exactly these criteria, at most: %(criteria)s",
                    label=f"{here}: {id_}",
                    criteria=", ".join(f"{code} {plain_text(most)}" for code, most in step.criteria.items()),
                )
            )
    return read


def _choice(step: Choose, entries: Sequence[Entry]) -> tuple[Answer, ...] | None:
    """The one choice; nothing where the step was closed before anybody chose."""
    given = _before_closing(step, entries)
    if not given:
        return () if entries else None
    if len(given) > 1:
        raise SelectionInputError(mark("journal: %(step)s is chosen once: keep one entry", step=step.name))
    data = read_object(given[0].data, ("chosen", "reasons"), f"journal: {step.name}")
    chosen = data.get("chosen")
    if not isinstance(chosen, str) or chosen not in step.among:
        raise SelectionInputError(
            mark(
                "journal: %(step)s: %(chosen)s cannot be chosen: choose one of %(among)s",
                step=step.name,
                chosen=shown(chosen),
                among=", ".join(step.among),
            )
        )
    reasons = read_reason(data.get("reasons"), f"journal: {step.name}: reasons")
    return (Answer(given[0].by, given[0].at, chosen=chosen, reasons=reasons),)


def _drawn(step: Draw, seed: bytes) -> Answer:
    return Answer(SEED, "", order=tuple(draw_order(step_seed(seed, step.name), step.tickets)))
