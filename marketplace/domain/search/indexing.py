"""Bringing an index up to date: one document, or all of them."""

from collections.abc import Callable
from datetime import datetime
from itertools import islice

from sqlalchemy.orm import Session

from marketplace.domain.search.ports import Kind, SearchEngine
from marketplace.domain.search.queries import BUILDERS

BATCH = 500
"""Documents per commit of the index when all are rebuilt."""


def refresh(session: Session, engine: SearchEngine, kind: Kind, key: str, now: datetime) -> None:
    """Index the document as it stands now, or take it out where it is not public (any more)."""
    documents = list(BUILDERS[kind](session, now, key))
    if documents:
        engine.put(documents)
    else:
        engine.remove(kind, [key])


def rebuild(session: Session, engine: SearchEngine, now: datetime, progress: Callable[[int], None]) -> int:
    """Forget everything and index all anew; answers how many documents there are."""
    engine.clear()
    done = 0
    for build in BUILDERS.values():
        documents = build(session, now)
        while batch := list(islice(documents, BATCH)):
            engine.put(batch)
            done += len(batch)
            progress(done)
    return done
