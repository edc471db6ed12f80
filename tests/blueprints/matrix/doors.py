"""All doors, and all places."""

from collections.abc import Mapping

from tests.blueprints.matrix import performance, purchase
from tests.blueprints.matrix.door import Door
from tests.blueprints.matrix.doors_of_contracts import CONTRACT_DOORS
from tests.blueprints.matrix.doors_of_tenders import AWARD_DOORS, TENDER_DOORS
from tests.blueprints.matrix.world import Build

DOORS: tuple[Door, ...] = (*TENDER_DOORS, *AWARD_DOORS, *CONTRACT_DOORS)
PLACES: Mapping[str, Mapping[str, Build]] = {
    "tender": purchase.TENDERS,
    "bid": purchase.BIDS,
    "award": purchase.AWARDS,
    "contract": performance.CONTRACTS,
    "milestone": performance.MILESTONES,
    "payment": performance.PAYMENTS,
    **performance.CHANGES,
}
