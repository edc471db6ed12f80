"""The department's first page: what waits for the reader, and all its tenders."""

from math import ceil

from flask import Blueprint, render_template, request, url_for

from marketplace.blueprints.buyer import waiting
from marketplace.blueprints.web.fields import query_choice, query_int
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.restrictions.rules import RULES
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders import reports
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Role
from marketplace.kernel.i18n import Text

home = Blueprint("home", __name__)

MAX_PAGE = 1000


@home.get("/")
def index() -> str:
    """Tasks by urgency, tenders by age."""
    number = query_int("page", 1, 1, MAX_PAGE)
    status = query_choice("status", [str(state) for state in TenderState], "")
    state = TenderState(status) if status else None
    rows, total = tenders.page_of_buyers(reading(), current_actor().organisations(), state, number)
    return render_template(
        "buyer/index.html",
        tasks=waiting.tasks(),
        tenders=rows,
        total=total,
        states=list(TenderState),
        chosen=state,
        page=number,
        pages=ceil(total / tenders.PAGE_SIZE),
        page_url=lambda page: url_for(request.endpoint or "", page=page, status=status or None),
        overrides=_overrides(),
        may_draft=current_actor().has(Role.DRAFTER),
    )


def _overrides() -> list[tuple[RestrictionOverride, Tender, Text]]:
    """For a legal officer: what the department stands for and the regulator has not confirmed, with its rule."""
    own = current_actor().organisations(Role.LEGAL_OFFICER)
    return [(override, tender, RULES[override.rule].label) for override, tender in reports.unsettled(reading(), own)]
