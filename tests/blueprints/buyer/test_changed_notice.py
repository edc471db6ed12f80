"""A changed notice, from the approver's form to the provider's receipt and to the public page."""

import re

from sqlalchemy import select

from marketplace.domain.bids.models import Bid
from marketplace.domain.bids.states import BidState
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in
from tests.blueprints.buyer.test_purchase import send
from tests.domain.market import LOWEST, Market
from tests.files import pdf_upload


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


def test_files_change_with_the_digests_of_all_in_public(desk: Desk, market: Market) -> None:
    ref = market.published()
    path = f"/buyer/tenders/{ref}/files/change"
    assert path in desk("approver").page(f"/buyer/tenders/{ref}")
    answer = desk("approver").post(path, data={"reason": "No file."})
    assert answer.status_code == 422
    answer = desk("approver").post(
        path, data={"reason": "The plan.", "file": pdf_upload()}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303
    page = desk("agency1").page(f"/tenders/{ref}?lang=en")
    assert "The plan." in page
    assert "SHA-256" in page.split('id="changes"')[1]
    [document] = re.findall(r'name="removed" type="checkbox" value="(D-[^"]+)"', desk("approver").page(path))
    send(desk("approver"), path, {"reason": "Not this one.", "removed": document})
    assert "No. 2" in desk("agency1").page(f"/tenders/{ref}?lang=en")
