"""A direct choice on the pages: the buyer names one provider with reasons, the others are told, a department cannot."""

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders.models import Tender
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.test_purchase import DRAFT
from tests.domain import own_funds
from tests.domain.market import ITEM, Market
from tests.domain.own_funds import APPLICANTS_ITEM

NEW = f"/buyer/tenders/new/{APPLICANTS_ITEM}"
WHY = "It drew up the first part of the same report."


def test_one_is_named_and_the_others_are_told(desk: Desk, market: Market) -> None:
    own_funds.enterprise(market)
    for agency in ("agency1", "agency2"):
        with market.acting(agency) as uow:
            organisations.offer_services(uow, market.refs[agency], [ITEM, APPLICANTS_ITEM])
    page = desk("owner").page(NEW)
    assert f'value="{market.refs["agency2"]}"' in page
    assert f'value="{market.refs["agency3"]}"' not in page
    typed = {name: value for name, value in DRAFT.items() if name != "budget_line"} | {"method": "direct"}
    answer = desk("owner").post(NEW, data=typed)
    assert answer.status_code == 422
    for field in ("invited", "invited_because"):
        assert f'id="{field}-error"' in answer.get_data(as_text=True)
    typed |= {"invited": market.refs["agency2"], "invited_because": WHY}
    answer = desk("owner").post(NEW, data=typed)
    assert answer.status_code == 303
    ref = answer.headers["Location"].rsplit("/", 1)[-1]
    assert market.get(Tender, ref).invited == market.refs["agency2"]
    for step in ("submit", "approve", "publish"):
        assert desk("owner").post(f"/buyer/tenders/{ref}/{step}").status_code in {200, 303}
    for page in (desk("owner").page(f"/buyer/tenders/{ref}"), desk("agency1").page(f"/tenders/{ref}")):
        assert "Test agency2" in page
        assert WHY in page
    assert "asks one provider alone" in desk("agency1").page(f"/supplier/tenders/{ref}/bid")
    assert 'name="price"' in desk("agency2").page(f"/supplier/tenders/{ref}/bid")
    sent = {"price": "88000", "proposal": "", "after": "0", "act": "submit"}
    assert desk("agency1").post(f"/supplier/tenders/{ref}/bid", data=sent).status_code == 403
    assert desk("agency2").post(f"/supplier/tenders/{ref}/bid", data=sent).status_code == 303


def test_a_department_is_not_offered_it(desk: Desk) -> None:
    page = desk("drafter").page(f"/buyer/tenders/new/{ITEM}")
    assert 'name="invited"' not in page
