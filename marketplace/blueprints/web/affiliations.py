"""The register of ties between departments and providers: everybody reads it, operators and regulators keep it."""

from typing import Any

from flask import render_template, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.web.fields import ChoiceField, DayField, LineField, choices, query_int
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import reading
from marketplace.domain.independence import operations, queries, rules
from marketplace.domain.independence.rules import NewAffiliation
from marketplace.domain.independence.states import AFFILIATION_KINDS, AffiliationKind
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations import succession
from marketplace.kernel.errors import NotFound
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_PAGE = 1000
NOBODY = 0
"""The key of no department: all of them are offered."""

Page = Response | str | tuple[str, int]


class DeclarationForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """To which department, how, and since when."""

    department = ChoiceField(_l("Department"))
    kind = ChoiceField(_l("How they are tied"))
    since = DayField(_l("Since which day"))


class TieForm(DeclarationForm):
    """As whoever keeps the register writes it."""

    credit_code = LineField(_l("Credit code of the provider"), longest=32)
    exception_law = LineField(
        _l("Law and article that allow the work all the same"),
        longest=rules.LONGEST_LAW,
        description=_l("Leave it empty where none does: then the provider does not bid in this department's tenders."),
    )


class EndForm(FlaskForm):  # type: ignore[misc]
    """Until when, and why."""

    until = DayField(_l("Last day of the tie"))
    reason = LineField(_l("Reason"), longest=rules.LONGEST_REASON)


def offer(form: DeclarationForm) -> None:
    """Fill in what may be chosen."""
    departments = succession.possible_successors(reading(), NOBODY)
    form.department.choices = choices(
        ((each.ref, in_language(each.name, each.name_en)) for each in departments), empty=_("Choose a department")
    )
    form.kind.choices = choices(AFFILIATION_KINDS.items(), empty=_("Choose how"))


def given(form: DeclarationForm, **more: str) -> NewAffiliation:
    """What was typed."""
    kind = AffiliationKind(form.kind.data) if form.kind.data else None
    return NewAffiliation(kind=kind, since=form.since.data, **more)


def register(room: str) -> str:
    """The register, the newest entry first; in the rooms of those who keep it with what they may do."""
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = queries.register_page(reading(), number)
    pages = max(1, -(-total // queries.PAGE_SIZE))
    return render_template(
        "affiliations/index.html", room=room, rows=rows, kinds=AFFILIATION_KINDS, page=number, pages=pages
    )


def record_page(room: str) -> Page:
    """Write a tie into the register."""
    form = TieForm()
    offer(form)

    def act(uow: UnitOfWork) -> object:
        agency = organisations.agency_named(uow.session, form.credit_code.data or "")
        return operations.record(
            uow, agency.ref, form.department.data or "", given(form, exception_law=form.exception_law.data or "")
        )

    asked = (form.credit_code, form.department, form.kind, form.since, form.exception_law)
    return _page(form, room, act, asked=asked, heading=_("Record a tie"), done=_("The tie is in the register."))


def end_page(ref: str, room: str) -> Page:
    """Say that a tie is over."""
    row = queries.by_ref(reading(), ref)
    if row is None:
        raise NotFound
    form = EndForm()

    def act(uow: UnitOfWork) -> object:
        return operations.end(uow, ref, form.until.data, form.reason.data or "")

    asked, heading = (form.until, form.reason), _("Record that a tie is over")
    return _page(form, room, act, asked=asked, heading=heading, done=_("The register says that it is over."), row=row)


def _page(form: FlaskForm, room: str, act: Any, *, done: str, row: object = None, **shown: Any) -> Page:  # noqa: ANN401
    back = url_for(f"{room}.affiliations")
    return form_page(
        form,
        "affiliations/form.html",
        act=act,
        then=lambda _done: back,
        done=done,
        room=room,
        back=back,
        row=row,
        **shown,
    )
