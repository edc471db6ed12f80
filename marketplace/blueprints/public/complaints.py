"""Filing a complaint and following it, by anyone. Whoever is signed in acts here as nobody in particular all the same.

The code travels in forms only, never in an address, and its pages are not to be stored. What is done here carries no
account and no request number, so that neither journal nor log leads from a complaint to a person.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from marketplace.blueprints.account.forms import too_many
from marketplace.blueprints.public.complaint_forms import ComplaintForm, FollowForm, SupplementForm, TrackForm
from marketplace.blueprints.web.errors import status_of
from marketplace.blueprints.web.fields import query_choice
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.submit import MENDABLE, SEE_OTHER, UNPROCESSABLE, say_on_form
from marketplace.blueprints.web.uploads import received_all
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import now, providers, reading
from marketplace.domain.accounts import operations as accounts
from marketplace.domain.accounts import queries as account_queries
from marketplace.domain.complaints import operations, queries, rules
from marketplace.domain.complaints.articles import named
from marketplace.domain.complaints.queries import Case
from marketplace.domain.complaints.states import COMPLAINT, SubjectKind
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.errors import NotFound
from marketplace.kernel.unit_of_work import UnitOfWork

TRACK = "/complaints/track"


def new() -> Response:
    """The form, filled from the address where a page led here; once received, the number and the code."""
    departments = [(row.ref, in_language(row.name, row.name_en)) for row in queries.departments(reading())]
    form = ComplaintForm(departments, data=_prefilled())
    if request.method != "POST":
        return _private(render_template("public/complaints/new.html", form=form, rules=rules))
    status = UNPROCESSABLE
    if form.validate():
        limits = [(rules.FILING, _source())]
        pause = account_queries.wait_for(reading(), limits, now())
        try:
            if pause is not None:
                form.form_errors = [*form.form_errors, translate(operations.TOO_MANY)]
            else:
                with received_all(form.file.data or [], rules.MAX_FILES) as stored, _nameless() as uow:
                    made = operations.file(uow, form.submission(), stored, _source())
                page = render_template(
                    "public/complaints/filed.html", ref=made.complaint.ref, code=made.code, rules=rules
                )
                return _private(page)
        except MENDABLE as refusal:
            status = status_of(refusal)
            say_on_form(form, refusal)
    return _private(render_template("public/complaints/new.html", form=form, rules=rules), status)


def track() -> Response:
    """Ask for number and code; show the case to whoever has both."""
    form = TrackForm()
    if request.method == "POST" and form.validate():
        case = _proved(form)
        if case is not None:
            return _case_page(case, _typed(form)[1])
    status = UNPROCESSABLE if request.method == "POST" else 200
    return _private(render_template("public/complaints/track.html", form=form), status)


def supplement() -> Response:
    """Add what the regulator asked for."""
    if request.method != "POST":
        return redirect(TRACK, SEE_OTHER)
    form = SupplementForm()
    case = _proved(form)
    if case is None:
        return _asked_again(form)
    status = UNPROCESSABLE
    if form.validate():
        try:
            with received_all(form.file.data or [], rules.MAX_FILES) as stored, _nameless() as uow:
                operations.supplement(uow, *_typed(form), form.text.data or "", stored, _source())
        except MENDABLE as refusal:
            status = status_of(refusal)
            say_on_form(form, refusal)
        else:
            return _case_page(_again(form), _typed(form)[1], done=_("Your supplement was received."))
    return _case_page(case, _typed(form)[1], form=form, status=status)


def withdraw() -> Response:
    """Take the complaint back."""
    if request.method != "POST":
        return redirect(TRACK, SEE_OTHER)
    form = FollowForm()
    case = _proved(form)
    if case is None:
        return _asked_again(form)
    try:
        with _nameless() as uow:
            operations.withdraw(uow, *_typed(form))
    except MENDABLE as refusal:
        say_on_form(form, refusal)
        return _case_page(case, _typed(form)[1], form=form, status=status_of(refusal))
    return _case_page(_again(form), _typed(form)[1], done=_("The complaint is withdrawn."))


def _proved(form: TrackForm | FollowForm) -> Case | None:
    """The case, or what is wrong written on the form; wrong codes count by address and by complaint."""
    ref, code = _typed(form)
    limits = rules.code_limits(ref, _source())
    with _nameless() as uow:
        attempt = accounts.begin_attempt(uow, limits)
    if attempt.pause is not None:
        form.form_errors = [*form.form_errors, too_many(attempt.pause)]
        return None
    try:
        case = queries.followed(reading(), ref, code)
    except NotFound as refusal:
        form.form_errors = [*form.form_errors, translate(refusal.text)]
        return None
    with _nameless() as uow:
        accounts.take_back(uow, attempt.numbers)
    return case


def _typed(form: TrackForm | FollowForm) -> tuple[str, str]:
    return form.ref.data or "", form.code.data or ""


def _again(form: FollowForm) -> Case:
    return queries.followed(reading(), *_typed(form))


def _asked_again(form: FollowForm) -> Response:
    asked = TrackForm(formdata=None, ref=form.ref.data)
    asked.form_errors = form.form_errors
    return _private(render_template("public/complaints/track.html", form=asked), UNPROCESSABLE)


def _case_page(case: Case, code: str, *, form: FollowForm | None = None, done: str = "", status: int = 200) -> Response:
    complaint = case.complaint
    shown = form if isinstance(form, SupplementForm) else SupplementForm(formdata=None)
    shown.ref.data, shown.code.data = complaint.ref, code
    return _private(
        render_template(
            "public/complaints/case.html",
            case=case,
            told=queries.told(reading(), complaint),
            complaint=complaint,
            meaning=COMPLAINT.meanings[complaint.state],
            articles=named(complaint.articles),
            decided_under=named(case.decision.articles) if case.decision else [],
            form=form,
            supplement=shown,
            may_supplement=COMPLAINT.allows(complaint.state, "supplement"),
            may_withdraw=COMPLAINT.allows(complaint.state, "withdraw"),
            done=done,
            now=now(),
        ),
        status,
    )


def _prefilled() -> dict[str, str]:
    """What a link may say: the kind, and the tender, department or provider it is about."""
    kind = query_choice("kind", [str(kind) for kind in SubjectKind], "")
    names = ("tender", "department", "agency")
    return {name: request.args.get(name, "")[: rules.LONGEST_LINE] for name in names} | ({"kind": kind} if kind else {})


@contextmanager
def _nameless() -> Iterator[UnitOfWork]:
    """A unit of work of nobody in particular, whoever is signed in; afterwards the page reads anew."""
    try:
        with providers().writing(ANYONE) as uow:
            yield uow
    finally:
        reading().rollback()


def _source() -> str:
    return request.remote_addr or "unknown"


def _private(page: str, status: int = 200) -> Response:
    response = make_response(page, status)
    response.headers["Cache-Control"] = "no-store"
    return response
