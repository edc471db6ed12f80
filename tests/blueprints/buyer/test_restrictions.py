"""The restriction check on the pages: beside each field, at the approval, in the register and with the notice."""

import re

import pytest

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.report_models import RestrictionOverride
from marketplace.domain.tenders.requirements import Kind, Requirement
from marketplace.domain.tenders.states import OverrideState, TenderState
from marketplace.kernel.actor import PLATFORM, Role
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in
from tests.blueprints.buyer.test_purchase import send
from tests.domain.market import ELSEWHERE, Market, terms
from tests.domain.regimes.entering import enter, figures

BLOCKED = "Firms headquartered in the province earn five extra points."
WORDS = "Firms headquartered in the province"
GROUND = {
    "law": "National Security Law",
    "article": "59",
    "reason": "The law demands it.",
    "expires_on": "2026-06-01",
}


def submitted(market: Market, **changes: object) -> str:
    ref = market.draft(**changes)
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    return ref


def lawyer(market: Market) -> None:
    market.person("lawyer")
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["department"], market.users["lawyer"], Role.LEGAL_OFFICER)


def test_findings_stand_beside_their_field_with_rule_words_and_advice(desk: Desk, market: Market) -> None:
    ref = market.draft(description=f"Assess <twelve> files.\n{BLOCKED}")
    page = desk("drafter").page(f"/buyer/tenders/{ref}/edit")
    after_description = page[page.index('id="description"') : page.index('id="requirements"')]
    assert re.search(r"<mark>[^<]*headquartered in the province[^<]*</mark>", after_description)
    assert "Registered in a certain place" in after_description
    assert "Blocks the publication" in after_description
    assert "Anti-Monopoly Law (2022), Art. 42 (binds this notice directly)" in after_description
    assert "(applies by reference)" in after_description
    assert "wherever it was granted" in after_description
    assert "<twelve>" not in page
    assert "Blocks the publication" in desk("drafter").page(f"/buyer/tenders/{ref}")


def test_what_was_typed_is_checked_when_it_comes_back(desk: Desk, market: Market) -> None:
    ref = market.draft()
    browser = desk("drafter")
    form = form_in(browser.page(f"/buyer/tenders/{ref}/edit"))
    answer = browser.post(f"/buyer/tenders/{ref}/edit", data=form | {"title": "", "requirements": BLOCKED})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert BLOCKED in page
    assert "<mark>" in page


def test_the_figure_of_those_who_remain_stands_beside_each_requirement(desk: Desk, market: Market) -> None:
    wanted = Requirement(Kind.QUALIFICATION, "A certificate nobody has", "The work needs it.")
    ref = market.draft(conditions=(wanted,))
    page = desk("drafter").page(f"/buyer/tenders/{ref}/edit")
    assert re.search(r'id="eligible-1">0 of 3 active providers remain eligible\.<', page)


def test_a_check_counts_anew_and_saves_nothing(desk: Desk, market: Market) -> None:
    ref = market.draft()
    path = f"/buyer/tenders/{ref}/edit"
    typed = form_in(desk("drafter").page(path)) | {
        "description": BLOCKED,
        "conditions-0-kind": "qualification",
        "conditions-0-subject": "A certificate nobody has",
        "conditions-0-justification": "The work needs it.",
        "conditions-1-kind": "other",
        "conditions-1-subject": "Five reports",
    }
    answer = desk("drafter").post(path, data=typed | {"check": "yes"})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert 'id="eligible-1">0 of 3 active providers remain eligible.<' in page
    assert 'id="eligible-2">0 of 0 active providers remain eligible.<' in page
    assert "S3 ·" in page
    assert "S12 ·" in page
    assert BLOCKED in page
    assert "Say why the work cannot be done without it." in page, "what cannot be saved is said too"
    assert market.get(Tender, ref).description == "Assess twelve files."
    assert market.get(Tender, ref).version == int(typed["version"])


