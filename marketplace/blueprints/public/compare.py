"""Up to six providers side by side. Nothing here that was not public before: no price of a bid that is not opened.

A row is a label and one cell for each provider; to add one, write a function and name it in `ROWS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from flask import redirect, render_template, request
from markupsafe import Markup, escape
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from marketplace.blueprints.public import listing, record, statements
from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.public.record import DIMENSIONS, Figure
from marketplace.blueprints.public.statements import Json
from marketplace.blueprints.web.filters import money
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.speed import ngettext, written
from marketplace.blueprints.web.submit import SEE_OTHER
from marketplace.blueprints.web.unchanged import made_of
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import now, reading, today
from marketplace.domain.directory import queries as directory
from marketplace.domain.directory.queries import Known
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.ratings.rules import SUFFICIENT
from marketplace.kernel.database import AnyRow
from marketplace.kernel.money import Money

PATH = "/providers/compare"
MOST = 6
"""Columns that can be read side by side [own default]."""


@dataclass(frozen=True, slots=True)
class Compared:
    """All that is known of the providers, in the order of the columns; `markets` by item."""

    names: Sequence[Markup]
    providers: Sequence[Known]
    markets: Mapping[str, AnyRow]
    on: date


class Line(NamedTuple):
    """A row of the table with its cells as markup. `differs` says that they are not all alike."""

    label: str
    cells: Markup
    differs: bool


Row = Callable[[Compared], list[Line]]


def compare() -> Response | str:
    """The table; an address with the numbers one by one (as checkboxes send them) leads to the one to keep."""
    wanted = _asked()
    if request.args.getlist("ids") != [_joined(wanted)] and wanted:
        return redirect(_address(wanted), SEE_OTHER)
    found = directory.compared(reading(), wanted, today(), now()) if wanted else []
    markets = directory.markets_of(reading(), list(_shared(_won(found))))
    made_of(directory.stamp_of([one.row for one in found], today()))
    names = [escape(in_language(one.row.name, one.row.name_en)) for one in found]
    known = Compared(names, found, markets, today())
    return render_template(
        "public/providers/compare.html",
        providers=[
            (
                name,
                provider_path(one.row.id, one.row.slug),
                _address([number for number in wanted if number != one.row.id]),
            )
            for name, one in zip(names, found, strict=True)
        ],
        lines=[line for row in ROWS for line in row(known)] if found else [],
        marks=len(found) > 1,
        can_add=len(found) < MOST,
        most=MOST,
        directory=f"/providers?ids={_joined(wanted)}" if wanted else "/providers",
        sufficient=SUFFICIENT,
    )


def _asked() -> list[int]:
    parts = listing.numbers_written("ids")
    for part in parts:
        if not listing.is_number(part):
            raise BadRequest(_("Name the providers by their numbers, for example ids=1,2,3."))
    numbers = list(dict.fromkeys(map(int, parts)))
    if len(numbers) > MOST:
        raise BadRequest(_("At most %(most)s providers can be compared; choose fewer.", most=MOST))
    return numbers


def _joined(numbers: Sequence[int]) -> str:
    return ",".join(map(str, numbers))


def _address(numbers: Sequence[int]) -> str:
    return f"{PATH}?ids={_joined(numbers)}" if numbers else PATH


def _line(known: Compared, label: str, cells: Sequence[Sequence[str]]) -> Line:
    """One row; a cell is one or several lines of text. Written here, since six columns have a hundred cells."""
    columns = (
        f'<td data-label="{name}"><div>{"<br>".join(map(written, cell))}</div></td>'
        for name, cell in zip(known.names, cells, strict=True)
    )
    differs = any(cell != cells[0] for cell in cells)
    return Line(label, Markup("".join(columns)), differs)  # noqa: S704 - every part of it is escaped


def _standing(known: Compared) -> list[Line]:
    """Nothing where all are in the market and undisputed."""
    said = [_notes(one) for one in known.providers]
    return [_line(known, _("Standing"), [notes or ["–"] for notes in said])] if any(said) else []


def _notes(one: Known) -> list[str]:
    left = [_("Has left the market")] if one.row.state is OrganisationState.WITHDRAWN else []
    return [*left, *([_("Dispute open")] if one.row.is_disputed else [])]


def _services(known: Compared) -> list[Line]:
    offered = [statements.offered(one.record, known.on) for one in known.providers]
    names = [[in_language(service["zh"], service["en"]) for service in services] or ["–"] for services in offered]
    return [_line(known, _("Services offered"), names), *_promises(known, offered)]


def _promises(known: Compared, offered: Sequence[Sequence[Json]]) -> list[Line]:
    """Promised time and price of the services that at least two of them state."""
    stated = [{service["code"]: service for service in services if service["days"]} for services in offered]
    return [
        _line(
            known,
            _("Promised: %(item)s", item=in_language(item["zh"], item["en"])),
            [statements.promise(one[code]) if code in one else ["–"] for one in stated],
        )
        for code, item in _shared(stated).items()
    ]


def _shared(columns: Sequence[Mapping[str, Json]]) -> dict[str, Json]:
    """What stands in at least two columns: ``{item code: the first one's}``."""
    first: dict[str, Json] = {}
    for one in columns:
        first = {**one, **first}
    return {code: item for code, item in first.items() if sum(code in one for one in columns) > 1}


def _certificates(known: Compared) -> list[Line]:
    shown = [statements.certificates(one.record, known.on) for one in known.providers]
    return [
        _line(
            known,
            _("Certificates"),
            [[f"{one.name} ({one.label})" for one in certificates] or ["–"] for certificates in shown],
        )
    ]


def _rating(known: Compared) -> list[Line]:
    stars = []
    for one in known.providers:
        rating = one.record["rating"]
        star = f"{float(rating['star']):.1f} / 5" if rating["star"] else _("Insufficient data")
        stars.append([star, ngettext("%(num)s rating", "%(num)s ratings", rating["count"])])
    means = [one.record["rating"]["means"] for one in known.providers]
    return [
        _line(known, _("Rating"), stars),
        *(
            _line(known, _(label.msgid), [[f"{mean[name]} / 5" if mean else _("Insufficient data")] for mean in means])
            for name, label in DIMENSIONS.items()
        ),
    ]


def _facts(of: Callable[[Json], list[Figure]], within: str = "") -> Row:
    """Rows out of the figures that the page of one provider shows."""

    def lines(known: Compared) -> list[Line]:
        columns = [of(one.record[within] if within else one.record) for one in known.providers]
        return [
            _line(known, figures[0].label, [list(filter(None, (one.value, one.basis))) for one in figures])
            for figures in zip(*columns, strict=True)
        ]

    return lines


def _won(found: Sequence[Known]) -> list[Mapping[str, Json]]:
    return [{price["code"]: price for price in one.record["prices"]} for one in found]


def _prices(known: Compared) -> list[Line]:
    """Medians of awarded prices, for items that at least two of them have won, and the market's beside the label."""
    won = _won(known.providers)
    lines = []
    for code, item in _shared(won).items():
        label = _("Median of awarded prices: %(item)s", item=in_language(item["zh"], item["en"]))
        middle, _spread, _basis = record.market_price(known.markets.get(code))
        if middle:
            label = _("%(label)s (market: %(price)s)", label=label, price=middle)
        lines.append(_line(known, label, [_price(one.get(code)) for one in won]))
    return lines


def _price(own: Json | None) -> list[str]:
    if own is None:
        return ["–"]
    return [money(Money(own["price"])), ngettext("%(num)s award", "%(num)s awards", own["count"])]


ROWS: tuple[Row, ...] = (
    _standing,
    _services,
    _certificates,
    _rating,
    _facts(record.course, "figures"),
    _facts(record.service_kept, "figures"),
    _facts(record.trouble),
    _prices,
)
