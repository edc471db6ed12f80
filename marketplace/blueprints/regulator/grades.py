"""The yearly grades of providers: filing one, and reading them with the replies."""

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.web.fields import LineField, ParagraphsField, RadiosField, WholeField, choices, query_int
from marketplace.blueprints.web.ratings import STARS
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import reading, today
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.ratings import grading, queries
from marketplace.domain.ratings.operations import MAX_TEXT
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_PAGE = 1000


class GradeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Whom, for which year, how many stars, why, and what that rests on."""

    credit_code = LineField(_l("Credit code of the provider"), longest=32)
    year = WholeField(_l("Year"))
    grade = RadiosField(_l("Grade"))
    reason = ParagraphsField(
        _l("Reason"), longest=MAX_TEXT, description=_l("It is published; the provider may reply once.")
    )
    evidence = ParagraphsField(
        _l("What it rests on"),
        longest=MAX_TEXT,
        description=_l("Inspections, decisions, statistics, and where they can be read."),
    )

    def __init__(self, year: int) -> None:
        super().__init__(data={"year": year})
        self.grade.choices = choices(STARS.items())


def grades() -> str:
    """All grades, the newest first."""
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = queries.grade_page(reading(), number)
    pages = max(1, -(-total // queries.PAGE_SIZE))
    return render_template("regulator/grades.html", rows=rows, page=number, pages=pages)


def file_grade() -> Response | str | tuple[str, int]:
    """Grade one provider's year."""
    form = GradeForm(today().year)

    def act(uow: UnitOfWork) -> object:
        agency = organisations.agency_named(uow.session, form.credit_code.data or "")
        return grading.file_grade(
            uow,
            agency.ref,
            form.year.data or 0,
            int(form.grade.data),
            form.reason.data or "",
            form.evidence.data or "",
        )

    return form_page(
        form,
        "regulator/grade.html",
        act=act,
        then=lambda _done: url_for("regulator.grades"),
        done=_("The grade is published."),
    )
