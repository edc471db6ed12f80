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
AGAIN = timedelta(seconds=1)
"""Unknown codes do not make it read more often than this [ours]."""
KEPT = "marketplace.public.reference"


@dataclass(frozen=True, slots=True)
class Facts:
    """What was read."""

    items: Mapping[str, AnyRow]
    english: Mapping[tuple[str, str], str]
    """``{(filter, Chinese name): English name}``."""


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """What this application read last; as long as it reads the same, it is this very object."""

    facts: Facts


def check_item(code: str) -> None:
    """400 for a code that the catalogue does not have, even newly read."""
    if code not in current().facts.items and code not in _current(AGAIN).facts.items:
        raise BadRequest(_("There is no service with the code %(code)s.", code=code))


def current() -> Reference:
    """What is written from it may be kept by it."""
    return _current(FRESH)


def item_name(code: str) -> str:
    """What an item is called; the code itself where the catalogue has none like it."""
    item = current().facts.items.get(code)
    return code if item is None else _name(item, language())


def english(facet: str, chinese: str) -> str:
    """The English of a name that filters show (a qualification, an approving department, a kind of service)."""
    return current().facts.english.get((facet, chinese), "")


def _current(fresh: timedelta) -> Reference:
    kept: tuple[datetime, Reference] | None = current_app.extensions.get(KEPT)
    if kept is not None and kept[0] <= now() < kept[0] + fresh:
        return kept[1]
    facts = _facts()
    found = kept[1] if kept is not None and kept[1].facts == facts else Reference(facts)
    current_app.extensions[KEPT] = now(), found
    return found


def _facts() -> Facts:
    pairs = {
        Facet.QUALIFICATION: catalogue.qualifications(reading()),
        Facet.DEPARTMENT: catalogue.departments(reading()),
        Facet.CATEGORY: catalogue.categories(reading()),
    }
    return Facts(
        items={row.code: row for row in catalogue.names(reading())},
        english={(facet, chinese): english for facet, names in pairs.items() for chinese, english in names},
    )


def _name(row: AnyRow, language_code: str) -> str:
    return str(row.name_en if language_code == "en" and row.name_en else row.name_zh)
