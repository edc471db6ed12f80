"""Keeping the search index at what the database says."""

from typing import Any

from marketplace.domain.search import indexing
from marketplace.domain.search.ports import Kind
from marketplace.jobs import directory
from marketplace.providers import Providers


def index_tender(providers: Providers, payload: dict[str, Any]) -> None:
    """Index a tender as a visitor may see it now, or take it out."""
    with providers.reading() as session:
        now = providers.clock.now(session)
        indexing.refresh(session, providers.search, Kind.TENDER, payload["tender_ref"], now)


def index_provider(providers: Providers, payload: dict[str, Any]) -> None:
    """Write anew the records of the agencies that an event is about, and index them as a visitor may see them now."""
    for ref in directory.refresh(providers, payload):
        with providers.reading() as session:
            indexing.refresh(session, providers.search, Kind.PROVIDER, ref, providers.clock.now(session))
