"""What a selection came to, and how equals are parted by lot."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.domain.selection.draw import draw_order, ticket
from marketplace.domain.selection.figures import plain_text
from marketplace.domain.selection.steps import Asked, Collect, Draw, Excluded, Ranked, Ranking, Score
from marketplace.domain.selection.texts import MethodError, Text, mark

TIE = "tie"
"""Name of the step that waits when only a draw can part the best and no seed was given."""


@dataclass(frozen=True)
class Standing:
    """One place in the final order; ``rank`` counts from 1 and is shared only where no seed parted equals."""

    id: str
    rank: int
    score: str | None
    reasons: tuple[Text, ...]
    figures: Mapping[str, str] = field(default_factory=dict)

    def document(self) -> dict[str, object]:
        """The JSON-ready place; its figures stand in the arithmetic, and only a calculation lists them as well."""
        return {"id": self.id, "rank": self.rank, "score": self.score, "reasons": list(self.reasons)}


@dataclass(frozen=True)
class Result:
    """What a selection came to: a winner, or a reason why it failed, or the step that it waits for.

    The winner is the first of ``ranking``; the others, in order, are the reserve list.
    """

    winner: str | None
    failed: Text | None
    pending: Asked | None
    ranking: tuple[Standing, ...]
    excluded: tuple[Excluded, ...]
    arithmetic: tuple[Text, ...]

    def document(self) -> dict[str, object]:
        """JSON-ready: ``winner, failed, ranking, excluded, arithmetic`` and, only while it waits, ``pending``.

        Texts are marked: ``{"text": template, "params": {...}}``.
        """
        document: dict[str, object] = {
            "winner": self.winner,
            "failed": self.failed,
            "ranking": [standing.document() for standing in self.ranking],
            "excluded": [{"id": out.id, "reason": out.reason} for out in self.excluded],
            "arithmetic": list(self.arithmetic),
        }
        if self.pending is not None:
            document["pending"] = step_document(self.pending)
        return document


def step_document(step: Asked) -> dict[str, object]:
    """A step that waits, JSON-ready: ``step``, ``kind``, ``prompt`` and what this kind asks for."""
    document: dict[str, object] = {"step": step.name, "kind": type(step).__name__.lower(), "prompt": step.prompt}
    if isinstance(step, Draw):
        return document | {"tickets": list(step.tickets)}
    if isinstance(step, Collect):
        asks = [field.document() for field in step.asks]
        return document | {"who": list(step.who), "asks": asks, "terms": dict(step.terms)}
    if isinstance(step, Score):
        criteria = {code: plain_text(most) for code, most in step.criteria.items()}
        return document | {"who": list(step.who), "among": list(step.among), "criteria": criteria}
    return document | {"among": list(step.among)}


def settle(
    ranking: Ranking, valid: Sequence[str], excluded: tuple[Excluded, ...], before: Sequence[Text], seed: bytes | None
) -> Result:
    """Turn a ranking into a result: equals go by ticket, lowest first; without a seed they keep one rank.

    ``before``: the arithmetic that came before the ranking, of quotes and draws.
    Raises ``MethodError`` when the ranking leaves somebody or something unexplained.
    """
    _explained(ranking, valid)
    standings: list[Standing] = []
    for group in ranking.groups:
        standings.extend(_placed(group, len(standings) + 1, seed))
    arithmetic = [*before, *ranking.arithmetic]
    tied = any(len(group) > 1 for group in ranking.groups)
    if tied and seed is not None:
        arithmetic.append(
            mark(
                'Equals are placed by ticket = SHA-256("ticket", seed, id), lowest first; seed %(seed)s',
                seed=seed.hex(),
            )
        )
    undrawn = ranking.failed is None and seed is None and len(ranking.groups[0]) > 1
    return Result(
        winner=None if undrawn or ranking.failed is not None else standings[0].id,
        failed=ranking.failed,
        pending=_tie(ranking.groups[0]) if undrawn else None,
        ranking=tuple(standings),
        excluded=tuple(sorted((*excluded, *ranking.excluded), key=lambda out: out.id)),
        arithmetic=tuple(arithmetic),
    )


def _explained(ranking: Ranking, valid: Sequence[str]) -> None:
    placed = [ranked for group in ranking.groups for ranked in group]
    named = [*(ranked.id for ranked in placed), *(out.id for out in ranking.excluded)]
    broken = None
    if sorted(named) != sorted(valid):
        broken = "every candidate is ranked or excluded, exactly once"
    elif not ranking.arithmetic or not all(ranked.reasons for ranked in placed):
        broken = "a ranking shows its arithmetic and a reason for every place"
    elif not placed and ranking.failed is None:
        broken = "a ranking that ranks nobody says why it failed"
    if broken is not None:
        raise MethodError(broken)


def _placed(group: tuple[Ranked, ...], first: int, seed: bytes | None) -> list[Standing]:
    by_id = {ranked.id: ranked for ranked in group}
    if len(group) == 1:
        return [Standing(ranked.id, first, ranked.score, ranked.reasons, ranked.figures) for ranked in group]
    if seed is None:
        equal = mark("Equal with others (%(count)s candidates share this place); no draw was held", count=len(group))
        return [
            Standing(id_, first, by_id[id_].score, (*by_id[id_].reasons, equal), by_id[id_].figures)
            for id_ in sorted(by_id)
        ]
    return [
        Standing(
            id_,
            first + index,
            by_id[id_].score,
            (
                *by_id[id_].reasons,
                mark(
                    "Equal with others (%(count)s candidates); placed by lot with the ticket %(ticket)s",
                    count=len(group),
                    ticket=ticket(seed, id_).hex(),
                ),
            ),
            by_id[id_].figures,
        )
        for index, id_ in enumerate(draw_order(seed, by_id))
    ]


def _tie(group: tuple[Ranked, ...]) -> Draw:
    ids = tuple(sorted(ranked.id for ranked in group))
    return Draw(TIE, mark("Only a draw can part %(ids)s: give the seed", ids=", ".join(ids)), ids)
