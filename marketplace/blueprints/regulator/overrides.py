"""The review register: overrides of the restriction check, to confirm or to object to."""

from flask import render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.web.fields import ParagraphsField, RadiosField, choices, query_choice, query_int
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.findings import laws_of
from marketplace.blueprints.web.standing import overrides as standing
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.restrictions.rules import RULES
from marketplace.domain.tenders import operations, reports
from marketplace.domain.tenders.operations.steps import MAX_REASON
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.domain.tenders.states import OVERRIDE, OverrideState
from marketplace.kernel.errors import Conflict, NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

MAX_PAGE = 1000
Page = Response | str | tuple[str, int]

CONFIRM, OBJECT = "confirm", "object"


class ReviewForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What the regulator says of it."""

    outcome = RadiosField(_l("Does the law that is cited demand the condition?"))
    reason = ParagraphsField(
        _l("Reasons"), MAX_REASON, description=_l("The department reads it, and it is published with the notice.")
    )

    def __init__(self) -> None:
        super().__init__()
        self.outcome.choices = choices(((CONFIRM, mark("Yes: confirm")), (OBJECT, mark("No: object"))))


def register() -> str:
    """Every override, those that wait for a review first."""
    status = query_choice("status", [str(state) for state in OverrideState], "")
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = reports.register(reading(), OverrideState(status) if status else None, number)
    return render_template(
        "regulator/overrides.html",
        rows=rows,
        total=total,
        status=status,
        states=list(OverrideState),
        label_of=lambda rule: translate(RULES[rule].label),
        page=number,
        pages=max(1, -(-total // reports.PAGE_SIZE)),
    )


def review(ref: str) -> Page:
    """One override: read it, confirm it or object."""
    found = reports.override(reading(), ref)
    may = providers().authority.permits(reading(), current_actor(), "override:review", found.RestrictionOverride)
    form = ReviewForm()
    if form.is_submitted():
        if not may:
            raise NotPermitted
        if not OVERRIDE.allows(found.RestrictionOverride.state, CONFIRM):
            raise Conflict(OVERRIDE.meanings[found.RestrictionOverride.state])

    def act(uow: UnitOfWork) -> RestrictionOverride:
        decide = operations.confirm_override if form.outcome.data == CONFIRM else operations.object_to_override
        return decide(uow, ref, form.reason.data or "")

    return form_page(
        form,
        "regulator/override.html",
        act=act,
        then=lambda _done: url_for("regulator.overrides"),
        done=_("The review is recorded."),
        row=found,
        stands=standing.of_override(found.RestrictionOverride),
        override=found.RestrictionOverride,
        rule=RULES[found.RestrictionOverride.rule],
        laws=laws_of(RULES[found.RestrictionOverride.rule]),
        is_open=may and OVERRIDE.allows(found.RestrictionOverride.state, CONFIRM),
    )
