"""What a respondent sees of complaints, in the department's and in the agency's room: the question, and its answer."""

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import MultipleFileField
from werkzeug.wrappers import Response
from wtforms import TextAreaField
from wtforms.validators import Optional

from marketplace.blueprints.web.documents import file_of_case
from marketplace.blueprints.web.fields import query_int
from marketplace.blueprints.web.standing import complaints as standing
from marketplace.blueprints.web.uploads import FilesForm, files_page
from marketplace.blueprints.web.work import current_actor, now, providers, reading
from marketplace.domain.complaints import operations, queries, rules
from marketplace.domain.complaints.articles import named
from marketplace.domain.complaints.states import COMPLAINT

MAX_PAGE = 1000


class StatementForm(FilesForm):
    """The respondent's answer."""

    text = TextAreaField(_l("Your statement"))
    file = MultipleFileField(
        _l("Files"),
        validators=[Optional()],
        description=_l("PDF, Word (.docx), Excel (.xlsx), PNG or JPEG; at most 3 files of together 10 MB."),
    )


def hearings(room: str, endpoint: str, *, buys: bool) -> str:
    """The cases in which the reader's organisations are or were heard; `endpoint` shows one of them."""
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = queries.heard_page(reading(), current_actor(), number, buys=buys)
    return render_template(
        "hearings/index.html",
        room=room,
        endpoint=endpoint,
        rows=rows,
        now=now(),
        page=number,
        pages=max(1, -(-total // queries.PAGE_SIZE)),
    )


def hearing(ref: str, room: str, endpoint: str, *, buys: bool) -> Response | str | tuple[str, int]:
    """One of them, with the form for the statement while it is asked for; `endpoint` is this page's own."""
    case = queries.heard(reading(), current_actor(), ref, buys=buys)
    complaint = case.complaint
    form = StatementForm()
    may = providers().authority.permits(reading(), current_actor(), "complaint:state", complaint)
    return files_page(
        form,
        "hearings/show.html",
        most=rules.MAX_FILES,
        act=lambda uow, stored: operations.state(uow, ref, form.text.data or "", stored),
        then=lambda _done: url_for(endpoint, ref=ref),
        done=_("Your statement was sent to the regulator."),
        room=room,
        case=case,
        told=queries.told(reading(), complaint),
        complaint=complaint,
        stands=standing.of_complaint(complaint),
        articles=named(complaint.articles),
        may_state=may and COMPLAINT.allows(complaint.state, "state"),
        base=url_for(endpoint, ref=ref),
    )


def hearing_file(ref: str, file: str, *, buys: bool) -> Response:
    """A file of the respondent's own statement."""
    return file_of_case(queries.heard(reading(), current_actor(), ref, buys=buys), file)