def test_a_corrigendum_counts_and_checks_before_it_is_published(desk: Desk, market: Market) -> None:
    ref = market.published()
    path = f"/buyer/tenders/{ref}/amend"
    typed = form_in(desk("approver").page(path)) | {
        "description": BLOCKED,
        "conditions-0-kind": "qualification",
        "conditions-0-subject": "A certificate nobody has",
        "conditions-0-justification": "The work needs it.",
        "reason": "Why",
    }
    page = desk("approver").post(path, data=typed | {"edit": "yes"}).get_data(as_text=True)
    assert "Blocks the publication" in page
    assert 'id="eligible-1">0 of 3 active providers remain eligible.<' in page


def test_a_block_stops_the_approval_and_a_mended_notice_goes_out(desk: Desk, market: Market) -> None:
    ref = submitted(market, description=BLOCKED)
    answer = desk("approver").post(f"/buyer/tenders/{ref}/approve", follow_redirects=True)
    assert "shut providers out" in answer.get_data(as_text=True)
    assert market.get(Tender, ref).state is TenderState.IN_APPROVAL
    send(desk("approver"), f"/buyer/tenders/{ref}/return", {"reason": "Mend the condition."})
    path = f"/buyer/tenders/{ref}/edit"
    send(desk("drafter"), path, form_in(desk("drafter").page(path)) | {"description": "Assess twelve files."})
    assert "<mark>" not in desk("drafter").page(path)
    send(desk("drafter"), f"/buyer/tenders/{ref}/submit", {})
    send(desk("approver"), f"/buyer/tenders/{ref}/approve", {})
    assert market.get(Tender, ref).state is TenderState.APPROVED


@pytest.mark.parametrize("outcome", ["confirm", "object"])
def test_an_override_is_given_published_and_reviewed(desk: Desk, market: Market, outcome: str) -> None:
    lawyer(market)
    ref = submitted(market, description=BLOCKED)
    path = f"/buyer/tenders/{ref}/override"
    assert desk("approver").get(path).status_code == 403
    assert path in desk("lawyer").page(f"/buyer/tenders/{ref}")
    page = desk("lawyer").page(path)
    found = re.search(r'value="(LOC_REG\|[^"]+)"', page)
    assert found
    answer = desk("lawyer").post(path, data=GROUND | {"condition": found[1], "law": "Regulations of Sichuan Province"})
    assert answer.status_code == 422
    assert "no local rule" in answer.get_data(as_text=True)
    answer = desk("lawyer").post(path, data=GROUND | {"condition": found[1], "expires_on": "soon"})
    assert answer.status_code == 422
    send(desk("lawyer"), path, GROUND | {"condition": found[1]})
    with market.acting("approver") as uow:
        tenders.approve(uow, ref)
    with market.acting("drafter") as uow:
        tenders.publish(uow, ref)
    public = desk("agency1").page(f"/tenders/{ref}")
    assert 'id="restrictions"' in public
    assert "Not reviewed yet" in public
    assert "National Security Law, 59" in public
    register = desk("regulator").page("/regulator/restrictions")
    override = re.search(r"/regulator/restrictions/(V-\w+)", register)
    assert override
    address = f"/regulator/restrictions/{override[1]}"
    assert WORDS in desk("regulator").page(address)
    assert desk("regulator").post(address, data={"outcome": outcome, "reason": " "}).status_code == 422
    send(desk("regulator"), address, {"outcome": outcome, "reason": "As the law stands."})
    state = OverrideState.CONFIRMED if outcome == "confirm" else OverrideState.OBJECTED
    assert market.get(RestrictionOverride, override[1]).state is state
    public = desk("agency1").page(f"/tenders/{ref}")
    assert ("Confirmed" if outcome == "confirm" else "Objected to") + " by the regulator" in public
    assert "As the law stands." in public
    assert 'name="outcome"' not in desk("regulator").page(address)
    report = desk("agency1").get(f"/tenders/{ref}/restrictions.json").get_json()
    assert set(report) == {"check", "regime", "sha256", "at", "findings", "checked", "structure", "overrides"}
    assert [each["state"] for each in report["overrides"]] == [state]
    assert report["findings"][0]["rule"] == "LOC_REG"


