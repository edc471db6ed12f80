"""The home page: what this is for whom, what is going on, how a purchase works."""

from flask import render_template

from marketplace.blueprints.public import rows
from marketplace.blueprints.web.work import now, reading
from marketplace.domain.awards import queries as awards
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.payments import queries as payments
from marketplace.domain.tenders import queries as tenders
from marketplace.kernel.paging import FIRST

SHOWN = 5
"""Tenders closing soonest, and latest awards."""


def index() -> str:
    """Key figures, the nearest deadlines, the latest awards."""
    session = reading()
    return render_template(
        "public/home.html",
        open_tenders=f"{tenders.count_open(session, now()):,}",
        providers=f"{organisations.count_providers(session):,}",
        awarded=f"{awards.count(session):,}",
        paid=payments.total_settled(session),
        closing=rows.tenders(tenders.open_now(session, now(), SHOWN), now()),
        latest=rows.awards(awards.newest(session, FIRST, int)[:SHOWN]),
    )
