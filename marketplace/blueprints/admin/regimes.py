"""The figures of the legal regimes: what is in force in a region today, every entry, and entering new ones."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.admin.forms import TableForm
from marketplace.blueprints.admin.regime_form import WHOLE_COUNTRY, FiguresForm, values_of
from marketplace.blueprints.web.fields import query_choice
from marketplace.blueprints.web.regimes import REGIMES
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.uploads import import_page
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.regimes import operations, queries
from marketplace.domain.regimes.states import Regime
from marketplace.domain.regions import queries as regions

Page = Response | str | tuple[str, int]


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


def enter_figures() -> Page:
    """Enter the figures of one regime; the form begins with those in force in the region that is asked for."""
    region = request.args.get("region", WHOLE_COUNTRY).strip()
    if region:
        regions.by_code(reading(), region)
    regime = Regime(query_choice("regime", set(Regime), Regime.GOV_PROCUREMENT))
    day = day_of(now())
    in_force = queries.in_force(reading(), region, day)[regime]
    form = FiguresForm(regions.everywhere(reading()), data=values_of(in_force, region, day.year))
    return form_page(
        form,
        "admin/regime_form.html",
        act=lambda uow: operations.enter(uow, form.line()),
        then=lambda entry: url_for("admin.regime_list", region=entry.region_code),
        done=_("The entry is made. Drafts follow it; published tenders keep what they were published with."),
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