def test_a_block_stands_on_the_legal_officers_desk_and_an_override_on_the_regulators(
    desk: Desk, market: Market
) -> None:
    lawyer(market)
    ref = submitted(market, description=BLOCKED)
    path = f"/buyer/tenders/{ref}/override"
    todo = "Stand for a blocked condition with a national law, or have it mended"
    assert todo in desk("lawyer").page("/buyer/")
    assert path in desk("lawyer").page("/buyer/")
    assert todo not in desk("approver").page("/buyer/")
    assert "stop the approval" in desk("lawyer").page(f"/buyer/tenders/{ref}")
    assert 'id="overrides"' not in desk("regulator").page("/regulator/")
    found = re.search(r'value="(LOC_REG\|[^"]+)"', desk("lawyer").page(path))
    assert found
    send(desk("lawyer"), path, GROUND | {"condition": found[1]})
    page = desk("lawyer").page("/buyer/")
    assert todo not in page
    assert "Overrides that are not confirmed" in page
    assert "Overrides that are not confirmed" not in desk("drafter").page("/buyer/")
    assert "stop the approval" not in desk("lawyer").page(f"/buyer/tenders/{ref}")
    page = desk("regulator").page("/regulator/")
    override = re.search(r"/regulator/restrictions/(V-\w+)", page)
    assert override
    assert "National Security Law, 59" in page
    review = {"outcome": "confirm", "reason": "As the law stands."}
    send(desk("regulator"), f"/regulator/restrictions/{override[1]}", review)
    assert 'id="overrides"' not in desk("regulator").page("/regulator/")
    assert "Overrides that are not confirmed" not in desk("lawyer").page("/buyer/")


def test_how_a_notice_is_built_is_said_at_the_fields_and_in_the_report(desk: Desk, market: Market) -> None:
    told = "Please call us for the <specifications>."
    enter(market, figures(threshold="190000"))
    market.published()
    changes = ELSEWHERE | {"ceiling": terms().ceiling, "requirements": told}
    page = desk("drafter").page(f"/buyer/tenders/{market.draft(**changes)}/edit")
    at_requirements = page[page.index('id="requirements"') : page.index('id="conditions"')]
    assert "S1 · Something is told elsewhere than in the notice" in at_requirements
    assert "Implementing Regulations of the Tendering and Bidding Law, Art. 32(1)" in at_requirements
    at_ceiling = page[page.index('id="ceiling"') : page.index('id="retention_percent"')]
    assert "S9 · A purchase that is split" in at_ceiling
    ref = market.published(**changes)
    for address, reader in ((f"/tenders/{ref}", "agency1"), (f"/buyer/tenders/{ref}", "drafter")):
        page = desk(reader).page(address)
        assert "S1 ·" in page
        assert "S9 ·" in page
        assert "<specifications>" not in page
    report = desk("agency1").get(f"/tenders/{ref}/restrictions.json").get_json()
    assert [each["check"] for each in report["structure"]] == ["S1", "S9"]


def test_a_clean_notice_says_so(desk: Desk, market: Market) -> None:
    ref = market.published()
    assert "No condition was found that shuts providers out." in desk("agency1").page(f"/tenders/{ref}")
    assert desk("agency1").get(f"/tenders/{ref}/restrictions.json").get_json()["findings"] == []


def test_a_draft_has_no_public_report(desk: Desk, market: Market) -> None:
    assert desk("agency1").get(f"/tenders/{market.draft()}/restrictions.json").status_code == 404
    assert desk("drafter").get(f"/tenders/{market.draft()}/restrictions.json").status_code == 404


def test_a_register_without_entries_and_an_unknown_override(desk: Desk, market: Market) -> None:
    assert "No override fits." in desk("regulator").page("/regulator/restrictions?status=given&page=7")
    assert desk("regulator").get("/regulator/restrictions/V-NONE").status_code == 404
    assert desk("drafter").get("/regulator/restrictions").status_code == 403
