"""A changed notice that asks the bidders again, from the approver's form to the provider's receipt."""

from sqlalchemy import select

from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, send
from tests.domain.market import LOWEST, Market


def test_bidders_are_asked_again_and_confirm(desk: Desk, market: Market) -> None:
    ref = market.published()
    market.bid("agency1", ref, LOWEST)
    path = f"/buyer/tenders/{ref}/amend"
    typed = form_in(desk("approver").page(path)) | {"description": "Assess 13 files.", "reason": "One more."}
    look = desk("approver").post(f"{path}?lang=en", data=typed | {"asks_again": "y"}).get_data(as_text=True)
    assert "Bids that are there count only when their providers confirm them or send others." in look
    send(desk("approver"), path, form_in(look) | {"publish": "yes"})
    with market.house.reading() as session:
        bid = session.scalars(select(Bid)).one()
        assert bid.state is BidState.INVITED_AGAIN
    receipt = f"/supplier/bids/{bid.ref}"
    assert "Confirm the bid as it is" in desk("agency1").page(f"{receipt}?lang=en")
    assert "counts only when you confirm it" in desk("agency1").page(f"/supplier/tenders/{ref}/bid?lang=en")
    assert desk("agency2").post(f"{receipt}/confirm").status_code == 404
    assert desk("agency1").post(f"{receipt}/confirm").status_code == 303
    assert market.get(Bid, bid.ref).state is BidState.SUBMITTED
    assert "Confirm the bid as it is" not in desk("agency1").page(f"{receipt}?lang=en")
