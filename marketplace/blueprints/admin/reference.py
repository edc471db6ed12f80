"""Reference data: the divisions, the catalogue of services and the calendar of working days."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.admin.forms import DayForm, TableForm
from marketplace.blueprints.web.fields import choices, query_choice, query_int
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.uploads import import_page
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.calendar import operations as calendar
from marketplace.domain.calendar import queries as calendar_queries
from marketplace.domain.calendar.models import CalendarDay, DaySource
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.catalogue import queries as catalogue_queries
from marketplace.domain.catalogue import rules as catalogue_rules
from marketplace.domain.catalogue.states import ItemStatus
from marketplace.domain.regions import operations as regions
from marketplace.domain.regions import queries as region_queries
from marketplace.domain.regions.models import RegionLevel
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

Page = Response | str | tuple[str, int]
FIRST_YEAR, LAST_YEAR = 2020, 2099
"""The years a calendar page is offered for [ours]."""

LEVELS: dict[RegionLevel, Text] = {
    RegionLevel.PROVINCE: mark("Province"),
    RegionLevel.PREFECTURE: mark("Prefecture"),
    RegionLevel.COUNTY: mark("County"),
}


def region_list() -> str:
    """The divisions by code, or what fits a word."""
    q = request.args.get("q", "")
    number = query_int("page", 1, 1, region_queries.MAX_PAGE)
    found, total = region_queries.listing(reading(), q, number)
    return render_template(
        "admin/regions.html",
        found=found,
        total=total,
        number=number,
        pages=min(-(-total // region_queries.PAGE_SIZE), region_queries.MAX_PAGE),
        levels=LEVELS,
        q=q,
    )


def import_regions() -> Page:
    """Add and change divisions from a table, all lines or none."""
    return import_page(
        TableForm(),
        "admin/import.html",
        act=regions.import_rows,
        then=lambda table: (
            url_for("admin.region_list"),
            _("%(added)s regions were added, %(changed)s changed.", added=len(table.added), changed=len(table.changed)),
        ),
        title=_("Import regions"),
        lead=_("Regions are found by their code: known ones are changed, new ones added, all others stay as they are."),
        columns=regions.COLUMNS,
        back=url_for("admin.region_list"),
    )


def catalogue_list() -> str:
    """Every item, those of one status, or what fits a word."""
    status = query_choice("status", set(ItemStatus), "")
    q = request.args.get("q", "")
    return render_template(
        "admin/catalogue.html",
        items=catalogue_queries.items(reading(), status=ItemStatus(status) if status else None, q=q),
        is_mandatory=catalogue_rules.is_mandatory,
        status=status,
        q=q,
    )


def import_catalogue() -> Page:
    """Add and change items from a table, all lines or none."""
    return import_page(
        TableForm(),
        "admin/import.html",
        act=catalogue.import_rows,
        then=lambda result: (
            url_for("admin.catalogue_list"),
            _("%(added)s items were added, %(changed)s changed.", added=len(result.added), changed=len(result.changed)),
        ),
        title=_("Import service items"),
        lead=_("Items are found by their code: known ones are changed, new ones added, all others stay as they are."),
        columns=catalogue.COLUMNS,
        back=url_for("admin.catalogue_list"),
    )


def calendar_now() -> Page:
    """The present year."""
    return calendar_year(day_of(now()).year)


def calendar_year(year: int) -> Page:
    """One year's exceptional days; the operator says what one day is."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound
    form = DayForm(is_workday="no")
    form.is_workday.choices = choices((("no", _("A day off")), ("yes", _("A working day"))))

    def act(uow: UnitOfWork) -> CalendarDay:
        if form.day.data is None:
            raise Invalid(fields={"day": mark("Choose a day.")})
        return calendar.set_day(uow, form.day.data, is_workday=form.is_workday.data == "yes", name=form.name.data or "")

    days = calendar_queries.list_year(reading(), year)
    return form_page(
        form,
        "admin/calendar.html",
        act=act,
        then=lambda day: url_for("admin.calendar_year", year=day.date.year),
        done=_("The day is set. Deadlines that are already stored stay as they are."),
        year=year,
        first=FIRST_YEAR,
        last=LAST_YEAR,
        days=days,
        is_provisional=not any(day.source is not DaySource.OPERATOR and not day.provisional for day in days),
    )


def import_calendar() -> Page:
    """Replace whole years by a table."""
    return import_page(
        TableForm(),
        "admin/import.html",
        act=calendar.import_rows,
        then=lambda years: (
            url_for("admin.calendar_year", year=years[0].year),
            _("Imported: %(years)s.", years=", ".join(year.ref for year in years)),
        ),
        title=_("Import the calendar"),
        lead=_("Every year that the table names is replaced as a whole and counts as announced."),
        columns=("date", "is_workday", "name"),
        back=url_for("admin.calendar_now"),
    )
