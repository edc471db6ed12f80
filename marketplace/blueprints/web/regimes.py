"""The legal regime of a tender in words: what it is called, why the tender falls under it, what follows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.domain.regimes.purchases import Related
from marketplace.domain.regimes.rules import Limits, Routing
from marketplace.domain.regimes.states import Exemption, Regime
from marketplace.domain.tenders import routings
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money

REGIMES: Mapping[Regime, Text] = {
    Regime.BELOW_THRESHOLD: mark("Fiscal purchase below the limits"),
    Regime.GOV_PROCUREMENT: mark("Government procurement"),
    Regime.STATUTORY_BIDDING: mark("Bidding that the law demands"),
    Regime.STATE_ENTERPRISE: mark("Purchase of a state enterprise"),
    Regime.PRIVATE: mark("Private purchase"),
}

EXEMPTIONS: Mapping[Exemption, Text] = {
    Exemption.DISASTER: mark("A severe natural disaster or other force majeure"),
    Exemption.ACCIDENT: mark("The urgent investigation of an accident"),
    Exemption.SECURITY: mark("State security"),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """The regime of a tender as a page shows it; `related` only where the sum is still watched."""

    name: Text
    why: Sequence[Text]
    citations: Sequence[str]
    limits: Limits
    window: int
    """The fewest working days for bids at this ceiling."""
    total: Money
    exemption: Text | None
    related: Sequence[Related] = ()
    blocked: bool = False


def of_tender(tender: Tender, routing: Routing | None = None) -> Shown:
    """The regime that a tender was published under, or of a draft the one that `routing` finds today."""
    found = routing or routings.as_published(tender)
    return Shown(
        REGIMES[found.regime],
        found.why,
        tuple(dict.fromkeys("; ".join(found.citations).split("; "))) if found.citations else (),
        found.limits,
        found.limits.minimum_window(tender.ceiling),
        found.total,
        EXEMPTIONS[tender.exemption] if tender.exemption else None,
        found.related,
        found.blocked,
    )


def who_pays(tender: Tender) -> Text:
    """What its publication means for the money."""
    if tender.is_notice_only:
        return mark("The purchase is made elsewhere; no bid is taken here.")
    if tender.budget_line_id is None:
        return mark("The buyer pays out of funds of its own.")
    return mark("%(amount)s is held on the budget line for this purchase.", amount=tender.ceiling)
