"""The catalogue and the divisions as filters show them, read at most once a minute: they change a few times a year."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app, request
from werkzeug.exceptions import BadRequest

from marketplace.blueprints.public.listing import Choices
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.catalogue.states import Commissioner, ItemStatus
from marketplace.domain.regions import queries as regions
from marketplace.domain.regions.models import RegionLevel
from marketplace.kernel.database import AnyRow
from marketplace.languages import LOCALES

FRESH = timedelta(minutes=1)
KEPT = "marketplace.public.reference"
INDENT = "\u2003"
"""Before a prefecture, which stands under its province."""


@dataclass(frozen=True, slots=True)
class Reference:
    """What was read. Choices are kept for each language, ready for a select."""

    read_at: datetime
    items: Mapping[str, AnyRow]
    tendered: Mapping[str, Choices]
    """Items that departments put out to tender."""
    offered: Mapping[str, Choices]
    """Items in force, whoever commissions them."""
    places: Mapping[str, Choices]


def item_asked() -> str:
    """The item of the address, or nothing; 400 for a code that the catalogue does not have, even newly read."""
    item = request.args.get("item", "").strip()
    if item and item not in _current().items and item not in _read_again().items:
        raise BadRequest(_("There is no service with the code %(code)s.", code=item))
    return item


def read_at() -> datetime:
    """When the reference data was read: what is written from it may be kept until it is read again."""
    return _current().read_at


def tendered(chosen: str) -> Choices:
    """The items that departments tender, and the one that is chosen."""
    return _with_chosen(_current().tendered[language()], chosen)


def offered(chosen: str) -> Choices:
    """The items in force, and the one that is chosen."""
    return _with_chosen(_current().offered[language()], chosen)


def places() -> Choices:
    """Provinces, each with its prefectures."""
    return _current().places[language()]


def _with_chosen(choices: Choices, chosen: str) -> Choices:
    if not chosen or any(code == chosen for code, _label in choices):
        return choices
    return (*choices, (chosen, _name(_current().items[chosen], language())))


def _current() -> Reference:
    kept: Reference | None = current_app.extensions.get(KEPT)
    if kept is None or not kept.read_at <= now() < kept.read_at + FRESH:
        return _read_again()
    return kept


def _read_again() -> Reference:
    items = catalogue.names(reading())
    upper = regions.provinces_and_prefectures(reading())
    by_departments = [
        row for row in items if row.commissioned_by is Commissioner.DEPARTMENT and row.status is ItemStatus.ACTIVE
    ]
    in_force = [row for row in items if row.status is ItemStatus.ACTIVE]
    found = current_app.extensions[KEPT] = Reference(
        read_at=now(),
        items={row.code: row for row in items},
        tendered={code: _choices(by_departments, code) for code in LOCALES},
        offered={code: _choices(in_force, code) for code in LOCALES},
        places={code: tuple((row.code, _indent(row) + _name(row, code)) for row in upper) for code in LOCALES},
    )
    return found


def _choices(rows: Iterable[AnyRow], language_code: str) -> Choices:
    return tuple((row.code, _name(row, language_code)) for row in rows)


def _name(row: AnyRow, language_code: str) -> str:
    return str(row.name_en if language_code == "en" and row.name_en else row.name_zh)


def _indent(row: AnyRow) -> str:
    return "" if row.level is RegionLevel.PROVINCE else INDENT
