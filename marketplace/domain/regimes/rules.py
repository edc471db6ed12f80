"""The router for departments' purchases with fiscal funds."""

from enum import StrEnum

from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money


class Regime(StrEnum):
    """The legal regimes of the domain rules (§1)."""

    BELOW_THRESHOLD = "below_threshold"
    GOV_PROCUREMENT = "gov_procurement"
    STATUTORY_BIDDING = "statutory_bidding"
    STATE_ENTERPRISE = "state_enterprise"
    PRIVATE = "private"


PROCUREMENT_LIMIT = Money(1_000_000_00)
"""采购限额标准 for services. Set every year by each province (政府采购法 Art 8); many set 500,000 to 1,000,000 yuan."""


def route(amount: Money) -> Regime:
    """The regime of a department's purchase with fiscal funds."""
    return Regime.GOV_PROCUREMENT if amount >= PROCUREMENT_LIMIT else Regime.BELOW_THRESHOLD


def refusal_to_award_here(regime: Regime) -> Text | None:
    """Why the platform may not award under this regime, or None where it may."""
    if regime is Regime.BELOW_THRESHOLD:
        return None
    return mark(
        "From %(limit)s on, a purchase with fiscal funds follows government procurement law"
        " and is made on that platform, not here.",
        limit=PROCUREMENT_LIMIT,
    )
