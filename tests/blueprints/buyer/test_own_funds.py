"""A buyer with own funds on its pages: it registers, drafts without a budget line, and the agency says it was paid."""

from sqlalchemy import select

from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.domain.payments.models import Payment
from marketplace.domain.payments.states import PaymentState
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, words
from tests.blueprints.buyer.test_purchase import DRAFT
from tests.domain import own_funds
from tests.domain.market import ITEM, Market

NEW = f"/buyer/tenders/new/{own_funds.APPLICANTS_ITEM}"
ANSWERS = {
    "buyer_kind": "enterprise",
    "credit_code": make_credit_code("91510100MA900009"),
    "name": "某某建设有限公司",
    "legal_form": "enterprise",
    "legal_representative": "王某",
    "contact_name": "李某",
    "contact_phone": "13800000000",
    "contact_email": "a@b.example",
    "has_committed": "y",
}


def registered(market: Market) -> Organisation:
    with market.house.reading() as session:
        return session.scalars(select(Organisation).where(Organisation.kind == OrganisationKind.BUYER)).one()


def test_an_enterprise_registers_and_mends_what_was_returned(desk: Desk, market: Market) -> None:
    market.person("owner")
    page = desk("owner").post("/buyer/register", data=ANSWERS | {"credit_code": "1"}).get_data(as_text=True)
    assert 'href="#credit_code"' in page
    assert form_in(page)["name"] == ANSWERS["name"]
    answer = desk("owner").post("/buyer/register", data=ANSWERS)
    assert answer.status_code == 303
    found = registered(market)
    assert found.state is OrganisationState.SUBMITTED
    assert ANSWERS["name"] in desk("operator").page(f"/admin/registrations/{found.ref}")
    desk("operator").post(f"/admin/registrations/{found.ref}", data={"reason": "The name is cut off."})
    assert "The name is cut off." in desk("owner").page(answer.headers["Location"])
    path = f"/buyer/registration/{found.ref}/correct"
    assert desk("owner").post(path, data=ANSWERS | {"name": "某某建设工程有限公司"}).status_code == 303
    assert registered(market).name == "某某建设工程有限公司"
    assert desk("drafter").get(f"/buyer/registration/{found.ref}").status_code == 404


def test_a_person_registers_and_tenders_alone(desk: Desk, market: Market) -> None:
    market.person("somebody")
    person = {"name": "欧阳小明", "contact_phone": "13800000000", "contact_email": "a@b.example"}
    assert desk("somebody").post("/buyer/register/person", data=person).status_code == 422
    assert desk("somebody").post("/buyer/register/person", data=person | {"has_committed": "y"}).status_code == 303
    page = desk("somebody").page(NEW)
    assert 'name="budget_line"' not in page
    assert "You pay, out of funds of your own, and choose freely." in page
    sent = desk("somebody").post(NEW, data=DRAFT | {"region_code": "510100"})
    assert sent.status_code == 303, words(sent.get_data(as_text=True))[:1500]
    ref = sent.headers["Location"].rsplit("/", 1)[-1]
    for step in ("submit", "approve", "publish"):
        desk("somebody").page(f"/buyer/tenders/{ref}")
        assert desk("somebody").post(f"/buyer/tenders/{ref}/{step}").status_code == 303
    assert desk("somebody").page(f"/buyer/tenders/{ref}/edit", status=303) is not None
    assert market.get(Tender, ref).state is TenderState.PUBLISHED
    for name in ("agency1", "somebody"):
        public = desk(name).page(f"/tenders/{ref}?lang=zh")
        assert "欧**" in public
        assert "欧阳小明" not in public
    assert "Private purchase" in desk("agency1").page(f"/tenders/{ref}?lang=en")


def test_what_a_department_pays_for_is_not_offered(desk: Desk, market: Market) -> None:
    own_funds.enterprise(market)
    assert f'/buyer/tenders/new/{ITEM}"' not in desk("owner").page("/buyer/tenders/new")
    assert f'/buyer/tenders/new/{own_funds.APPLICANTS_ITEM}"' in desk("owner").page("/buyer/tenders/new")
    assert f'/buyer/tenders/new/{own_funds.APPLICANTS_ITEM}"' not in desk("drafter").page("/buyer/tenders/new")
    assert desk("owner").post(f"/buyer/tenders/new/{ITEM}", data=DRAFT).status_code == 422


def test_the_agency_says_whether_the_money_came(desk: Desk, market: Market) -> None:
    own_funds.enterprise(market)
    payment = own_funds.recorded(market)
    assert "None: funds of the buyer" in words(desk("owner").page(f"/buyer/payments/{payment}"))
    assert payment in desk("agency1").page("/supplier/payments")
    assert desk("agency2").get(f"/supplier/payments/{payment}").status_code == 404
    reject = f"/supplier/payments/{payment}/reject"
    assert desk("agency1").post(reject, data={"reason": ""}).status_code == 422
    assert desk("agency1").post(reject, data={"reason": "Nothing came."}).status_code == 303
    assert "Nothing came." in desk("owner").page(f"/buyer/payments/{payment}")
    again = {"bank_reference": "BANK-2026-0011", "value_date": "2026-03-16", "amount": "88000"}
    value_date = {"value_date": market.clock.at.date().isoformat()}
    assert desk("owner").post(f"/buyer/payments/{payment}/voucher", data=again | value_date).status_code == 303
    assert "The money came" in desk("agency1").page(f"/supplier/payments/{payment}")
    assert desk("agency1").post(f"/supplier/payments/{payment}/confirm").status_code == 303
    assert market.get(Payment, payment).state is PaymentState.SETTLED
    assert "funds of its own" in desk("agency1").page(f"/tenders/{_tender(market)}?lang=en")


def _tender(market: Market) -> str:
    with market.house.reading() as session:
        return session.scalars(select(Tender.ref)).one()


def test_it_is_no_department_on_the_web_either(desk: Desk, market: Market) -> None:
    own_funds.enterprise(market)
    path = f"/providers/{market.organisation_id('agency1')}/evidence"
    assert desk("drafter").get(path).status_code == 200
    assert desk("owner").get(path).status_code in {403, 404}
    assert desk("owner").get(f"/buyer/tenders/{market.draft()}").status_code == 404
    assert desk("owner").get("/buyer/people").status_code in {200, 301, 302, 308}
