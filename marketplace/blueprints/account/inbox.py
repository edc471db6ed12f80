"""What a person was told, and about what they want mails."""

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.web.fields import ChoicesField, choices, query_int
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import member, reading
from marketplace.domain.notifications import operations, queries
from marketplace.domain.notifications.models import Notice
from marketplace.domain.notifications.topics import LABELS, Topic

inbox = Blueprint("inbox", __name__)


class MailsForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """One box for each topic."""

    topics = ChoicesField(
        lazy_gettext("Send me a mail about"),
        description=lazy_gettext("Your inbox has all news, whatever you choose here."),
    )


@inbox.get("/inbox")
def index() -> str:
    """The news, the newest first."""
    number = query_int("page", 1, 1, queries.MAX_PAGE)
    entries, has_more = queries.page(reading(), _reader(), number)
    return render_template(
        "account/inbox.html",
        entries=entries,
        unread=queries.unread(reading(), _reader()),
        newer=url_for(".index", page=number - 1) if number > 1 else None,
        older=url_for(".index", page=number + 1) if has_more and number < queries.MAX_PAGE else None,
    )


@inbox.post("/inbox/<int:notice_id>")
def follow(notice_id: int) -> Response:
    """Mark one as read and go where it leads."""

    def destination(notice: Notice | None) -> str:
        return queries.entry(notice).path if notice else url_for(".index")

    return act_and_return(lambda uow: operations.read(uow, notice_id), destination)


@inbox.post("/inbox/read")
def read_all() -> Response:
    """Mark all as read."""
    return act_and_return(operations.read_all, lambda _read: url_for(".index"))


@inbox.route("/news", methods=["GET", "POST"])
def mails() -> Response | str | tuple[str, int]:
    """Choose what to get mails about."""
    form = MailsForm(data={"topics": [topic.value for topic in queries.mailed_topics(reading(), _reader())]})
    form.topics.choices = choices(LABELS.items())
    return form_page(
        form,
        "account/news.html",
        act=lambda uow: operations.choose_mails(uow, [Topic(topic) for topic in form.topics.data or ()]),
        then=lambda _changed: url_for(".mails"),
        done=_("Your choice is saved."),
    )


def _reader() -> int:
    return member().user_id or 0
