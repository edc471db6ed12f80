"""Overrides of the restriction check: who reviews them, and what follows."""

from marketplace.blueprints.web.standing import NO_DATE, Duties, Duty, Standing, stand
from marketplace.blueprints.web.work import current_actor, providers, reading, today
from marketplace.domain.tenders import notice, reports
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.domain.tenders.states import OVERRIDE, OverrideState
from marketplace.kernel.i18n import mark

S = OverrideState

OVERRIDES: Duties = {
    S.GIVEN: Duty(
        mark("Say whether the law that is cited demands the condition. Until then the override holds."),
        mark("A regulator"),
        "override:review",
        NO_DATE,
    ),
    S.CONFIRMED: Duty(mark("The condition may be published until the override ends.")),
    S.OBJECTED: Duty(
        mark("Mend the condition, by a corrigendum where the notice is public already."), mark("The department")
    ),
}

BLOCKED = Duty(
    mark(
        "Words of the notice shut providers out and stop the approval: a legal officer stands for them with a national"
        " law, or an approver returns the tender so that they are mended."
    ),
    mark("A legal officer or an approver of the department, but not the person who drafted it"),
    "tender:override",
    NO_DATE,
)
"""While the restriction check stops the approval."""


def stops(tender: Tender) -> bool:
    """Whether the restriction check stops the approval of a tender."""
    return bool(reports.blocking(reading(), tender, notice.terms_of(tender), today()))


def may_go_on(tender: Tender) -> bool:
    """Whether the reader may stand for the words, or return them to be mended."""
    asked = ("tender:override", "tender:return")
    return any(providers().authority.permits(reading(), current_actor(), name, tender) for name in asked)


def of_override(override: RestrictionOverride) -> Standing:
    """What stands with an override."""
    return stand(OVERRIDE, override.state, OVERRIDES[override.state], override)
