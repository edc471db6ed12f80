"""The directory of providers."""

from collections.abc import Sequence
from typing import NamedTuple

from flask import render_template
from markupsafe import Markup

from marketplace.blueprints.public import asked, listing
from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.public.searching import Marker
from marketplace.blueprints.public.sheets import Source, Whole, sheet
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import now, reading, today
from marketplace.domain.organisations import queries
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.ratings.queries import Standing
from marketplace.domain.ratings.rules import SUFFICIENT
from marketplace.domain.search.ports import Kind
from marketplace.kernel.database import AnyRow

SERVICES_SHOWN = 3
"""Services named in a line of the directory; the provider's page names all."""


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


def table(found: Sequence[AnyRow], marker: Marker | None) -> Markup:
    """The rows, with what was looked for marked."""
    ids = [row.id for row in found]
    services = queries.offered(reading(), ids, today())
    standings = ratings.standings(reading(), ids, now())
    shown = tuple(_row(row, services.get(row.id, []), standings.get(row.id)) for row in found)
    if marker is None:
        return listing.part("provider_table", shown, _("Providers"))
    texts = queries.descriptions(reading(), ids)
    marked = [
        row._replace(
            name=marker.title(row.name),
            other_name=marker.title(row.other_name),
            services=marker.title(row.services),
            snippet=marker.snippet(texts.get(row.id, "")),
        )
        for row in shown
    ]
    return listing.fresh_part("provider_table", marked, _("Providers"))


SOURCE = Source(queries.these_providers, table, Whole(queries.count_providers, queries.providers_by_name))


def _row(row: AnyRow, services: Sequence[AnyRow], standing: Standing | None) -> ProviderRow:
    name = in_language(row.name, row.name_en)
    named = [in_language(item.name_zh, item.name_en) for item in services[:SERVICES_SHOWN]]
    return ProviderRow(
        href=provider_path(row.id, row.slug),
        name=name,
        other_name=row.name if name != row.name else row.name_en,
        services=" · ".join(named),
        more=max(0, len(services) - SERVICES_SHOWN),
        star=f"{standing.star:.1f}" if standing and standing.is_sufficient else "",
        number=standing.count if standing else 0,
        id=row.id,
    )
