"""What a drafter sets of a method stands in the notice and holds in the rounds."""

import pytest

from marketplace.domain.tenders.models import Tender
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.test_purchase import DRAFT, drafted
from tests.domain.market import ITEM, Market

AUCTION = {
    "method": "reverse_auction",
    "setting_reverse_auction_rounds": "2",
    "setting_reverse_auction_round_minutes": "15",
    "setting_reverse_auction_extension_minutes": "0",
}


def test_rounds_are_set_and_stand_in_the_notice(desk: Desk, market: Market) -> None:
    page = desk("drafter").page(f"/buyer/tenders/new/{ITEM}")
    assert 'id="settings-reverse_auction"' in page
    assert 'id="settings-random"' not in page
    ref = drafted(desk, market, **AUCTION)
    assert market.get(Tender, ref).method_settings == {"rounds": 2, "round_minutes": 15, "extension_minutes": 0}
    page = desk("approver").page(f"/buyer/tenders/{ref}")
    assert "How many rounds there are: 2" in page
    assert "How long a round is open, in minutes: 15" in page
    form = desk("drafter").page(f"/buyer/tenders/{ref}/edit")
    assert 'value="15"' in form


@pytest.mark.parametrize(("typed", "said"), [("21", "from 1 to 20"), ("0", "from 1 to 20"), ("x", "digits only")])
def test_a_setting_out_of_bounds_is_refused_at_its_field(desk: Desk, market: Market, typed: str, said: str) -> None:
    wrong = AUCTION | {"setting_reverse_auction_rounds": typed}
    answer = desk("drafter").post(
        f"/buyer/tenders/new/{ITEM}", data=DRAFT | wrong | {"budget_line": market.refs["line"]}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert 'href="#setting_reverse_auction_rounds"' in page
    assert f'value="{typed}"' in page


def test_settings_of_another_method_do_not_count(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market, **(AUCTION | {"method": "lowest_price", "setting_reverse_auction_rounds": "99"}))
    assert market.get(Tender, ref).method_settings == {}


def test_an_empty_setting_keeps_its_default(desk: Desk, market: Market) -> None:
    ref = drafted(desk, market, **(AUCTION | {"setting_reverse_auction_rounds": ""}))
    assert "How many rounds there are: 3" in desk("drafter").page(f"/buyer/tenders/{ref}")
