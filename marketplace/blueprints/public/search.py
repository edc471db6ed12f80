"""The search over everything, suggestions while typing, and the published rule by which hits are ordered."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from flask import Response, jsonify, render_template
from markupsafe import Markup

from marketplace.blueprints.public import (
    award_list,
    decision_list,
    directory,
    listing,
    searching,
    service_list,
    tender_list,
)
from marketplace.blueprints.public.asked import PATHS, Wanted
from marketplace.blueprints.public.sheets import Source
from marketplace.blueprints.web.fields import query_choice
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import reading
from marketplace.domain.search import finding
from marketplace.domain.search.engines import OFTEN, WEIGHED
from marketplace.domain.search.ports import Kind
from marketplace.kernel.i18n import Text, mark

BEST = 5
"""Hits of each kind on the page of everything [ours]."""

SUGGESTED = 8
"""Suggestions at most [ours]."""

SUGGESTED_OF_EACH = 3
"""Suggestions of a kind where all kinds are looked through [ours]."""

SUGGESTIONS_STAND = 60
"""Seconds for which a browser need not ask again [ours]."""

SOURCES: Mapping[Kind, Source] = {
    Kind.PROVIDER: directory.SOURCE,
    Kind.TENDER: tender_list.SOURCE,
    Kind.AWARD: award_list.SOURCE,
    Kind.ITEM: service_list.SOURCE,
    Kind.DECISION: decision_list.SOURCE,
}
KINDS: Mapping[Kind, Text] = {
    Kind.PROVIDER: mark("Providers"),
    Kind.TENDER: mark("Tenders"),
    Kind.AWARD: mark("Awards"),
    Kind.ITEM: mark("Services"),
    Kind.DECISION: mark("Decisions"),
}
ALL = ""
NAMED: Mapping[Kind, Callable[[Any], tuple[str, str]]] = {
    Kind.PROVIDER: lambda row: (in_language(row.name, row.name_en), listing.provider_path(row.id, row.slug)),
    Kind.TENDER: lambda row: (row.title, f"/tenders/{row.ref}"),
    Kind.AWARD: lambda row: (row.title, f"/tenders/{row.tender_ref}"),
    Kind.ITEM: lambda row: (in_language(row.name_zh, row.name_en), f"/services/{row.code}"),
    Kind.DECISION: lambda line: (f"{line.ref} {line.title}", decision_list.path(line)),
}
"""What a row is suggested as, and where it leads."""


class Group(NamedTuple):
    """The best hits of one kind, and where all of them stand."""

    kind: str
    label: str
    many: str
    understood: str
    table: Markup
    href: str


def index() -> str:
    """The best few of each kind."""
    q = listing.query_text()
    groups = [group for kind in SOURCES if (group := _group(kind, q))] if q else []
    lists = [(PATHS[kind], translate(KINDS[kind])) for kind in SOURCES]
    return render_template("public/search.html", q=q, groups=groups, lists=lists)


def suggestions() -> Response:
    """``{"suggestions": [{"label", "kind", "href"}]}`` for what has been typed of ``q`` so far, of a kind or of all."""
    q = listing.query_text()
    kind = query_choice("kind", set(Kind), ALL)
    kinds = [Kind(kind)] if kind else list(SOURCES)
    each = SUGGESTED if kind else SUGGESTED_OF_EACH
    found = finding.suggest(searching.desk(), q, kinds, each)
    answer = jsonify(
        suggestions=[
            {"label": label, "kind": translate(KINDS[kind]), "href": href}
            for kind, hits in found.items()
            for label, href in map(NAMED[kind], SOURCES[kind].these(reading(), hits.numbers))
        ][: SUGGESTED if kind else len(SOURCES) * each]
    )
    answer.headers["Cache-Control"] = f"private, max-age={SUGGESTIONS_STAND}"
    return answer


def ranking() -> str:
    """In words what decides the order."""
    engine = searching.desk().name
    return render_template("public/ranking.html", weighs_some=WEIGHED.get(engine, 0), often=OFTEN.get(engine))


def _group(kind: Kind, q: str) -> Group | None:
    wanted = Wanted(kind, q)
    found = finding.find(searching.desk(), wanted.asked(BEST, counted=False))
    rows = SOURCES[kind].these(reading(), found.answer.numbers)
    if not rows:
        return None
    return Group(
        kind,
        translate(KINDS[kind]),
        f"{found.answer.total:,}",
        found.understood if found.understood != q else "",
        SOURCES[kind].table(rows, searching.marker(found)),
        wanted.address,
    )
