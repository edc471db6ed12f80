"""A question as PostgreSQL reads it: one tsquery of words and filters, and the statements around it."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from marketplace.adapters.search.postgres_rows import BETWEEN, EVERY, NEVER, ORDERS, SCHEMA, TITLED, of_facet, quoted
from marketplace.domain.search.analysis import LONGEST_TERM
from marketplace.domain.search.engines import WEIGHED, EngineName
from marketplace.domain.search.ports import Facet, Kind, Order, Phrase, Question, Start, Terms

RANKED = WEIGHED[EngineName.POSTGRES]
"""Hits that relevance is computed of, where there are more of them [ours]; see `best`."""

WALKED = 2_000
"""Documents that are looked at one by one in their order, where so many should hold a page [ours]."""

WEIGHTS = "{0.33, 0.33, 0.33, 1}"
"""A term in the title counts three times one in the body [ours]."""

TOTAL, WHOLE, HIT = -1, -2, -3
"""What a row tells where it counts no facet's value: what is found, all documents of the kind, a hit's number."""

_RELEVANCE = "ts_rank(%s, terms, %s::tsquery, 1) DESC"
"""By weights and a tsquery; long documents count less."""

_UNHELD = re.compile(f"[\0{EVERY}{TITLED}\ud800-\udfff]")
_FACETS = tuple(Facet)

Statement = tuple[str, list[object]]
"""Text and parameters."""


class Asked(NamedTuple):
    """The tsqueries of a question; an empty one asks for every document."""

    needs: str
    filters: dict[Facet, str]

    @classmethod
    def of(cls, question: Question, mark: str = "") -> "Asked":
        """Its words anywhere, or in the title only."""
        needs = _all_of(_any_of(_one(each, mark) for each in need) for need in question.needs)
        filters = {
            facet: _any_of(quoted(of_facet(facet, value)) for value in sorted(values))
            for facet, values in question.chosen.items()
        }
        return cls(needs, filters)

    @property
    def whole(self) -> str:
        """Words and filters."""
        return _all_of([*([self.needs] if self.needs else []), *self.filters.values()])

    def but(self, facet: Facet) -> str:
        """The same without the filter by one facet."""
        return Asked(self.needs, {name: one for name, one in self.filters.items() if name is not facet}).whole


def is_costly(question: Question) -> bool:
    """Whether it asks for phrases: then every hit's vector is read, which is better done once."""
    return any(isinstance(one, Phrase) and len(one.terms) > 1 for need in question.needs for one in need)


def at_once(question: Question, asked: Asked) -> Statement:
    """Rows of (the number of a facet, or `TOTAL`, or `HIT`; value or place; documents or number) in one pass.

    Right if the total is at most `RANKED` or the question is costly: no more is looked at.
    """
    counted = [facet for facet in question.counted if facet not in asked.filters]
    grouped, separators = _grouped("found", counted, is_total=True)
    source, ordered, weighed = "found", _order(question), []
    columns = ", ".join(dict.fromkeys(["number", "size", "terms", ordered.split()[0].rstrip(","), *counted]))
    most = "" if is_costly(question) else f" LIMIT {RANKED + 1}"
    if question.order is Order.BEST and asked.needs:
        ordered, weighed = f"{_RELEVANCE}, number", [WEIGHTS, asked.needs]
        if is_costly(question):
            base = "row_number() OVER (ORDER BY terms @@ %s::tsquery DESC, size, number) AS base"
            source = f"(SELECT number, terms, {base} FROM found) AS ranked"
            ordered = f"CASE WHEN base <= {RANKED} THEN {_RELEVANCE.removesuffix(' DESC')} END DESC NULLS LAST, base"
            weighed.append(Asked.of(question, TITLED).needs)
    fits = f" WHERE (SELECT count(*) FROM found) <= {RANKED}" if most else ""
    text = (
        f"WITH found AS MATERIALIZED (SELECT {columns} FROM {_found(question.kind)}{most})"
        f" {grouped} UNION ALL SELECT {HIT}, place::text, number FROM (SELECT number,"
        f" row_number() OVER (ORDER BY {ordered}) AS place FROM {source}{fits}"
        " ORDER BY place LIMIT %s OFFSET %s) AS page"
    )
    return text, [asked.whole, *separators, *weighed, question.limit, question.offset]


def counting(question: Question, asked: Asked) -> Statement:
    """Rows as those of `at_once` but for the hits, and one of `WHOLE`; all exact."""
    free = [facet for facet in question.counted if facet not in asked.filters]
    every = f"SELECT {WHOLE}, NULL, documents FROM {SCHEMA}.tally WHERE kind = %s AND lexeme = %s"
    parts: list[Statement] = [(every, [str(question.kind), EVERY])]
    if asked.whole:
        text, values = _grouped(_found(question.kind), free, is_total=True)
        parts.append((text, [asked.whole, *values]))
    else:
        parts += [_tallied_facet(question.kind, facet) for facet in free]
    return _joined([*parts, *_without_own_filter(question, asked)])


def otherwise(question: Question, asked: Asked) -> Statement | None:
    """Such rows of the facets that are filtered by, whose counts leave their own filter out."""
    parts = _without_own_filter(question, asked)
    return _joined(parts) if parts else None


def _without_own_filter(question: Question, asked: Asked) -> list[Statement]:
    parts: list[Statement] = []
    for facet in question.counted:
        if facet not in asked.filters:
            continue
        if others := asked.but(facet):
            text, values = _grouped(_found(question.kind), [facet], is_total=False)
            parts.append((text, [others, *values]))
        else:
            parts.append(_tallied_facet(question.kind, facet))
    return parts


