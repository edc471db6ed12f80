"""What a search must be like to be locked, and what is written down of it. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from marketplace.domain.restrictions import places
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money

LOCK = "shortlist:lock"
"""What the policy and the journal call it."""

FIRST = 20
"""Providers that a short-list holds: the first of the search [ours]."""

FEWEST = 3
"""Providers that it compares at least, unless fewer offer the service at all [ours]."""

VALID_FOR = timedelta(days=30)
"""How long a choice may rest on it: figures and firms change [ours]."""

LONGEST_WORDS = 200
"""Characters of what is searched for [ours]."""

MOST_VALUES = 20
"""Values of one filter [ours]."""

LONGEST_VALUE = 120
"""Characters of one of them [ours]."""

NARROWED_BY = frozenset({"item", "rating", "qualification"})
"""By what a short-list may be narrowed: the service, what was said of past work, what the law asks for."""

FORM = 1
"""The form of `document`; counted on when it changes."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What was searched: words, filters by name, the order by name."""

    item_code: str
    words: str = ""
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    order: str = "best"


@dataclass(frozen=True, slots=True)
class Listed:
    """One provider that was found, by its key, with the figures that stood beside it and why it stands there.

    A figure is None where there are not enough data to show one.
    """

    number: int
    because: Text
    ratings: int = 0
    star: int | None = None
    """In hundredths."""
    awards: int = 0
    price: Money | None = None
    """The median of its awarded prices for the service."""
    delivered: int = 0
    on_time: int | None = None
    """Deliverables handed over in time, of `delivered`."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the search found: how many, the first of them in their order, and what the order was made by."""

    total: int
    providers: Sequence[Listed]
    index: str
    """The engine and the version of its analysis."""
    ranking: str
    """The version of the published order."""


def faults(asked: Asked) -> dict[str, Text]:
    """Field by field (``item_code``, ``words``, ``filters``), why a search cannot be a short-list."""
    found: dict[str, Text] = {}
    if not asked.item_code:
        found["item_code"] = mark("Choose an item of the catalogue.")
    if len(asked.words) > LONGEST_WORDS:
        found["words"] = mark("Search for at most %(most)s characters.", most=LONGEST_WORDS)
    elif named := place_in(asked.words):
        found["words"] = mark(
            "“%(place)s” is a place. Where a provider comes from or has worked narrows no short-list "
            "(招标投标领域公平竞争审查规则 Art 9); search for the work.",
            place=named,
        )
    given = {name for name, values in asked.filters.items() if values}
    if "region" in given:
        found["filters"] = mark(
            "Take the region away. It says where work was delivered, and narrowed by it a short-list would prefer "
            "providers of a place (招标投标领域公平竞争审查规则 Art 9). The notice says where the service is delivered."
        )
    elif given - NARROWED_BY:
        found["filters"] = mark(
            "A short-list is narrowed by the service, the rating and what the law asks for, and by nothing else."
        )
    elif any(
        len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values)
        for values in asked.filters.values()
    ):
        found["filters"] = mark("That is more than a short-list is narrowed by.")
    return found


def place_in(words: str) -> str:
    """The first place that the words name; empty when they name none."""
    for text, language in ((words, "zh"), (words.title(), "en")):
        for start, end in places.spans(text, language):
            return words[start:end]
    return ""


def too_few(found: int, offering: int) -> Text | None:
    """Why so few providers are no short-list, where so many offer the service; None when they are one."""
    if not found:
        return mark("Nobody was found. Search more widely.")
    if found >= min(FEWEST, offering):
        return None
    return mark(
        "Only %(found)s of those who offer the service were found; a short-list compares at least %(least)s. "
        "Search more widely.",
        found=found,
        least=min(FEWEST, offering),
    )


def is_fresh(locked_at: datetime, now: datetime) -> bool:
    """Whether a choice may still rest on what was locked then."""
    return now - locked_at <= VALID_FOR


def provider(place: int, ref: str, names: tuple[str, str], listed: Listed) -> dict[str, Any]:
    """One provider as the document has it; amounts in fen, the star in hundredths, null where data do not suffice."""
    return {
        "place": place,
        "ref": ref,
        "name": names[0],
        "name_en": names[1],
        "because": listed.because.as_json(),
        "ratings": listed.ratings,
        "star": listed.star,
        "awards": listed.awards,
        "median_price": listed.price.fen if listed.price else None,
        "delivered": listed.delivered,
        "on_time": listed.on_time,
    }


def document(
    ref: str, buyer: Mapping[str, str], asked: Asked, found: Found, providers: Sequence[dict[str, Any]], at: str
) -> dict[str, Any]:
    """All that is locked, whose digest the journal keeps; `at` is the instant in ISO 8601, UTC."""
    return {
        "form": FORM,
        "ref": ref,
        "buyer": dict(buyer),
        "locked_at": at,
        "item": asked.item_code,
        "words": asked.words,
        "filters": {name: sorted(set(values)) for name, values in sorted(asked.filters.items()) if values},
        "order": asked.order,
        "index": found.index,
        "ranking": found.ranking,
        "found": found.total,
        "providers": list(providers),
    }
