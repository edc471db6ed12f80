"""Every page and every act of the room: open to those whose work it is, shut to colleagues, unknown to others."""

import pytest
from flask import Flask
from sqlalchemy import func, select

from marketplace.kernel.journal import JournalEntry
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.scene import Scene, build
from tests.domain.market import ITEM, Market

DEPARTMENT = ("drafter", "approver", "evaluator1", "evaluator2", "officer1", "officer2")
DRAFTERS = ("drafter",)
APPROVERS = ("approver",)
OFFICERS = ("officer1", "officer2")
BUYERS = ("drafter", "approver")
FOREIGN = ("other_drafter", "other_approver")
Table = dict[str, tuple[str, ...]]


@pytest.fixture
def scene(market: Market) -> Scene:
    return build(market)


def pages(scene: Scene, line: str) -> Table:
    """Address to those who may open it; an action's form is for those who may act."""
    tender = "/buyer/tenders"
    return {
        f"/buyer/budgets/{line}": DEPARTMENT,
        f"{tender}/{scene.draft}": DEPARTMENT,
        f"{tender}/{scene.draft}/edit": DRAFTERS,
        f"{tender}/{scene.in_approval}": DEPARTMENT,
        f"{tender}/{scene.in_approval}/return": APPROVERS,
        f"{tender}/{scene.approved}": DEPARTMENT,
        f"{tender}/{scene.approved}/publish": BUYERS,
        f"{tender}/{scene.published}": DEPARTMENT,
        f"{tender}/{scene.published}/amend": APPROVERS,
        f"{tender}/{scene.published}/cancel": APPROVERS,
        f"{tender}/{scene.closed}": DEPARTMENT,
        f"{tender}/{scene.published}/openers": APPROVERS,
        f"{tender}/{scene.closed}/open": DEPARTMENT,
        f"{tender}/{scene.merit}": DEPARTMENT,
        f"{tender}/{scene.merit}/evaluation": DEPARTMENT,
        f"{tender}/{scene.merit}/evaluation/{scene.merit_bid}": ("evaluator1",),
        f"{tender}/{scene.selected}": DEPARTMENT,
        f"{tender}/{scene.selected}/evaluation": DEPARTMENT,
        f"{tender}/{scene.selected}/result": DEPARTMENT,
        f"{tender}/{scene.selected}/award": APPROVERS,
        f"{tender}/{scene.awarded}": DEPARTMENT,
        f"{tender}/{scene.awarded}/contract": BUYERS,
        f"/buyer/contracts/{scene.contract}": DEPARTMENT,
        f"/buyer/milestones/{scene.milestones[2]}/return": BUYERS,
        f"/buyer/payments/{scene.instructed}": DEPARTMENT,
        f"/buyer/payments/{scene.instructed}/voucher": OFFICERS,
        f"/buyer/payments/{scene.instructed}/instruction.csv": OFFICERS,
        f"/buyer/payments/{scene.recorded}": DEPARTMENT,
        f"/buyer/payments/{scene.recorded}/confirm": ("officer2",),
        f"/buyer/payments/{scene.recorded}/reject": ("officer2",),
    }


