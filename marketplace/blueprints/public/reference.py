"""The catalogue as filters show it, read at most once a minute: they change a few times a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from werkzeug.exceptions import BadRequest

from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.search.ports import Facet
from marketplace.kernel.database import AnyRow

FRESH = timedelta(minutes=1)
KEPT = "marketplace.public.reference"


@dataclass(frozen=True, slots=True)
class Reference:
    """What was read."""

    read_at: datetime
    items: Mapping[str, AnyRow]
    english: Mapping[tuple[str, str], str]
    """``{(filter, Chinese name): English name}``."""


def check_item(code: str) -> None:
    """400 for a code that the catalogue does not have, even newly read."""
    if code not in _current().items and code not in _read_again().items:
        raise BadRequest(_("There is no service with the code %(code)s.", code=code))


def read_at() -> datetime:
    """When the reference data was read: what is written from it may be kept until it is read again."""
    return _current().read_at


def item_name(code: str) -> str:
    """What an item is called; the code itself where the catalogue has none like it."""
    item = _current().items.get(code)
    return code if item is None else _name(item, language())


def english(facet: str, chinese: str) -> str:
    """The English of a name that filters show (a qualification, an approving department, a kind of service)."""
    return _current().english.get((facet, chinese), "")


def _current() -> Reference:
    kept: Reference | None = current_app.extensions.get(KEPT)
    if kept is None or not kept.read_at <= now() < kept.read_at + FRESH:
        return _read_again()
    return kept


def _read_again() -> Reference:
    pairs = {
        Facet.QUALIFICATION: catalogue.qualifications(reading()),
        Facet.DEPARTMENT: catalogue.departments(reading()),
        Facet.CATEGORY: catalogue.categories(reading()),
    }
    found = current_app.extensions[KEPT] = Reference(
        read_at=now(),
        items={row.code: row for row in catalogue.names(reading())},
        english={(facet, chinese): english for facet, names in pairs.items() for chinese, english in names},
    )
    return found


def _name(row: AnyRow, language_code: str) -> str:
    return str(row.name_en if language_code == "en" and row.name_en else row.name_zh)