def facet_of(number: int) -> Facet:
    """The facet that `counting` numbers so."""
    return _FACETS[number]


def _found(kind: Kind) -> str:
    return f"{SCHEMA}.{kind} WHERE terms @@ %s::tsquery"


def _grouped(source: str, facets: Sequence[Facet], *, is_total: bool) -> Statement:
    """Documents are grouped by the whole text of a facet first: much less is left to be taken apart."""
    if not facets:
        return f"SELECT {TOTAL}, NULL, count(*) FROM {source}", []
    which = " ".join(f"WHEN grouping({facet}) = 0 THEN {_FACETS.index(facet)}" for facet in facets)
    sets = ", ".join([*(f"({facet})" for facet in facets), *(["()"] if is_total else [])])
    text = (
        "SELECT which, value, sum(documents)::bigint FROM ("
        f"SELECT CASE {which} ELSE {TOTAL} END AS which, coalesce({', '.join(facets)}) AS many, count(*) AS documents"
        f" FROM {source} GROUP BY GROUPING SETS ({sets})) AS grouped"
        " LEFT JOIN LATERAL string_to_table(many, %s) AS value ON true GROUP BY which, value"
    )
    return text, [BETWEEN]


def _joined(parts: Sequence[Statement]) -> Statement:
    return " UNION ALL ".join(text for text, _ in parts), [value for _, values in parts for value in values]


def _tallied_facet(kind: Kind, facet: Facet) -> Statement:
    first, behind = f"{facet}{EVERY}", f"{facet}{chr(ord(EVERY) + 1)}"
    text = (
        f"SELECT {_FACETS.index(facet)}, substr(lexeme, {len(first) + 1}), documents FROM {SCHEMA}.tally"
        " WHERE kind = %s AND lexeme >= %s AND lexeme < %s AND documents > 0"
    )
    return text, [str(kind), first, behind]


def walk(question: Question, asked: Asked) -> Statement:
    """A page out of the first `WALKED` documents in their order, if they hold it."""
    order = _order(question)
    text = (
        f"SELECT number FROM (SELECT * FROM {SCHEMA}.{question.kind} ORDER BY {order} LIMIT {WALKED}) AS first"
        f" WHERE terms @@ %s::tsquery ORDER BY {order} LIMIT %s OFFSET %s"
    )
    return text, [asked.whole, question.limit, question.offset]


def sorted_page(question: Question, asked: Asked) -> Statement:
    """A page of all that is found; ``OFFSET 0`` forbids to walk, as PostgreSQL thinks little of a vector's cost."""
    order = _order(question)
    found = f"SELECT * FROM {SCHEMA}.{question.kind}"
    if not asked.whole:
        return f"{found.replace('*', 'number')} ORDER BY {order} LIMIT %s OFFSET %s", [question.limit, question.offset]
    text = (
        f"SELECT number FROM ({found} WHERE terms @@ %s::tsquery OFFSET 0) AS found ORDER BY {order} LIMIT %s OFFSET %s"
    )
    return text, [asked.whole, question.limit, question.offset]


def best(question: Question, asked: Asked, offset: int, limit: int) -> Statement:
    """A page by relevance, which `ts_rank` computes of the first `RANKED` hits only: of all it would take seconds.

    First come hits with all words in the title, among them those of the shortest documents, which say least besides;
    then the others likewise. So stand they also behind the first `RANKED`; no page may begin before and end after it.
    """
    reach = RANKED if offset < RANKED else offset + limit
    table = f"{SCHEMA}.{question.kind}"
    ordered = "place, size, number"
    values: list[object] = [Asked.of(question, TITLED).whole, reach, asked.whole, reach]
    if offset < RANKED:
        ordered = f"{_RELEVANCE}, {ordered}"
        values += [WEIGHTS, asked.needs]
    text = (
        f"WITH titled AS MATERIALIZED (SELECT 0 AS place, size, number, terms FROM {table} WHERE terms @@ %s::tsquery"
        " ORDER BY size, number LIMIT %s), other AS (SELECT 1 AS place, size, number, terms"
        f" FROM {table} WHERE terms @@ %s::tsquery AND number NOT IN (SELECT number FROM titled)"
        " ORDER BY size, number LIMIT greatest(0, %s - (SELECT count(*) FROM titled)))"
        " SELECT number FROM (SELECT * FROM titled UNION ALL SELECT * FROM other) AS base"
        f" ORDER BY {ordered} LIMIT %s OFFSET %s"
    )
    return text, [*values, limit, offset]


def _order(question: Question) -> str:
    return ORDERS.get(question.order, "number")


def _one(one: Terms | Phrase | Start, mark: str) -> str:
    match one:
        case Terms():
            return _all_of(_lexeme(term, mark) for term in one.terms) or quoted(EVERY)
        case Phrase():
            return " <-> ".join(_lexeme(term, mark) for term in one.terms) or quoted(EVERY)
        case Start(""):
            return quoted(TITLED)
        case Start():
            return f"{_lexeme(one.text, mark)}:*" if _is_held(one.text) else quoted(NEVER)


def _lexeme(term: str, mark: str) -> str:
    return quoted(mark + term) if _is_held(term) else quoted(NEVER)


def _is_held(term: str) -> bool:
    return 0 < len(term) <= LONGEST_TERM and not _UNHELD.search(term)


def _any_of(tsqueries: Iterable[str]) -> str:
    return " | ".join(f"({one})" for one in tsqueries) or quoted(NEVER)


def _all_of(tsqueries: Iterable[str]) -> str:
    return " & ".join(f"({one})" for one in tsqueries)
