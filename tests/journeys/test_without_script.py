"""Without JavaScript the same pages do the same: agencies bid, a department drafts; openers alone need it."""

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
    people = [enter(script=False) for _agency in facts.AGENCIES]
    for person, agency in zip(people, facts.AGENCIES, strict=True):
        steps.create_account(person, site, agency)
        steps.register_agency(person, agency)
        steps.pass_registration(staff["operator"], agency)
    steps.import_budget(staff["officer1"])
    steps.draft(staff["drafter"])
    steps.approve_and_publish(staff["approver"])
    steps.bid(people[0], facts.WINNER, f"{facts.FIRST_PRICE.yuan:.2f}")
    for person, agency in zip(people[1:], facts.AGENCIES[1:], strict=True):
        steps.bid(person, agency, f"{agency.price.yuan:.2f}")
    steps.replace_bid(people[0], facts.WINNER, f"{facts.WINNER.price.yuan:.2f}")
    site.clock.at = facts.DEADLINE
    site.work()
    keepers = {who: enter() for who in ("approver", "operator")}
    for who, keeper in keepers.items():
        keeper.sign_in(sign_ins[who].email, sign_ins[who].totp_secret)
    settlement.open_bids(site, keepers, *facts.AGENCIES)
    assert steps.tender_of(site).state is TenderState.OPENED
    assert site.faults() == []
