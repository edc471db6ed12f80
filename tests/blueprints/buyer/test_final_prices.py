"""Final prices in the department's room: set in the draft, asked for, and read by nobody before the time is over."""

import pytest

from marketplace.domain.tenders.models import Tender
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.test_purchase import DRAFT, drafted
from tests.domain.evaluation.panel import scored
from tests.domain.market import ITEM, Market
from tests.domain.rounds import auctions, finals

MERIT = {
    "method": "proposal_merit",
    "price_weight": "20",
    "criteria-0-label": "Method",
    "criteria-0-weight": "80",
    "criteria-0-max_points": "100",
}
FINAL = {
    "setting_proposal_merit_final_round": "yes",
    "setting_proposal_merit_final_round_top": "4",
    "setting_proposal_merit_final_round_minutes": "120",
}


def test_a_drafter_switches_it_on_and_the_notice_says_so(desk: Desk, market: Market) -> None:
    page = desk("drafter").page(f"/buyer/tenders/new/{ITEM}")
    assert 'id="settings-proposal_merit"' in page
    ref = drafted(desk, market, **MERIT, **FINAL)
    assert market.get(Tender, ref).method_settings == {
        "final_round": "yes",
        "final_round_top": 4,
        "final_round_minutes": 120,
    }
    page = desk("approver").page(f"/buyer/tenders/{ref}")
    assert "score them by it: Yes" in page
    assert "everybody if left out: 4" in page
    assert "in minutes: 120" in page
    form = desk("drafter").page(f"/buyer/tenders/{ref}/edit")
    assert 'value="120"' in form


def test_it_is_off_where_nobody_asks_for_it(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market, **MERIT, setting_proposal_merit_final_round_top="0")
    assert market.get(Tender, ref).method_settings == {}
    assert "score them by it: No" in desk("approver").page(f"/buyer/tenders/{ref}")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"quote": "discount_rate"}, "Final prices are amounts"),
        ({"setting_proposal_merit_final_round_minutes": "5"}, "from 30 to 14400"),
        ({"setting_proposal_merit_final_round_top": "0"}, "1 or more"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(desk: Desk, market: Market, changes: dict[str, str], said: str) -> None:
    data = DRAFT | MERIT | FINAL | changes | {"budget_line": market.refs["line"]}
    answer = desk("drafter").post(f"/buyer/tenders/new/{ITEM}", data=data)
    assert answer.status_code == 422
    assert said in answer.get_data(as_text=True)


def test_the_department_asks_and_reads_no_price_before_the_end(desk: Desk, market: Market) -> None:
    ref = finals.opened(market)
    drafter = desk("drafter")
    assert "Ask the best for final prices" not in drafter.page("/buyer/")
    assert "Ask the best for final prices" not in drafter.page(f"/buyer/tenders/{ref}/rounds")
    scored(market, ref)
    assert "Say when the best of the scoring give their final prices" in drafter.page(f"/buyer/tenders/{ref}")
    assert f"/buyer/tenders/{ref}/rounds" in drafter.page(f"/buyer/tenders/{ref}/evaluation")
    assert "Ask the best for final prices" in drafter.page("/buyer/")
    assert "Ask the best for final prices" in drafter.page(f"/buyer/tenders/{ref}/rounds")
    auctions.call(market, ref)
    market.clock.at = auctions.current(market, ref).opens_at
    auctions.offer(market, "agency2", ref, "83123", finals.STEP)
    for reader in ("drafter", "approver", "evaluator1"):
        page = desk(reader).page(f"/buyer/tenders/{ref}/rounds")
        assert "Answer taken" in page
        told = page + desk(reader).page(f"/buyer/tenders/{ref}") + desk(reader).page(f"/buyer/tenders/{ref}/evaluation")
        assert "83,123" not in told
    public = desk("agency1").page(f"/tenders/{ref}")
    assert "asked for one final price each" in public
    assert "Give one final price" in public
    assert "83,123" not in public
    auctions.end_round(market, ref)
    page = desk("drafter").page(f"/buyer/tenders/{ref}/rounds")
    assert "83,123" in page
    assert "Run the selection" in page
