"""Choosing services of the catalogue: boxes by category and a filter that needs no script.

The filter is a button of the same form, so that nothing typed is lost; what is chosen always stays on the page.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import StringField
from wtforms.validators import Optional

from marketplace.blueprints.web.fields import ChoicesField, choices
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.work import reading
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.states import ItemStatus

FILTER = "filter"
"""The value of the button that only narrows the list."""


@dataclass(frozen=True, slots=True)
class Group:
    """A category as the page shows it; `chosen` counts its ticked boxes."""

    name: str
    items: Sequence[ServiceItem]
    chosen: int


class ServicesMixin:
    """Adds the boxes and their filter to a form."""

    services_filter = StringField(
        _l("Find a service"), description=_l("A part of its name or code."), validators=[Optional()]
    )
    services = ChoicesField(
        _l("Services you offer"),
        description=_l("You are told of tenders for these. You may bid for any other service all the same."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' signature
        super().__init__(*args, **kwargs)
        self._items = catalogue.items(reading(), status=ItemStatus.ACTIVE)
        self.services.choices = choices((item.code, item.code) for item in self._items)

    @property
    def only_filters(self) -> bool:
        """Whether the filter's button was pressed, so that nothing is to be checked or kept yet."""
        return request.method == "POST" and request.form.get("act") == FILTER

    def groups(self) -> list[Group]:
        """What fits the filter, and everything that is chosen, by category."""
        part = (self.services_filter.data or "").strip().casefold()
        chosen = set(self.services.data or ())
        found: dict[str, list[ServiceItem]] = {}
        for item in self._items:
            words = f"{item.name_zh} {item.name_en} {item.code}".casefold()
            if item.code in chosen or part in words:
                found.setdefault(item.category_en if language() == "en" else item.category_zh, []).append(item)
        return [
            Group(name[:1].upper() + name[1:], items, sum(item.code in chosen for item in items))
            for name, items in found.items()
        ]
