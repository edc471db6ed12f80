"""Blanks where a figure belongs, numbers without end, digits of other scripts: a message, never a fault."""

import pytest
from sqlalchemy import select

from marketplace.domain.documents import operations as documents
from marketplace.domain.documents.intake import receive
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.payments import operations as payments
from marketplace.domain.tenders.models import Tender
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.scene import bid_refs
from tests.blueprints.conftest import SignIn
from tests.domain.market import ITEM, MERIT, PRICES, Market
from tests.files import PDF

ENDLESS = "9" * 5_000


def merit(market: Market) -> str:
    return market.opened(dict(PRICES), proposal="p", method="proposal_merit", criteria=MERIT, price_weight=20)


def test_a_blank_where_points_belong(desk: Desk, market: Market) -> None:
    ref = merit(market)
    with market.acting("evaluator1") as uow:
        evaluation.declare(uow, ref, has_conflict=False, statement="")
    bid = bid_refs(market, ref)[0]
    for points in (" ", ENDLESS, "²"):
        answer = desk("evaluator1").post(
            f"/buyer/tenders/{ref}/evaluation/{bid}",
            data={"method": points, "team": points, "c1": points, "reasons": "x"},
        )
        assert answer.status_code in {400, 422}, points


def test_a_blank_where_the_value_date_belongs(desk: Desk, market: Market) -> None:
    with market.acting("officer1") as uow:
        ref = payments.instruct(uow, market.accepted()[1], "treasury").ref
    answer = desk("officer1").post(
        f"/buyer/payments/{ref}/voucher", data={"bank_reference": "BANK-1", "value_date": " ", "amount": "88000"}
    )
    assert answer.status_code == 422


@pytest.mark.parametrize("number", ["²", ENDLESS, "100", "-1", "x", "٣"])
def test_rows_under_numbers_that_no_form_has(desk: Desk, market: Market, number: str) -> None:
    drafting = desk("drafter").post(f"/buyer/tenders/new/{ITEM}", data={f"criteria-{number}-label": "x"})
    assert drafting.status_code == 422
    tender, _ = market.awarded()
    contract = desk("drafter").post(f"/buyer/tenders/{tender}/contract", data={f"milestones-{number}-title": "x"})
    assert contract.status_code == 422


def test_a_version_without_end_is_a_stale_form(desk: Desk, market: Market) -> None:
    ref = market.draft()
    answer = desk("drafter").post(f"/buyer/tenders/{ref}/edit", data={"version": ENDLESS, "title": "Kept"})
    assert answer.status_code in {409, 422}
    with market.house.reading() as session:
        assert session.scalar(select(Tender.title).where(Tender.ref == ref)) == "Technical assessment"


def test_an_evaluator_finds_no_price_on_the_public_page_while_scoring(desk: Desk, market: Market) -> None:
    ref = merit(market)
    for name in ("evaluator1", "approver", "drafter"):
        page = desk(name).page(f"/tenders/{ref}")
        for price in PRICES.values():
            assert f"{price.yuan:,.2f}" not in page


def test_an_office_without_a_second_factor_has_no_rights_at_open_doors_either(market: Market, sign_in: SignIn) -> None:
    stored = receive(market.house.storage, market.house.sniffer, "report.pdf", PDF)
    with market.acting("agency1") as uow:
        document = documents.register(
            uow,
            stored,
            organisation_id=market.organisation_id("agency1"),
            shared_with_id=market.organisation_id("department"),
        ).ref
    with_password_only = sign_in(market.actor("drafter"), second_factor=False)
    assert with_password_only.get(f"/documents/{document}").status_code == 404
    assert "/buyer/" in with_password_only.page("/"), "the menu still leads to setting one up"
    assert sign_in(market.actor("drafter")).get(f"/documents/{document}").data == PDF
