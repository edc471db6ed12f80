"""All doors, and all places."""

from collections.abc import Mapping

from tests.blueprints.matrix import asking, doubted, hearings, objecting, organisations, performance, purchase
from tests.blueprints.matrix.door import ANY, Door
from tests.blueprints.matrix.doors_of_complaints import COMPLAINT_DOORS
from tests.blueprints.matrix.doors_of_contracts import CONTRACT_DOORS
from tests.blueprints.matrix.doors_of_organisations import AGENCY_DOORS, DEPARTMENT_DOORS
from tests.blueprints.matrix.doors_of_tenders import AWARD_DOORS, TENDER_DOORS
from tests.blueprints.matrix.doors_of_the_platform import PLATFORM_DOORS
from tests.blueprints.matrix.keys import KEY_DOORS, KEYS
from tests.blueprints.matrix.world import Build

DOORS: tuple[Door, ...] = (
    *TENDER_DOORS,
    *AWARD_DOORS,
    *CONTRACT_DOORS,
    *COMPLAINT_DOORS,
    *AGENCY_DOORS,
    *DEPARTMENT_DOORS,
    *KEY_DOORS,
    *PLATFORM_DOORS,
)
_BY_STATE: Mapping[str, Mapping[str, Build]] = {
    "tender": purchase.TENDERS,
    "override": purchase.OVERRIDES,
    "bid": purchase.BIDS,
    "doubt": doubted.DOUBTS,
    "affiliation:declare": {ANY: doubted.agency},
    "affiliation:record": {ANY: doubted.agency},
    "affiliation:end": {ANY: doubted.tied},
    "question": asking.QUESTIONS,
    "award": purchase.AWARDS,
    "objection": objecting.OBJECTIONS,
    "contract": performance.CONTRACTS,
    "milestone": performance.MILESTONES,
    "payment": performance.PAYMENTS,
    **performance.CHANGES,
    "complaint": hearings.COMPLAINTS,
    "registration of an agency": organisations.AGENCIES,
    "department": organisations.DEPARTMENTS,
    "claim to a credit code": organisations.CLAIMS,
    "dispute about a credit code": organisations.DISPUTES,
    "key of an opener": KEYS,
    "invitation": organisations.INVITATIONS,
    "account:administer": {ANY: organisations.account_of_an_operator},
    "membership:grant": {ANY: organisations.account_of_an_operator},
    "rating:correct": {ANY: performance.rated},
    "rating:correct_of_buyer": {ANY: performance.rated_by_both},
    "rating:reply": {ANY: performance.rated_by_both},
    "rating:reply_of_buyer": {ANY: performance.rated_by_both},
}


def place_of(thing: str, state: str) -> Build:
    """Who builds it; what has no states needs the people alone."""
    return _BY_STATE[thing][state] if thing in _BY_STATE else organisations.base
