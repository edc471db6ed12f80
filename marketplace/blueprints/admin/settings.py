"""The rules of the house as an operator reads them."""

from flask import render_template

from marketplace.blueprints.admin.house_rules import house_rules


def house_numbers() -> str:
    """Every number with its source; the code is the only place where it is changed."""
    return render_template("admin/settings.html", rules=house_rules())
