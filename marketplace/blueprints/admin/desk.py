"""What waits for the operator, the jobs, and the journal."""

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.web import journal_pages
from marketplace.blueprints.web.submit import act_and_return
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.organisations import queries as organisations
from marketplace.jobs import queue


def index() -> str:
    """The queues."""
    return render_template(
        "admin/index.html",
        waiting=organisations.awaiting_check(reading()),
        disputes=organisations.open_disputes(reading()),
        queue=queue.look(reading(), current_actor()),
        now=now(),
    )


def jobs() -> str:
    """What waits and what was given up."""
    return render_template("admin/jobs.html", queue=queue.look(reading(), current_actor()), now=now())


def retry(entry_id: int) -> Response:
    """Give a job another chance."""
    return act_and_return(
        lambda uow: queue.retry(uow, entry_id),
        then=lambda _entry: url_for("admin.jobs"),
        done=_("The job runs again in a moment."),
    )


def journal() -> str:
    """Who did what when."""
    return journal_pages.entries("admin/journal.html", "admin.journal")


def verify_journal() -> str:
    """Walk the whole chain."""
    return journal_pages.verification("admin/journal_verified.html")
