"""A condition that shuts providers out: mended and published, or stood for by a legal officer and reviewed."""

import pytest
from playwright.sync_api import expect

from marketplace.domain.tenders.states import TenderState
from tests.journeys import facts, offices, steps
from tests.journeys.conftest import Enter
from tests.journeys.people import Person
from tests.journeys.site import Site
from tests.journeys.words import Words

CLAUSE = "报价机构须在中山市设有分支机构。"
GROUND = "该项服务涉及国家秘密载体的现场保管,无其他限制更小的办法。"
REVIEW = "经核对所引条款,同意按期限执行。"
LAST_DAY = "2023-12-29"


def come(enter: Enter, site: Site, words: Words, *who: str) -> dict[str, Person]:
    sign_ins, people = offices.found(site, words.language), {}
    for name in who:
        people[name] = enter()
        people[name].sign_in(sign_ins[name].email, sign_ins[name].totp_secret)
    steps.import_budget(people["officer1"])
    return people


def refused(approver: Person) -> None:
    """The second person cannot let it pass, and is told the very words."""
    approver.open("/buyer/")
    approver.follow("Approve the tender or return it")
    approver.press("Approve")
    expect(approver.main).to_contain_text("在中山市设有分支机构")
    assert approver.offers("Approve")


@pytest.mark.browser
@pytest.mark.parametrize("words", ["zh"], indirect=True)
def test_a_blocked_clause_is_mended_and_the_notice_goes_out(site: Site, enter: Enter, words: Words) -> None:
    cast = come(enter, site, words, "officer1", "drafter", "approver")
    drafter, visitor = cast["drafter"], enter()
    steps.write_draft(drafter, facts.REQUIREMENTS + CLAUSE)
    expect(drafter.main.locator("mark").first).to_contain_text("分支机构")
    drafter.sees(words("Fair competition check"))
    drafter.press("Submit for approval")
    refused(cast["approver"])
    approver = cast["approver"]
    approver.open(f"/buyer/tenders/{steps.tender_of(site).ref}/return")
    approver.field(words("Reason")).fill("请删去对分支机构的要求。")
    approver.press("Return the tender")
    drafter.open(f"/buyer/tenders/{steps.tender_of(site).ref}")
    drafter.follow("Edit the draft")
    drafter.field(words.optional("Requirements")).fill(facts.REQUIREMENTS)
    drafter.press("Save the draft")
    expect(drafter.main.locator("mark")).to_have_count(0)
    drafter.press("Submit for approval")
    steps.approve_and_publish(approver)
    visitor.open(f"/tenders/{steps.tender_of(site).ref}")
    visitor.sees(words("Fair competition check"), words("No condition was found that shuts providers out."))
    site.work()
    assert site.faults() == []


@pytest.mark.browser
@pytest.mark.parametrize("words", ["en"], indirect=True)
def test_an_override_is_given_reviewed_and_published(site: Site, enter: Enter, words: Words) -> None:
    cast = come(enter, site, words, "officer1", "drafter", "approver", "lawyer", "regulator")
    steps.write_draft(cast["drafter"], facts.REQUIREMENTS + CLAUSE)
    cast["drafter"].press("Submit for approval")
    refused(cast["approver"])
    ref = steps.tender_of(site).ref
    lawyer, regulator, visitor = cast["lawyer"], cast["regulator"], enter()
    lawyer.open(f"/buyer/tenders/{ref}/override")
    lawyer.main.locator("input[name=condition]").first.check()
    lawyer.write(
        {
            "National law or regulation": "Law on Guarding State Secrets",
            "Article": "40",
            "Reason": GROUND,
        }
    )
    lawyer.field(words("Ends on")).fill(LAST_DAY)
    lawyer.press("Give the override")
    lawyer.sees(words("The override is given. The regulator reviews it, and it is published with the notice."))
    regulator.open("/regulator/restrictions")
    regulator.main.locator("tbody a").first.click()
    regulator.sees(GROUND)
    regulator.field(words("Yes: confirm")).check()
    regulator.write({"Reasons": REVIEW})
    regulator.press("Record the review")
    regulator.sees(words("The review is recorded."))
    steps.approve_and_publish(cast["approver"])
    assert steps.tender_of(site).state is TenderState.PUBLISHED
    visitor.open(f"/tenders/{ref}")
    visitor.sees(words("Fair competition check"), GROUND, REVIEW)
    site.work()
    assert site.faults() == []
