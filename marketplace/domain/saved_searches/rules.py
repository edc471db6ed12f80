"""How much of searching is kept for a person. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

MOST = 50
"""Saved searches of one person [ours]."""

LONGEST_NAME = 80
"""Characters of a name [ours]."""

LONGEST_QUERY = 4_000
"""Characters of the parameters of an address [ours]."""

TOLD_EVERY = timedelta(days=1)
"""How long after one piece of news about a search the next may come [ours]."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What is searched: the kind, words and filters by name, and `query`, the same as an address has it."""

    kind: str
    query: str
    words: str = ""
    chosen: Mapping[str, Sequence[str]] = field(default_factory=dict)
