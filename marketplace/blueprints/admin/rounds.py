"""Rounds that run in the market, and interrupting one when something is wrong with the platform."""

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.web.fields import ParagraphsField
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.rounds import operations, queries
from marketplace.domain.rounds.rules import phase
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.operations import MAX_REASON


class InterruptForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Why a round is interrupted."""

    reason = ParagraphsField(
        _l("Reason"),
        longest=MAX_REASON,
        description=_l("Everybody reads it on the tender's page. The department says when the round goes on."),
    )


def round_list() -> str:
    """Every round that is called and not closed, the next to end first."""
    return render_template(
        "admin/rounds.html",
        rows=[
            (tender, step, phase(now(), step.opens_at, step.closes_at, step.paused_at))
            for tender, step in queries.running(reading())
        ],
    )


def interrupt_round(ref: str) -> Response | str | tuple[str, int]:
    """Interrupt it, with the reason."""
    form = InterruptForm()
    return form_page(
        form,
        "admin/round.html",
        act=lambda uow: operations.pause(uow, ref, form.reason.data or ""),
        then=lambda _step: url_for("admin.round_list"),
        done=_("The round is interrupted, and every bidder is told."),
        tender=tenders.see(reading(), current_actor(), ref),
    )
