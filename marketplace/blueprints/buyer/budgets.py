"""Budget lines: what is left of each, how it got there, and the import of a new budget."""

import csv
import io
from collections.abc import Sequence
from itertools import groupby

from flask import Blueprint, Response, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from marketplace.blueprints.buyer.desk import Answer, own_line
from marketplace.blueprints.buyer.forms import ImportForm
from marketplace.blueprints.web.documents import disposition
from marketplace.blueprints.web.uploads import import_page
from marketplace.blueprints.web.work import current_actor, now, reading, workplaces
from marketplace.domain.budgets import operations
from marketplace.domain.budgets import queries as lines
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.calendar.rules import day_of
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.money import ZERO, Money

budgets = Blueprint("budgets", __name__, url_prefix="/budgets")


@budgets.get("")
def index() -> str:
    """All lines of the reader's departments by year, with their sums."""
    found = lines.lines_of(reading(), current_actor().organisations())
    years = [(year, list(group)) for year, group in groupby(found, lambda line: line.fiscal_year)]
    return render_template(
        "buyer/budgets.html",
        years=[(year, group, _sums(group)) for year, group in years],
    )


@budgets.get("/<ref>")
def show(ref: str) -> str:
    """One line and every movement on it."""
    line = own_line(ref)
    return render_template("buyer/budget_line.html", line=line, entries=lines.entries_of(reading(), line.id))


@budgets.route("/import", methods=["GET", "POST"])
def load() -> Answer:
    """Import a budget: all lines or none, every bad line named."""
    places = [place for place in workplaces() if current_actor().sits(place.organisation_id, Role.FINANCE_OFFICER)]
    if not places:
        raise NotPermitted
    form = ImportForm(places)
    return import_page(
        form,
        "buyer/budget_import.html",
        act=lambda uow, rows: operations.import_rows(uow, form.department.data or places[0].ref, rows),
        then=lambda added: (
            url_for("buyer.budgets.index"),
            ngettext("%(num)s line was imported.", "%(num)s lines were imported.", len(added)),
        ),
        columns=operations.COLUMNS,
    )


@budgets.get("/template.csv")
def template() -> Response:
    """An example to fill in; the mark at its start tells spreadsheets that it is UTF-8."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet)
    writer.writerow(operations.COLUMNS)
    writer.writerow((day_of(now()).year, "2110301", _("Technical assessments"), "300000.00"))
    response = Response(sheet.getvalue().encode("utf-8-sig"), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = disposition("budget.csv")
    return response


def _sums(group: Sequence[BudgetLine]) -> dict[str, Money]:
    names = ("amount", "reserved", "committed", "spent", "available")
    return {name: sum((getattr(line, name) for line in group), ZERO) for name in names}
