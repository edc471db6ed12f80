"""The documents of every kind as a visitor may know them now, built from the database in batches.

What is public is said once for each kind, in its module; whatever else a row holds never comes near an index.
"""

from collections.abc import Mapping

from marketplace.domain.search.documents import awards, decisions, items, providers, tenders
from marketplace.domain.search.documents.source import Source
from marketplace.domain.search.ports import Kind

SOURCES: Mapping[Kind, Source] = {
    Kind.TENDER: tenders.SOURCE,
    Kind.PROVIDER: providers.SOURCE,
    Kind.AWARD: awards.SOURCE,
    Kind.ITEM: items.SOURCE,
    Kind.DECISION: decisions.SOURCE,
}
