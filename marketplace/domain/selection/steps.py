"""The five kinds of step, and what the answers to them look like: all that the core knows of any method."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import groupby

from marketplace.domain.selection.candidates import Candidate
from marketplace.domain.selection.fields import Field, Values
from marketplace.domain.selection.texts import Text


@dataclass(frozen=True)
class Collect:
    """Ask each of ``who`` (candidates or the buyer) for an answer with the fields ``asks``.

    Done when everybody has answered or the platform has closed the step. ``terms`` tell whoever runs the round what
    the notice promised (minutes, what is shown meanwhile, ``below_last``: by how many minor units a new price must at
    least lie below the own last one); the core passes them on unread.
    """

    name: str
    prompt: Text
    who: tuple[str, ...]
    asks: tuple[Field, ...]
    terms: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True)
class Score:
    """Ask reviewers to give every one of ``among`` points for every criterion (code: most points).

    Done when all reviewers named in ``who`` have answered; with ``who`` empty any reviewer may, until the platform
    closes the step.
    """

    name: str
    prompt: Text
    who: tuple[str, ...]
    among: tuple[str, ...]
    criteria: Mapping[str, Fraction]


@dataclass(frozen=True)
class Draw:
    """Ask the core to put ``tickets`` (any distinct labels) in an order fixed by the seed and the step's name."""

    name: str
    prompt: Text
    tickets: tuple[str, ...]


@dataclass(frozen=True)
class Choose:
    """Ask the buyer to choose one of ``among`` and to write the reasons.

    Done with the one choice, or without any when the platform has closed the step.
    """

    name: str
    prompt: Text
    among: tuple[str, ...]


@dataclass(frozen=True)
class Ranked:
    """One candidate's place: ``score`` as written in the method's own unit (None where the method has no score).

    ``figures``: what the arithmetic came to, by name, for programs, like ``{"price_score": "47.72"}``.
    """

    id: str
    score: str | None
    reasons: tuple[Text, ...]
    figures: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Excluded:
    """One candidate that cannot win, and why."""

    id: str
    reason: Text


@dataclass(frozen=True)
class Ranking:
    """The end: groups from best to worst. Candidates of one group are equal; the core parts them by lot."""

    groups: tuple[tuple[Ranked, ...], ...]
    arithmetic: tuple[Text, ...]
    excluded: tuple[Excluded, ...] = ()
    failed: Text | None = None


Asked = Collect | Score | Draw | Choose
Step = Asked | Ranking


@dataclass(frozen=True)
class Answer:
    """One answer to a step; which part is filled depends on the kind of step.

    ``values`` for Collect, ``scores`` (candidate: criterion: points) for Score, ``order`` for Draw (``by`` is "seed"),
    ``chosen`` and ``reasons`` for Choose. ``at`` is the journal's own time text.
    """

    by: str
    at: str
    values: Values = field(default_factory=lambda: Values({}))
    scores: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    order: tuple[str, ...] = ()
    chosen: str = ""
    reasons: str = ""


@dataclass(frozen=True)
class Journal:
    """What a method may look at: the valid candidates (by id) and the answers to the steps it has asked so far."""

    candidates: tuple[Candidate, ...]
    answers: Mapping[str, tuple[Answer, ...]]


def equals_together(
    ranked: Mapping[str, Ranked], places: Mapping[str, tuple[Fraction | int, ...]]
) -> tuple[tuple[Ranked, ...], ...]:
    """Groups for a ``Ranking``: smallest place first, candidates of the same place in one group."""
    ordered = sorted(ranked, key=places.__getitem__)
    return tuple(tuple(ranked[id_] for id_ in group) for _, group in groupby(ordered, key=places.__getitem__))
