"""Nobody of a buyer may take the next step: the page says why and who mends it."""

import pytest

from marketplace.domain.objections.states import Remedy
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.errors import Invalid
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.test_purchase import send
from tests.domain import own_funds
from tests.domain.market import Market
from tests.domain.objections import cases
from tests.domain.objections.test_objections import FOUR, fourth

NO_APPROVER = "No approver is left who may decide here"
NO_LEGAL_OFFICER = "Nobody here can stand for them"
LOCAL = "供应商须在本市注册。"


def appoint(market: Market, name: str, ref: str, role: Role) -> None:
    if name not in market.users:
        market.person(name)
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, ref, market.users[name], role)


def test_after_an_upheld_objection_another_approver_goes_on(desk: Desk, market: Market) -> None:
    fourth(market)
    tender, _award = market.awarded(dict(FOUR))
    page = f"/buyer/tenders/{tender}"
    objection = cases.against(market, tender)
    assert NO_APPROVER not in desk("approver").page(page)
    cases.uphold(market, objection, Remedy.LEAVE_OUT)
    for reader in ("approver", "drafter"):
        shown = desk(reader).page(page)
        assert NO_APPROVER in shown
        assert f'href="/buyer/people/{market.refs["department"]}"' in shown
    assert desk("approver").post(f"{page}/award/next").status_code == 403
    appoint(market, "approver2", market.refs["department"], Role.APPROVER)
    assert NO_APPROVER not in desk("drafter").page(page)
    send(desk("approver2"), f"{page}/award/next", {})
    assert market.get(Tender, tender).state is TenderState.AWARDED


def test_a_draft_of_the_only_approver_waits_for_another(desk: Desk, market: Market) -> None:
    appoint(market, "drafter", market.refs["department"], Role.APPROVER)
    ref = market.draft()
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    page = f"/buyer/tenders/{ref}"
    assert NO_APPROVER not in desk("drafter").page(page), "there is another"
    with market.house.writing(PLATFORM) as uow:
        organisations.remove_member(uow, market.refs["department"], market.users["approver"], Role.APPROVER)
    assert NO_APPROVER in desk("drafter").page(page)


def test_an_enterprise_appoints_a_legal_officer(desk: Desk, market: Market) -> None:
    ref = own_funds.enterprise(market)
    tender = own_funds.drafted(market, description=LOCAL)
    page = f"/buyer/tenders/{tender}"
    assert NO_LEGAL_OFFICER in desk("owner").page(page)
    assert '<option value="legal_officer"' in desk("owner").page(f"/buyer/people/{ref}")
    appoint(market, "counsel", ref, Role.LEGAL_OFFICER)
    assert NO_LEGAL_OFFICER not in desk("owner").page(page)
    assert desk("counsel").get(f"{page}/override").status_code == 200
    assert desk("owner").get(f"{page}/override").status_code == 403, "whoever drafted it stands for nothing"


def test_a_natural_person_mends_the_words(desk: Desk, market: Market) -> None:
    ref = own_funds.person(market)
    tender = own_funds.drafted(market, "somebody", description=LOCAL)
    shown = desk("somebody").page(f"/buyer/tenders/{tender}")
    assert "a natural person has no legal officer" in shown
    with pytest.raises(Invalid) as refused, market.acting("operator") as uow:
        organisations.add_member(uow, ref, market.person("counsel"), Role.LEGAL_OFFICER)
    assert set(refused.value.fields) == {"role"}
    with market.acting("somebody") as uow:
        tenders.submit(uow, tender)
    with pytest.raises(Invalid) as refused, market.acting("somebody") as uow:
        tenders.approve(uow, tender)
    assert "Mend them." in str(refused.value.text)
    assert "legal officer" not in str(refused.value.text)
