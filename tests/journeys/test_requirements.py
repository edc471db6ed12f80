"""A tender that asks for a practitioner: who lacks one is told so before writing a bid, and the draft keeps itself.

The agency shows no practitioner at all, so it lacks exactly the one that is asked for, whatever else may be recorded.
"""

import re

import pytest
from playwright.sync_api import expect

from marketplace.domain.bids.models import Bid
from tests.journeys import facts, offices, steps
from tests.journeys.conftest import Enter
from tests.journeys.people import Person
from tests.journeys.site import Site
from tests.journeys.words import Words

ENGINEER = "注册安全工程师"
WHY = "《安全生产法》要求由注册安全工程师核查。"
BY_BROWSER = (
    "Your browser seals this bid. Price, proposal and files leave this device encrypted to the openers alone; the "
    "platform cannot read them."
)
HALF = "一名注册安全工程师即将入职。"


@pytest.mark.browser
def test_an_agency_that_lacks_one_practitioner_is_told_before_it_writes(site: Site, enter: Enter, words: Words) -> None:
    sign_ins = offices.found(site, words.language)
    staff = {}
    for who in ("drafter", "approver", "officer1", "operator"):
        staff[who] = enter()
        staff[who].sign_in(sign_ins[who].email, sign_ins[who].totp_secret)
    agency = enter()
    steps.create_account(agency, site, facts.WINNER)
    steps.register_agency(agency, facts.WINNER)
    steps.pass_registration(staff["operator"], facts.WINNER)
    steps.import_budget(staff["officer1"])
    ask_for_one_engineer(staff["drafter"])
    steps.approve_and_publish(staff["approver"])
    tender = steps.tender_of(site).ref
    told = words("one more practitioner with the certificate “%(name)s”", name=ENGINEER)
    agency.open(f"/tenders/{tender}")
    agency.sees(told, WHY)
    agency.follow("Bid")
    agency.sees(told)
    draft_keeps_itself(agency)
    agency.write({"Your price in yuan": f"{facts.WINNER.price.yuan:.2f}"})
    agency.press("Seal and submit")
    agency.sees(words("There is a problem"))
    expect(agency.field(words("Your price in yuan"))).to_have_value(f"{facts.WINNER.price.yuan:.2f}")
    with site.reading() as session:
        assert session.query(Bid).count() == 0


def ask_for_one_engineer(drafter: Person) -> None:
    """Open the rows of a first draft, say what is asked for and why, without one provider left."""
    words = drafter.words
    drafter.open("/buyer/tenders/new/" + facts.ITEM)
    drafter.write(
        {
            "Title": facts.TITLE,
            "Description of the service": facts.DESCRIPTION,
            "Time for the service": str(facts.SERVICE_DAYS),
            "Time for bids": str(facts.WINDOW_DAYS),
            "Ceiling price": f"{facts.CEILING.yuan:.2f}",
        }
    )
    expect(drafter.main.locator(".autosave")).to_have_text(saved(words))
    drafter.page.reload()
    drafter.sees(words("Drop what was typed"))
    expect(drafter.field(words("Title"))).to_have_value(facts.TITLE)
    drafter.field(words("Where the service is delivered")).select_option(facts.REGION)
    drafter.field(words("Budget line that pays")).select_option(index=1)
    drafter.page.locator("input[name=method][value=lowest_price]").check()
    drafter.main.get_by_text(words("What providers must have: certificates, practitioners, proofs")).click()
    row = drafter.group(words("Requirement %(number)s", number=1))
    drafter.field(words("What is asked for"), row).select_option("practitioners")
    expect(drafter.field(words("Least grade"), row)).to_be_hidden()
    drafter.field(words("Name of the certificate, or the requirement in words"), row).fill(ENGINEER)
    drafter.field(words("How many practitioners at least"), row).fill("1")
    drafter.field(words("Why the work needs it"), row).fill(WHY)
    drafter.press("Check without saving")
    expect(drafter.page.locator("#eligible-1")).to_be_visible()
    drafter.press("Save the draft")
    drafter.sees(WHY, words("Providers of this service that qualify"))
    drafter.press("Submit for approval")


def draft_keeps_itself(agency: Person) -> None:
    """What is typed stays in this browser, and is back when the page is opened again."""
    words = agency.words
    agency.sees(words(BY_BROWSER))
    agency.field(words.optional("Your proposal")).fill(HALF)
    agency.sees(words("Forget this draft"))
    agency.page.reload()
    expect(agency.field(words.optional("Your proposal"))).to_have_value(HALF)


def saved(words: Words) -> re.Pattern[str]:
    return re.compile(re.escape(words("Saved at %(time)s", time="@")).replace("@", r"\d\d:\d\d"))
