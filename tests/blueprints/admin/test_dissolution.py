"""Recording that a department was dissolved, and what everybody then reads."""

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationState
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage
from tests.domain.market import Market


def test_a_dissolution_is_recorded_and_told(enter: Enter, stage: Stage, market: Market) -> None:
    gone, successor = market.refs["department"], market.refs["other_department"]
    operator = enter("operator")
    here = f"/admin/organisations/{gone}"
    assert f"{here}/dissolve" in operator.page(here)
    assert operator.get(f"/admin/organisations/{market.refs['agency1']}/dissolve").status_code == 404
    for changed in ({"successor": ""}, {"from_day": "2999-01-01"}, {"from_day": "soon"}, {"document": ""}):
        answer = operator.post(f"{here}/dissolve", data=whole(successor) | changed)
        assert answer.status_code == 422
        assert "There is a problem" in answer.get_data(as_text=True)
    assert operator.post(f"{here}/dissolve", data=whole(successor)).status_code == 303
    assert market.get(Organisation, gone).state is OrganisationState.DISSOLVED
    assert "测试〔2026〕3号" in operator.page(here)
    assert f"{here}/dissolve" not in operator.page(here)
    assert "Carries on the dissolved department" in operator.page(f"/admin/organisations/{successor}")
    assert operator.post(f"{here}/dissolve", data=whole(successor)).status_code in {409, 422}

    public = enter("agency1").page(f"/tenders/{stage.refs['open']}")
    assert "Test department was dissolved into Test other_department" in public
    assert enter("approver").get(f"/buyer/tenders/{stage.refs['open']}").status_code == 403
    heir = enter("other_approver")
    assert f"/buyer/tenders/{stage.refs['open']}/cancel" in heir.page(f"/buyer/tenders/{stage.refs['open']}")
    assert "Nobody came" in heir.page("/buyer/")
    assert "2110301" in enter("other_drafter").page("/buyer/budgets")


def whole(successor: str) -> dict[str, str]:
    return {"successor": successor, "from_day": "2026-03-02", "document": "测试〔2026〕3号"}
