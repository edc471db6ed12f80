"""Overrides of the restriction check: who reviews them, and what follows."""

from marketplace.blueprints.web.standing import NO_DATE, Duties, Duty, Standing, stand
from marketplace.domain.tenders.models import RestrictionOverride
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


def of_override(override: RestrictionOverride) -> Standing:
    """What stands with an override."""
    return stand(OVERRIDE, override.state, OVERRIDES[override.state], override)
