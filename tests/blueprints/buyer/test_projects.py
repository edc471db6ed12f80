"""The project of a tender: asked in one row, told to everybody with the other tenders of it, and its earlier work."""

from marketplace.domain.organisations.models import Organisation
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, words
from tests.blueprints.buyer.test_drafting import NEW, count, errors_at
from tests.blueprints.buyer.test_purchase import DRAFT, drafted
from tests.domain.bids import doubting
from tests.domain.bids.test_earlier_work import opened
from tests.domain.market import Market
from tests.domain.tenders.test_projects import PROJECT, TESTS


def test_a_draft_keeps_its_project_and_shows_the_other_tenders_of_it(desk: Desk, market: Market) -> None:
    other = market.published(item=TESTS, title="Lightning tests", **PROJECT)
    ref = drafted(desk, market, project_code="2020 -510100-77-03-012345", project_name="Third waterworks")
    form = form_in(desk("drafter").page(f"/buyer/tenders/{ref}/edit"))
    assert {name: form[name] for name in PROJECT} == PROJECT
    for name in ("drafter", "approver"):
        page = desk(name).page(f"/buyer/tenders/{ref}")
        assert "Third waterworks" in page
        assert "2020-510100-77-03-012345" in page
        assert f'href="/tenders/{other}">Lightning tests' in page


def test_a_code_that_is_none_is_refused_at_its_field_and_kept(desk: Desk, market: Market) -> None:
    before = count(market)
    typed = DRAFT | {"budget_line": market.refs["line"], "project_code": "2020-510100-77-03-1"}
    page = desk("drafter").post(NEW, data=typed).get_data(as_text=True)
    assert errors_at(page, "project_code")
    assert errors_at(page, "project_name")
    assert form_in(page)["project_code"] == "2020-510100-77-03-1"
    assert count(market) == before


def test_the_public_notice_names_the_project_and_links_its_tenders(desk: Desk, market: Market) -> None:
    first, second = market.published(**PROJECT), market.published(item=TESTS, title="Lightning tests", **PROJECT)
    page = desk("agency1").page(f"/tenders/{first}?lang=en")
    assert "Third waterworks" in page
    assert f'href="/tenders/{second}">Lightning tests' in page
    assert "Other tenders of this project" not in desk("agency1").page(f"/tenders/{market.published()}?lang=en")


def test_the_bidder_and_the_department_read_which_contract_speaks_against_it(desk: Desk, market: Market) -> None:
    contract, _ = opened(market)
    ref = doubting.doubt_of(market).ref
    for name, path in (("agency1", "/supplier/doubts/"), ("approver", "/buyer/doubts/")):
        page = words(desk(name).page(f"{path}{ref}"))
        assert "Earlier work on the project" in page
        assert f"contract {contract}" in page


def test_who_must_stay_out_is_changed_in_public(desk: Desk, market: Market) -> None:
    ref = market.published()
    path = f"/buyer/tenders/{ref}/recusals/change"
    assert path in desk("approver").page(f"/buyer/tenders/{ref}")
    code = market.get(Organisation, market.refs["agency1"]).credit_code
    blank = dict.fromkeys(("credit_code", "role", "because"), "")
    given = {"credit_code": code, "role": "design", "because": "Contract 7 of 2024", "reason": "It came to light."}
    for field, wrong in (("credit_code", "?"), ("role", ""), ("because", ""), ("reason", "")):
        answer = desk("approver").post(path, data=given | {field: wrong})
        assert answer.status_code == 422, field
        assert errors_at(answer.get_data(as_text=True), field)
    assert desk("approver").post(path, data=blank | {"reason": "It came to light."}).status_code == 422
    assert desk("approver").post(path, data=given).status_code == 303
    page = words(desk("agency2").page(f"/tenders/{ref}?lang=en"))
    assert page.count("Overall design. Contract 7 of 2024") == 2, "in the list and in the change"
    taken_off = blank | {"lifted": market.refs["agency1"], "reason": "It was another firm."}
    assert desk("approver").post(path, data=taken_off).status_code == 303
    assert desk("agency1").page(f"/supplier/tenders/{ref}/bid")
