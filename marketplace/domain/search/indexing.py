"""Keeping an index at what the database says: some documents, or all of them."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from marketplace.domain.search.documents import SOURCES
from marketplace.domain.search.ledger import Ledger
from marketplace.domain.search.ports import HANDED_OVER, Kind, SearchDocument, SearchEngine

BATCH = 2000
"""Documents that are built at once [ours]."""

Looking = Callable[[], AbstractContextManager[tuple[Session, datetime]]]
"""Opens a session that sees what is committed, and says what time it is."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What one batch of rows shows: how many documents there are, and where the index is wrong about them."""

    documents: int
    missing: list[SearchDocument] = field(default_factory=list)
    changed: list[SearchDocument] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)
    """Keys of what must not be there."""


def refresh(looking: Looking, engine: SearchEngine, concerned: Mapping[Kind, Collection[int]]) -> None:
    """Index these documents as they are public now, and take out those that are not (any more).

    Whoever has put a document looks at the database once more: so the last of several indexers, whichever it is, leaves
    what was committed last, and none has to wait for another.
    """
    for kind, numbers in concerned.items():
        wanted = sorted(numbers)
        for start in range(0, len(wanted), BATCH):
            _refresh(looking, engine, kind, wanted[start : start + BATCH])


def _refresh(looking: Looking, engine: SearchEngine, kind: Kind, numbers: Collection[int]) -> None:
    put: dict[str, str] = {}
    while True:
        with looking() as (session, now):
            keys = SOURCES[kind].known(session, numbers, ()).values()
            documents = {document.key: document for document in SOURCES[kind].build(session, numbers, now)}
        present = {key: documents[key].digest if key in documents else "" for key in keys}
        if present == put:
            return
        moved = [key for key, digest in present.items() if put.get(key) != digest]
        _change(
            engine,
            kind,
            [documents[key] for key in moved if key in documents],
            [key for key in moved if key not in documents],
        )
        put = present


def _change(engine: SearchEngine, kind: Kind, documents: Sequence[SearchDocument], gone: Sequence[str]) -> None:
    """Only what there is to change: an engine writes even where it is told of nothing."""
    if documents:
        engine.put(documents)
    if gone:
        engine.remove(kind, gone)


def count(session: Session) -> int:
    """How many documents there are."""
    return sum(source.count(session) for source in SOURCES.values())


def rebuild(looking: Looking, engine: SearchEngine, progress: Callable[[int], None], *, fresh: bool = False) -> int:
    """Bring the whole index to what the database says; answers how many documents there are.

    What is right already stays: whoever was interrupted goes on where it was. An index of another analysis, or a
    `fresh` one, is begun from nothing. Afterwards everything is looked at once more, because the market goes on
    meanwhile. `progress` is told how many more documents were looked at; all are looked at twice.
    """
    if fresh or not engine.is_current():
        engine.clear()
    done = 0
    for kind in SOURCES:
        wrong: list[SearchDocument] = []
        for difference in survey(looking, engine, kind):
            wrong += [*difference.missing, *difference.changed]
            if len(wrong) >= HANDED_OVER:
                _change(engine, kind, wrong, ())
                wrong = []
            _change(engine, kind, (), difference.extra)
            done += difference.documents
            progress(difference.documents)
        _change(engine, kind, wrong, ())
    for kind in SOURCES:
        for difference in survey(looking, engine, kind):
            _mend(looking, engine, kind, difference)
            progress(difference.documents)
    return done


def _mend(looking: Looking, engine: SearchEngine, kind: Kind, difference: Difference) -> None:
    refresh(looking, engine, {kind: [document.number for document in (*difference.missing, *difference.changed)]})
    _change(engine, kind, (), difference.extra)


def survey(looking: Looking, engine: SearchEngine, kind: Kind) -> Iterator[Difference]:
    """Compare an index with the database, batch by batch."""
    source = SOURCES[kind]
    with closing(Ledger(engine.digests(kind))) as ledger:
        last = -1
        while True:
            with looking() as (session, now):
                numbers = source.after(session, last, BATCH)
                documents = source.build(session, numbers, now) if numbers else ()
            if not numbers:
                break
            last = numbers[-1]
            held = ledger.tick_off([document.key for document in documents])
            yield Difference(
                len(documents),
                [document for document in documents if document.key not in held],
                [document for document in documents if held.get(document.key, document.digest) != document.digest],
            )
        for left in ledger.left(BATCH):
            with looking() as (session, now):  # what has become public since is not too much
                numbers = list(source.known(session, (), left))
                public = {document.key: document for document in source.build(session, numbers, now)}
            yield Difference(
                0,
                changed=[document for key, document in public.items() if left[key] != document.digest],
                extra=[key for key in left if key not in public],
            )


def faults(looking: Looking, engine: SearchEngine) -> Iterator[str]:
    """Name every document that an index lacks, holds in another wording, or holds without right."""
    if not engine.is_current():
        yield "the index was made by another analysis of texts: rebuild it"
        return
    for kind in SOURCES:
        for difference in survey(looking, engine, kind):
            yield from (f"{kind} {document.key} is not in the index" for document in difference.missing)
            yield from (
                f"{kind} {document.key} stands in the index in another wording" for document in difference.changed
            )
            yield from (f"{kind} {key} is in the index and must not be" for key in difference.extra)
