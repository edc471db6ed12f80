"""The directory of providers."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from flask import render_template
from markupsafe import Markup

from marketplace.blueprints.public import asked, listing
from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.public.searching import Marker
from marketplace.blueprints.public.sheets import Source, Whole, sheet
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import now, reading, today
from marketplace.domain.directory import lists
from marketplace.domain.directory.lists import Said
from marketplace.domain.directory.records import HUNDREDTHS
from marketplace.domain.organisations import queries
from marketplace.domain.ratings.rules import SUFFICIENT
from marketplace.domain.search.ports import Kind

SERVICES_SHOWN = 3
"""Services named in a line of the directory; the provider's page names all."""
REMEMBERED = 256
"""Pages of the directory shown last."""


class ProviderRow(NamedTuple):
    """A line of the directory; `star` is empty while there are too few ratings."""

    href: str
    name: str
    other_name: str
    services: str
    more: int
    star: str
    number: int
    """How many ratings there are."""
    id: int
    """The number that a comparison names it by."""
    snippet: str = ""


def index() -> str:
    """Active providers, narrowed and sorted as the address says."""
    chosen = ",".join(filter(listing.is_number, listing.numbers_written("ids")))
    wanted = asked.read(Kind.PROVIDER, (("ids", chosen),) if chosen else ())
    return render_template(
        "public/providers/index.html", sheet=sheet(wanted, SOURCE), compared=chosen, sufficient=SUFFICIENT
    )


def table(found: Sequence[Any], marker: Marker | None) -> Markup:
    """The rows, with what was looked for marked."""
    if marker is None and all(row.version for row in found):
        return _whole_table(tuple(found), today(), language())
    said = lists.said_of(reading(), found, today(), now())
    shown = [_row(row, one) for row, one in zip(found, said, strict=True)]
    if marker is not None:
        texts = queries.descriptions(reading(), [row.id for row in found])
        shown = [
            row._replace(
                name=marker.name(row.name),
                other_name=marker.name(row.other_name),
                services=marker.title(row.services),
                snippet=marker.snippet(texts.get(row.id, "")),
            )
            for row in shown
        ]
    return listing.fresh_part("provider_table", shown, _("Providers"))


@lru_cache(maxsize=REMEMBERED)
def _whole_table(found: tuple[Any, ...], on: date, speech: str) -> Markup:  # noqa: ARG001 - the language is in the key
    """What is read off stored records is written once for the same rows, the same day and the same language."""
    shown = map(_row, found, (lists.said(row, on) for row in found))
    return listing.fresh_part("provider_table", tuple(shown), _("Providers"))


SOURCE = Source(lists.these, table, Whole(queries.count_providers, lists.by_name))


def _row(row: Any, said: Said) -> ProviderRow:  # noqa: ANN401 - a named tuple
    name = in_language(row.name, row.name_en)
    return ProviderRow(
        href=provider_path(row.id, row.slug),
        name=name,
        other_name=row.name if name != row.name else row.name_en,
        services=" · ".join(in_language(*each) for each in said.services[:SERVICES_SHOWN]),
        more=max(0, len(said.services) - SERVICES_SHOWN),
        star=f"{said.star / HUNDREDTHS:.1f}" if said.star else "",
        number=said.ratings,
        id=row.id,
    )
