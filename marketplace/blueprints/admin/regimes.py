"""The figures of the legal regimes: what is in force in a region today, every entry, and entering new ones."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.admin.forms import TableForm
from marketplace.blueprints.web.regimes import REGIMES
from marketplace.blueprints.web.uploads import import_page
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.regimes import operations, queries
from marketplace.domain.regions import queries as regions

Page = Response | str | tuple[str, int]
WHOLE_COUNTRY = ""


def regime_list() -> str:
    """The figures in force today in the region that is asked for, and all entries, the newest first."""
    asked = request.args.get("region", WHOLE_COUNTRY).strip()
    place = regions.by_code(reading(), asked) if asked else None
    return render_template(
        "admin/regimes.html",
        asked=asked,
        place=place,
        in_force=queries.in_force(reading(), asked, day_of(now())).values(),
        entries=queries.entries(reading()),
        names=REGIMES,
    )


def import_regimes() -> Page:
    """Enter the figures of a table, all lines or none."""
    return import_page(
        TableForm(),
        "admin/import.html",
        act=operations.import_rows,
        then=lambda entered: (
            url_for("admin.regime_list"),
            _("%(count)s entries were made. Drafts follow them from now on.", count=len(entered.entries)),
        ),
        title=_("Enter the figures of the regimes"),
        lead=_(
            "One line for a region, a year and a regime. A later entry takes the place of an earlier one; nothing is "
            "overwritten. Published tenders keep what they were published with. Amounts in yuan, periods in working "
            "days, codes of items apart by spaces; an empty region is the whole country."
        ),
        columns=operations.COLUMNS,
        back=url_for("admin.regime_list"),
    )
