"""Without JavaScript the same pages do the same: an agency comes in and bids, a department drafts and opens."""

import pytest

from marketplace.domain.tenders.states import TenderState
from tests.journeys import facts, offices, settlement, steps
from tests.journeys.conftest import Enter
from tests.journeys.site import Site
from tests.journeys.words import Words


@pytest.mark.browser
@pytest.mark.parametrize("words", ["en"], indirect=True)
def test_from_the_account_to_the_opened_bid(site: Site, enter: Enter, words: Words) -> None:
    sign_ins = offices.found(site, words.language)
    staff = {}
    for who in ("drafter", "approver", "officer1", "operator"):
        staff[who] = enter(script=False)
        staff[who].sign_in(sign_ins[who].email, sign_ins[who].totp_secret)
    agency = enter(script=False)
    steps.create_account(agency, site, facts.WINNER)
    steps.register_agency(agency, facts.WINNER)
    steps.pass_registration(staff["operator"], facts.WINNER)
    steps.import_budget(staff["officer1"])
    steps.draft(staff["drafter"])
    steps.approve_and_publish(staff["approver"])
    steps.bid(agency, facts.WINNER, f"{facts.FIRST_PRICE.yuan:.2f}")
    steps.replace_bid(agency, facts.WINNER, f"{facts.WINNER.price.yuan:.2f}")
    site.clock.at = facts.DEADLINE
    site.work()
    settlement.open_bids(staff["approver"], facts.WINNER)
    assert steps.tender_of(site).state is TenderState.OPENED
    assert site.faults() == []
