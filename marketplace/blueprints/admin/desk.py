"""What waits for the operator, the jobs, and the journal."""

from collections.abc import Mapping

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.admin.forms import DropForm
from marketplace.blueprints.web import journal_pages
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, now, providers, reading, settings
from marketplace.config import Mode
from marketplace.domain.calendar import queries as calendar
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.log import queries as log
from marketplace.domain.organisations import queries as organisations
from marketplace.jobs import deadlines, heartbeat, queue
from marketplace.kernel.i18n import Text, mark

SWEEPS: Mapping[str, Text] = {
    "close_tenders": mark("Tenders to close"),
    "confirm_awards": mark("Awards to confirm"),
    "note_overdue_awards": mark("Awards whose contract is overdue"),
    "accept_deliverables": mark("Deliverables to accept"),
    "pass_registrations": mark("Registrations to pass"),
    "note_late_milestones": mark("Deliverables that are late"),
    "release_retention": mark("Retention money to release"),
    "note_certificates": mark("Certificates that expire"),
    "mark_overdue_complaints": mark("Complaints that are overdue"),
    "doubt_new_ties": mark("Ties recorded after an opening of which the bidder is not told"),
    "end_doubts": mark("Bids heard to which nobody replied in time"),
    "mark_overdue_doubts": mark("Replies of bidders that no department decides in time"),
    "mark_overdue_objections": mark("Objections that are not answered in time"),
    "show_ratings": mark("Ratings to show and to count"),
    "fetch_beacons": mark("Rounds of the public beacon to fetch: does the doctor reach its servers?"),
}
"""What the worker should have done by itself, in words."""
JOBS: Mapping[str, Text] = {
    "send_mail": mark("A mail with a link to confirm or to recover an account"),
    "mail_notice": mark("A mail about a notice in somebody's account"),
    "mail_invitation": mark("A mail that invites somebody into an organisation"),
    "mail_account": mark("A mail about what an operator did with an account"),
    "index_tender": mark("A tender for the search index"),
    "index_provider": mark("A provider for the search index"),
    "start_payment": mark("A payment order"),
}
"""What a job is, in words; one that is not named here shows its own name only."""


def index() -> str:
    """What waits for the operator, each with a way to it."""
    queued = queue.look(reading(), current_actor())
    return render_template(
        "admin/index.html",
        waiting=organisations.awaiting_check(reading()),
        disputes=organisations.open_disputes(reading()),
        queue=queued,
        overdue=[(SWEEPS[name], number) for name, number in deadlines.overdue(reading(), now()).items()],
        years=_uncovered_years(),
        clocks=_clocks(),
        unlogged=unlogged if (unlogged := log.waiting(reading())).is_late(now()) else None,
        now=now(),
    )


def _clocks() -> list[Text]:
    """What is wrong with the platform's time; a demonstration's is moved by hand."""
    return list(heartbeat.alarms(reading(), providers().clock)) if settings().mode is Mode.LIVE else []


def _uncovered_years() -> list[int]:
    """The present year and the next, where their in-lieu days are not in the calendar."""
    today = day_of(now())
    wanted = (today.year, today.year + 1)
    known = calendar.load(reading(), today, today.replace(year=today.year + 1, day=1)).published_years
    return [year for year in wanted if year not in known]


def jobs() -> str:
    """What waits and what was given up."""
    return render_template("admin/jobs.html", queue=queue.look(reading(), current_actor()), words=JOBS, now=now())


def drop(entry_id: int) -> Response | str | tuple[str, int]:
    """Take a job off the list for good, with a reason."""
    form = DropForm()
    return form_page(
        form,
        "admin/drop.html",
        act=lambda uow: queue.drop(uow, entry_id, form.reason.data or ""),
        then=lambda _entry: url_for("admin.jobs"),
        done=_("The job is dropped; the journal says why."),
        job=queue.dead_job(reading(), current_actor(), entry_id),
        words=JOBS,
    )


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
