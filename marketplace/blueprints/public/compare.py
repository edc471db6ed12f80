"""Up to four providers side by side. Nothing here that was not public before: no price of a bid that is not opened.

A row is a label and one cell for each provider; to add one, write a function and name it in `ROWS`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from flask import redirect, render_template, request
from flask_babel import ngettext
from werkzeug.exceptions import BadRequest
from werkzeug.wrappers import Response

from marketplace.blueprints.public import listing
from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.public.providers import DIMENSIONS
from marketplace.blueprints.web.filters import money, translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.submit import SEE_OTHER
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import now, reading, today
from marketplace.domain.awards import track_records as awards
from marketplace.domain.awards.track_records import ItemPrices
from marketplace.domain.contracts.track_records import TrackRecord, track_records
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.ratings.models import ProviderStanding
from marketplace.domain.ratings.rules import SUFFICIENT
from marketplace.kernel.database import AnyRow

PATH = "/providers/compare"
MOST = 4
"""Columns that can be read side by side [own default]."""
PERCENT = 100


@dataclass(frozen=True, slots=True)
class Compared:
    """All that is known of the providers, by their numbers."""

    providers: Sequence[Organisation]
    services: Mapping[int, Sequence[AnyRow]]
    standings: Mapping[int, ProviderStanding]
    awards: Mapping[int, int]
    prices: Sequence[ItemPrices]
    records: Mapping[int, TrackRecord]


class Line(NamedTuple):
    """A row of the table; a cell is one or several lines of text."""

    label: str
    cells: list[list[str]]


Row = Callable[[Compared], list[Line]]


def compare() -> Response | str:
    """The table; an address with the numbers one by one (as checkboxes send them) leads to the one to keep."""
    wanted = _asked()
    if request.args.getlist("ids") != [_joined(wanted)] and wanted:
        return redirect(_address(wanted), SEE_OTHER)
    found = [organisations.provider(reading(), number) for number in wanted]
    known = _known(found)
    return render_template(
        "public/providers/compare.html",
        providers=[
            (
                in_language(one.name, one.name_en),
                provider_path(one.id, one.slug),
                _address([number for number in wanted if number != one.id]),
            )
            for one in found
        ],
        lines=[line for row in ROWS for line in row(known)] if found else [],
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


def _known(found: Sequence[Organisation]) -> Compared:
    session, ids = reading(), [one.id for one in found]
    return Compared(
        providers=found,
        services=organisations.offered(session, ids, today()),
        standings=ratings.standings(session, ids, now()),
        awards=awards.counts_of(session, ids),
        prices=awards.prices_by_item(session, ids),
        records=track_records(session, ids),
    )


def _services(known: Compared) -> list[Line]:
    return [
        Line(
            _("Services offered"),
            [
                [in_language(item.name_zh, item.name_en) for item in known.services.get(one.id, ())] or ["–"]
                for one in known.providers
            ],
        )
    ]


def _rating(known: Compared) -> list[Line]:
    stars = []
    for one in known.providers:
        standing = known.standings.get(one.id)
        number = standing.count if standing else 0
        counted = ngettext("%(num)s rating", "%(num)s ratings", number)
        star = f"{standing.star:.1f} / 5" if standing and standing.is_sufficient else _("Insufficient data")
        stars.append([star, counted])
    return [Line(_("Rating"), stars)]


def _dimensions(known: Compared) -> list[Line]:
    """Means of each dimension, of those who have enough ratings."""
    enough = {key for key, standing in known.standings.items() if standing.is_sufficient}
    return [
        Line(
            translate(label),
            [
                [f"{known.standings[one.id].means[name]:.1f} / 5" if one.id in enough else _("Insufficient data")]
                for one in known.providers
            ],
        )
        for name, label in DIMENSIONS.items()
    ]


def _awards(known: Compared) -> list[Line]:
    return [Line(_("Awards won"), [[str(known.awards.get(one.id, 0))] for one in known.providers])]


def _contracts(known: Compared) -> list[Line]:
    records = [known.records.get(one.id, TrackRecord()) for one in known.providers]
    return [
        Line(_("Contracts signed"), [[str(record.signed)] for record in records]),
        Line(_("Contracts completed"), [[str(record.completed)] for record in records]),
    ]


def _on_time(known: Compared) -> list[Line]:
    return [Line(_("Delivered on time"), [_share(known.records.get(one.id, TrackRecord())) for one in known.providers])]


def _share(record: TrackRecord) -> list[str]:
    if record.delivered < SUFFICIENT:
        return [_("Insufficient data"), _of(record)]
    return [f"{record.on_time * PERCENT // record.delivered} %", _of(record)]


def _of(record: TrackRecord) -> str:
    return str(_("%(part)s of %(all)s deliverables", part=record.on_time, all=record.delivered))


def _prices(known: Compared) -> list[Line]:
    """Medians of awarded prices, for items that at least two of them have won."""
    return [
        Line(
            str(_("Median of awarded prices: %(item)s", item=in_language(item.name_zh, item.name_en))),
            [
                [
                    money(item.medians[one.id].price),
                    ngettext("%(num)s award", "%(num)s awards", item.medians[one.id].count),
                ]
                if one.id in item.medians
                else ["–"]
                for one in known.providers
            ],
        )
        for item in known.prices
        if len(item.medians) > 1
    ]


ROWS: tuple[Row, ...] = (_services, _rating, _dimensions, _awards, _contracts, _on_time, _prices)
