"""The directory of providers."""

from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from flask import render_template
from markupsafe import Markup

from marketplace.blueprints.public import asked, compare, listing
from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.public.searching import Marker
from marketplace.blueprints.public.sheets import Source, Whole, sheet
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import now, reading, today
from marketplace.domain.directory import lists
from marketplace.domain.directory.lists import Said
from marketplace.domain.directory.records import HUNDREDTHS
from marketplace.domain.organisations import queries
from marketplace.domain.ratings.rules import SUFFICIENT
from marketplace.domain.search.ports import Kind

SERVICES_SHOWN = 3
"""Services named in a line of the directory; the provider's page names all."""
REMEMBERED = 64
"""Pages of the directory shown last; one with what its texts say may take 100 kB [ours]."""


class ProviderRow(NamedTuple):
    """A line of the directory as it is written; `star` is empty while there are too few ratings."""

    href: str
    name: str
    other_name: str
    services: str
    more: str
    """How many more services, empty where all are named."""
    star: str
    number: str
    """How many ratings there are."""
    id: str
    """The number that a comparison names it by."""
    snippet: str = ""


def index() -> str:
    """Active providers, narrowed and sorted as the address says."""
    ticked = dict.fromkeys(filter(listing.is_number, listing.numbers_written("ids")))
    chosen = ",".join(islice(ticked, compare.MOST))
    wanted = asked.read(Kind.PROVIDER, (("ids", chosen),) if chosen else ())
    return render_template(
        "public/providers/index.html", sheet=sheet(wanted, SOURCE), compared=chosen, sufficient=SUFFICIENT
    )


def table(found: Sequence[Any], marker: Marker | None) -> Markup:
    """The rows, with what was looked for marked."""
    if all(row.version for row in found):
        return _stored(tuple(found), marker, today(), language())
    return _table(found, lists.said_of(reading(), found, today(), now()), marker)


@lru_cache(maxsize=REMEMBERED)
def _stored(
    found: tuple[Any, ...],
    marker: Marker | None,
    on: date,
    speech: str,  # noqa: ARG001 - in the key
) -> Markup:
    """What is read off stored records: written once for the same rows and words, a day and a language."""
    return _table(found, lists.said(found, on), marker)


def _table(found: Sequence[Any], said: Sequence[Said], marker: Marker | None) -> Markup:
    is_english = language() == "en"
    shown = [_row(row, one, is_english=is_english) for row, one in zip(found, said, strict=True)]
    if marker is not None:
        texts = [row.description for row in found]
        shown = marker.rows(shown, titles=("services",), names=("name", "other_name"), texts=texts)
    return listing.fresh_part("provider_table", shown, _("Providers"))


SOURCE = Source(lists.these, table, Whole(queries.count_providers, lists.by_name))


def _row(row: Any, said: Said, *, is_english: bool) -> ProviderRow:  # noqa: ANN401 - a named tuple
    name = (is_english and row.name_en) or row.name
    return ProviderRow(
        href=provider_path(row.id, row.slug),
        name=name,
        other_name=row.name if name != row.name else row.name_en,
        services=" · ".join((is_english and english) or chinese for chinese, english in said.services[:SERVICES_SHOWN]),
        more=str(len(said.services) - SERVICES_SHOWN) if len(said.services) > SERVICES_SHOWN else "",
        star=f"{said.star / HUNDREDTHS:.1f}" if said.star else "",
        number=str(said.ratings),
        id=str(row.id),
    )
