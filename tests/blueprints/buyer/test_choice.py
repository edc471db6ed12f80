"""Choosing by credit: the announced moment, the small list with names, reasons at their field, the published result."""

from marketplace.blueprints.web.filters import BEIJING
from marketplace.domain.rounds.rules import CALLED_BEFORE
from tests.blueprints.buyer.conftest import Desk
from tests.clock import HandClock
from tests.domain.market import PRICES, Market
from tests.domain.rounds.auctions import bid_of, current


def test_from_the_announcement_to_the_published_reasons(desk: Desk, market: Market, clock: HandClock) -> None:
    ref = market.opened(dict(PRICES), method="credit_merit")
    room = f"/buyer/tenders/{ref}"
    page = desk("drafter").page(f"{room}/rounds")
    assert "Announce when you choose." in page
    later = (clock.at + CALLED_BEFORE * 2).astimezone(tz=BEIJING).strftime("%Y-%m-%dT%H:%M")
    assert desk("drafter").post(f"{room}/rounds/call", data={"opens_at": later}).status_code == 303
    clock.at = current(market, ref).opens_at
    page = desk("drafter").page(f"{room}/rounds/reply")
    for shown in ("Test agency1 · ¥88,000.00 · credit 80", "Your reasons; they are published"):
        assert shown in page
    bid = bid_of(market, "agency2", ref).ref
    answer = desk("drafter").post(f"{room}/rounds/reply", data={"step": "choice", "chosen": bid, "reasons": ""})
    assert answer.status_code == 422
    assert 'id="reasons-error"' in answer.get_data(as_text=True)
    sent = {"step": "choice", "chosen": bid, "reasons": "Its team knows the river."}
    assert desk("drafter").post(f"{room}/rounds/reply", data=sent).status_code == 303
    assert "Its team knows the river." in desk("drafter").page(f"{room}/rounds")
    assert desk("drafter").post(f"{room}/select").status_code == 303
    public = desk("drafter").page(f"/tenders/{ref}")
    assert "Chosen by the buyer: Its team knows the river." in public
    assert "whoever has no ratings yet counts with 80" in public
