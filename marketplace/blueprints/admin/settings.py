"""The rules of the house as an operator reads them."""

from flask import render_template

from marketplace.blueprints.admin.house_rules import house_rules
from marketplace.blueprints.web.work import reading, settings
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.tenders import projects


def house_numbers() -> str:
    """Every number with its source; the code is the only place where it is changed."""
    names = {item.code: item for item in catalogue.names(reading())}
    barring = [
        (names[code], role, projects.BARRED_BY[role]) for code, role in projects.BARRING_ITEMS.items() if code in names
    ]
    return render_template("admin/settings.html", rules=house_rules(), barring=barring, shares=settings().rating_shares)
