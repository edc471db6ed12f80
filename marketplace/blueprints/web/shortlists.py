"""A line of a short-list, the same before it is locked and ever after."""

from collections.abc import Mapping
from typing import Any

from marketplace.blueprints.web.filters import money, translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import in_language
from marketplace.kernel.i18n import from_json
from marketplace.kernel.money import Money

HUNDREDTHS = 100
Provider = Mapping[str, Any]
"""As `shortlists.rules.provider`."""
Row = tuple[str, str, Provider, Mapping[str, str]]
"""Name, address, the provider, its figures as the reader writes them."""


def row_of(provider: Provider, address: tuple[int, str]) -> Row:
    """The line of a provider whose page has this number and slug."""
    number, slug = address
    price = provider["median_price"]
    figures = {
        "star": star(provider) or _("Insufficient data"),
        "price": "–" if price is None else money(Money(price)),
        "on_time": on_time(provider) or _("Insufficient data"),
        "because": translate(from_json(provider["because"])),
    }
    return in_language(provider["name"], provider["name_en"]), f"/providers/{number}-{slug}", provider, figures


def star(provider: Provider) -> str:
    """The public star; empty while the data do not suffice."""
    return "" if provider["star"] is None else f"{provider['star'] / HUNDREDTHS:.2f}"


def on_time(provider: Provider) -> str:
    """How many of its deliverables were in time; empty likewise."""
    if provider["on_time"] is None:
        return ""
    return str(_("%(part)s of %(all)s", part=provider["on_time"], all=provider["delivered"]))
