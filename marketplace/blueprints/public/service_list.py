"""The catalogue of service items."""

from collections.abc import Callable, Sequence

from flask import render_template
from markupsafe import Markup
from sqlalchemy.orm import Session

from marketplace.blueprints.public import asked, facets, listing, rows
from marketplace.blueprints.public.searching import Marker
from marketplace.blueprints.public.sheets import SIZE, Source, Whole, sheet
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext as _
from marketplace.domain.catalogue import queries
from marketplace.domain.catalogue.states import ItemStatus
from marketplace.domain.search.documents import items
from marketplace.domain.search.ports import Kind
from marketplace.kernel.database import AnyRow
from marketplace.kernel.paging import Place

MOST = 5_000
"""Items of the catalogue; the real one has some hundreds [ours]."""


def index() -> str:
    """The items, narrowed as the address says."""
    return render_template("public/services/index.html", sheet=sheet(asked.read(Kind.ITEM), SOURCE))


def table(found: Sequence[AnyRow], marker: Marker | None) -> Markup:
    """The rows, with what was looked for marked."""
    shown = _rows(found)
    if marker is None:
        return listing.part("service_table", shown, _("Services"))
    marked = marker.rows(shown, titles=("approval", "department"), names=("name",))
    return listing.fresh_part("service_table", marked, _("Services"))


def _page(session: Session, place: Place, count: Callable[[], int]) -> Sequence[AnyRow]:  # noqa: ARG001 - as other lists
    return queries.listed(session)[(place.page - 1) * SIZE : place.page * SIZE]


def _these(session: Session, numbers: Sequence[int]) -> Sequence[AnyRow]:
    found = {items.number_of(row.code): row for row in queries.listed(session)}
    return [found[number] for number in numbers if number in found]


def _in_order(found: Sequence[AnyRow]) -> Sequence[AnyRow]:
    return sorted(found, key=lambda row: (row.category_zh, row.code))


def _rows(found: Sequence[AnyRow]) -> tuple[rows.ServiceRow, ...]:
    is_english = language() == "en"
    who = {payer: translate(label) for payer, label in facets.PAYERS.items()}
    return tuple(
        rows.ServiceRow(
            code=row.code,
            name=(is_english and row.name_en) or row.name_zh,
            approval=(is_english and row.approval_item_en) or row.approval_item_zh,
            department=(is_english and row.approval_dept_en) or row.approval_dept_zh,
            commissioner="" if row.status is ItemStatus.CANCELLED else who[row.commissioned_by],
        )
        for row in found
    )


SOURCE = Source(_these, table, Whole(queries.count, _page, is_keyed=False), MOST, _in_order)