def acts(scene: Scene) -> Table:
    """Addresses that change something when posted to, and who may; sent with an empty form."""
    tender = "/buyer/tenders"
    return {
        f"{tender}/{scene.draft}/edit": DRAFTERS,
        f"{tender}/{scene.draft}/submit": DRAFTERS,
        f"{tender}/{scene.in_approval}/approve": APPROVERS,
        f"{tender}/{scene.in_approval}/return": APPROVERS,
        f"{tender}/{scene.approved}/publish": BUYERS,
        f"{tender}/{scene.published}/amend": APPROVERS,
        f"{tender}/{scene.published}/cancel": APPROVERS,
        f"{tender}/{scene.published}/openers": APPROVERS,
        f"{tender}/{scene.closed}/open/conclude": APPROVERS,
        f"{tender}/{scene.merit}/evaluation": ("evaluator1", "evaluator2"),
        f"{tender}/{scene.merit}/evaluation/{scene.merit_bid}": ("evaluator1", "evaluator2"),
        f"{tender}/{scene.merit}/select": BUYERS,
        f"{tender}/{scene.selected}/award": APPROVERS,
        f"{tender}/{scene.awarded}/contract": BUYERS,
        f"{tender}/{scene.draft}/reissue": DRAFTERS,
        f"/buyer/contracts/{scene.contract}/sign": APPROVERS,
        f"/buyer/contracts/{scene.contract}/rate": BUYERS,
        f"/buyer/milestones/{scene.milestones[2]}/accept": BUYERS,
        f"/buyer/milestones/{scene.milestones[2]}/return": BUYERS,
        f"/buyer/milestones/{scene.milestones[2]}/pay": OFFICERS,
        f"/buyer/payments/{scene.instructed}/voucher": OFFICERS,
        f"/buyer/payments/{scene.recorded}/confirm": ("officer2",),
        f"/buyer/payments/{scene.recorded}/reject": ("officer2",),
    }


def journal_length(market: Market) -> int:
    with market.house.reading() as session:
        return session.scalar(select(func.count(JournalEntry.seq))) or 0


def test_every_page_opens_for_those_whose_it_is_in_both_languages(scene: Scene, market: Market, desk: Desk) -> None:
    for path, may in pages(scene, market.refs["line"]).items():
        for name in may:
            for language in ("en", "zh"):
                answer = desk(name).get(f"{path}?lang={language}")
                assert answer.status_code == 200, (name, path, answer.status_code, answer.headers.get("Location"))


def test_every_page_is_shut_to_colleagues_and_unknown_to_others(scene: Scene, market: Market, desk: Desk) -> None:
    for path, may in pages(scene, market.refs["line"]).items():
        for name in set(DEPARTMENT) - set(may):
            status = desk(name).get(path).status_code
            expected = {403, 303} if "/evaluation/" in path and name == "evaluator2" else {403}
            assert status in expected, (name, path, status)
        for name in FOREIGN:
            assert desk(name).get(path).status_code == 404, (name, path)


def test_an_act_of_the_wrong_person_changes_nothing(scene: Scene, market: Market, desk: Desk) -> None:
    before = journal_length(market)
    for path, may in acts(scene).items():
        for name in set(DEPARTMENT) - set(may):
            assert desk(name).post(path).status_code == 403, (name, path)
        for name in FOREIGN:
            assert desk(name).post(path).status_code == 404, (name, path)
    assert journal_length(market) == before


def test_an_act_needs_the_form_token(scene: Scene, market: Market, desk: Desk) -> None:
    before = journal_length(market)
    for path, may in acts(scene).items():
        assert desk(may[0]).post(path, csrf=False, data={}).status_code == 400, path
    assert journal_length(market) == before


def test_the_lists_are_for_the_department_alone(scene: Scene, market: Market, desk: Desk) -> None:
    own = desk("drafter").page("/buyer/")
    assert scene.draft in own
    assert "Published" in own
    for name in FOREIGN:
        foreign = desk(name).page("/buyer/")
        assert scene.draft not in foreign
        assert scene.published not in foreign
        assert "2110301" not in desk(name).page("/buyer/budgets")
    assert desk("drafter").get("/buyer/payments").status_code == 403
    assert desk("officer1").get("/buyer/tenders/new").status_code == 403
    assert desk("approver").get(f"/buyer/tenders/new/{ITEM}").status_code == 403
    assert desk("other_drafter").get("/buyer/tenders/new").status_code == 200


@pytest.mark.parametrize("name", ["agency1", "regulator", "operator"])
def test_other_audiences_do_not_come_in(market: Market, desk: Desk, name: str) -> None:
    for path in ("/buyer/", "/buyer/budgets", "/buyer/payments", "/buyer/tenders/new"):
        assert desk(name).get(path).status_code == 403


def test_a_visitor_is_asked_to_sign_in(app: Flask, market: Market) -> None:
    answer = app.test_client().get("/buyer/budgets")
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/sign-in")
