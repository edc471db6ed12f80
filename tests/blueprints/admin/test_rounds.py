"""An operator interrupts a round when something is wrong with the platform."""

import pytest

from marketplace.kernel.errors import Conflict
from tests.blueprints.rooms import Enter
from tests.domain.market import Market
from tests.domain.rounds import auctions


def test_an_operator_interrupts_a_round_with_a_reason(market: Market, enter: Enter) -> None:
    assert "No round is under way." in enter("operator").page("/admin/rounds")
    ref = auctions.begun(market)
    browser = enter("operator")
    assert f"/admin/rounds/{ref}/interrupt" in browser.page("/admin/rounds")
    assert browser.post(f"/admin/rounds/{ref}/interrupt", data={"reason": ""}, check=False).status_code == 422
    answer = browser.post(f"/admin/rounds/{ref}/interrupt", data={"reason": "The line to the city is down"})
    assert answer.status_code == 303
    assert "is interrupted" in browser.page("/admin/rounds")
    again = browser.post(f"/admin/rounds/{ref}/interrupt", data={"reason": "Once more"}, check=False)
    assert again.status_code == 409
    with pytest.raises(Conflict, match="interrupted"):
        auctions.offer(market, "agency1", ref, "80000")
    assert auctions.kinds(market, ref) == ["call", "pause"]
    assert "The line to the city is down" in enter("agency1").page(f"/tenders/{ref}")
