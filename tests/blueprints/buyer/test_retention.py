"""Money that is kept back, on the pages of all who read of it: announced, kept, claimed, mended, payable."""

import io

from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.tenders.models import Tender
from marketplace.jobs import deadlines
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, words
from tests.blueprints.states.scene import shown
from tests.domain.contracts.afterwards import accept, deliver, keeping_back, kept_until, pay, served
from tests.domain.market import ITEM, PRICES, Market
from tests.files import PDF

TERMS = "3 % of the price is kept back for 12 months from the acceptance of the last deliverable, then it is paid."


def tender_of(market: Market, contract: str) -> str:
    with market.house.reading() as session:
        return session.get_one(Tender, market.get(Contract, contract).tender_id).ref


def test_the_drafter_announces_it_within_the_rules(market: Market, desk: Desk) -> None:
    form = form_in(desk("drafter").page(f"/buyer/tenders/new/{ITEM}"))
    assert (form["retention_percent"], form["retention_months"]) == ("0", "0")
    filled = form | {
        "title": "Assessment",
        "description": "Assess",
        "region_code": "510100",
        "service_days": "20",
        "window_days": "3",
        "budget_line": market.refs["line"],
        "ceiling": "96000",
        "method": "lowest_price",
    }
    for percent, months, field in (("4", "12", "percent"), ("3", "25", "months"), ("3", "", "months"), ("x", "12", "")):
        typed = filled | {"retention_percent": percent, "retention_months": months}
        refused = desk("drafter").post(f"/buyer/tenders/new/{ITEM}", data=typed)
        assert refused.status_code == 422
        assert f'href="#retention_{field}' in refused.get_data(as_text=True)
    kept = filled | {"retention_percent": "3", "retention_months": "12"}
    drafted = desk("drafter").post(f"/buyer/tenders/new/{ITEM}", data=kept, follow_redirects=True)
    assert TERMS in words(drafted.get_data(as_text=True))


def test_everybody_reads_it_before_bidding_and_nobody_of_a_notice_without(market: Market, desk: Desk) -> None:
    plain = market.published(title="Plain")
    ref = market.published(title="Keeps back", retention_percent=3, retention_months=12)
    for path, name in ((f"/tenders/{ref}", "agency2"), (f"/supplier/tenders/{ref}/bid", "agency2")):
        assert TERMS in words(desk(name).page(path))
        assert "kept back" not in words(desk(name).page(path.replace(ref, plain)))
    assert TERMS in words(desk("regulator").page(f"/regulator/tenders/{ref}"))
    assert TERMS in words(desk("approver").page(f"/buyer/tenders/{ref}"))


def test_the_contract_is_drawn_up_with_what_is_left_to_split(market: Market, desk: Desk) -> None:
    ref, award = market.awarded(PRICES, retention_percent=3, retention_months=12)
    path = f"/buyer/tenders/{ref}/contract"
    page = desk("drafter").page(path)
    assert form_in(page)["milestones-0-amount"] == "85360.00"
    assert "¥2,640.00" in page
    desk("drafter").post(path, data=form_in(page))
    assert award
    with market.house.reading() as session:
        assert session.query(Contract).count() == 1


def test_it_is_kept_claimed_mended_and_released_before_everybodys_eyes(market: Market, desk: Desk) -> None:
    ref, milestones = served(market)
    kept, tender = milestones[-1], tender_of(market, ref)
    rooms = {
        "drafter": f"/buyer/contracts/{ref}",
        "agency1": f"/supplier/contracts/{ref}",
        "regulator": f"/regulator/contracts/{ref}",
    }
    for name, path in rooms.items():
        page = words(desk(name).page(path))
        assert TERMS in page
        assert "Kept back until the end of" in page
        assert "¥2,640.00" in page
    assert "¥2,640.00 until the end of" in words(desk("agency2").page(f"/tenders/{tender}"))

    claim = f"/buyer/milestones/{kept}/claim"
    assert claim not in desk("officer1").page(rooms["drafter"])
    assert claim in desk("drafter").page(rooms["drafter"])
    assert desk("drafter").post(claim, data={"reason": ""}).status_code == 422
    assert desk("agency1").get(claim).status_code in {403, 404}
    desk("drafter").page(claim)
    assert desk("drafter").post(claim, data={"reason": "Two wells leak."}).status_code == 303
    assert desk("drafter").get(claim).status_code == 303
    assert desk("drafter").post(claim, data={"reason": "Again."}).status_code == 409
    for name, path in (*rooms.items(), ("agency2", f"/tenders/{tender}")):
        page = words(desk(name).page(path))
        assert "Defect claimed: ¥2,640.00 stays kept back until it is mended" in page
        assert "Two wells leak." in page
    assert "Mend the defect that is claimed" in desk("agency1").page("/supplier/")

    hand_over = f"/supplier/milestones/{kept}/deliver"
    assert "Hand it over" in desk("agency1").page(hand_over)
    handed = desk("agency1").post(hand_over, data={"file": (io.BytesIO(PDF), "mended.pdf"), "note": ""})
    assert handed.status_code == 303
    assert "Accept or return what was delivered" in words(desk("drafter").page("/buyer/"))
    accepted = desk("drafter").post(f"/buyer/milestones/{kept}/accept", follow_redirects=True)
    assert "What was mended is accepted." in accepted.get_data(as_text=True)

    market.clock.at = kept_until(market, kept)
    deadlines.release_retention(market.house)
    assert "Retention money payable" in words(desk("agency2").page(f"/tenders/{tender}"))
    assert "Payable since" in words(desk("drafter").page(rooms["drafter"]))
    assert "¥2,640.00" in desk("officer1").page("/buyer/payments")


def test_once_the_rest_is_paid_the_contract_stands_where_the_kept_share_stands(market: Market, desk: Desk) -> None:
    ref, milestones = served(market)
    for number, milestone in enumerate(milestones[:-1]):
        pay(market, milestone, f"BANK-{number}")
    page = shown(desk("officer1").page(f"/buyer/contracts/{ref}"), "contract:fulfilled")
    assert page.who == "A drafter or an approver of the department"
    assert page.when.startswith("the end of 12 Mar 2027")
    with market.acting("drafter") as uow:
        contracts.claim_defect(uow, milestones[-1], "Two wells leak.")
    assert shown(desk("officer1").page(f"/buyer/contracts/{ref}"), "contract:fulfilled").who == "The provider"


def test_less_is_agreed_on_through_the_pages_for_parts(market: Market, desk: Desk) -> None:
    ref, milestones = served(market)
    kept = milestones[-1]
    with market.acting("drafter") as uow:
        contracts.claim_defect(uow, kept, "Two wells leak.")
    page = desk("approver").page(f"/buyer/contracts/{ref}")
    give_up = f"/buyer/milestones/{kept}/give-up"
    assert give_up in page
    assert desk("approver").get(give_up).status_code == 200
    deliver(market, kept)
    in_part = f"/buyer/milestones/{kept}/accept-in-part"
    assert "when the liability period is over" in words(desk("drafter").page(in_part))
    typed = {"amount": "1000", "days": "5", "reason": "One well is mended."}
    assert desk("drafter").post(in_part, data=typed).status_code == 303
    rest = market.milestones(ref)[-1]
    give_up = f"/buyer/milestones/{rest}/give-up"
    assert desk("approver").post(give_up, data={"reason": "Agreed."}).status_code == 303
    assert "Agree to give it up" in desk("agency1").page(f"/supplier/contracts/{ref}")


def test_whoever_gives_a_part_up_reads_that_the_retention_falls_with_it(market: Market, desk: Desk) -> None:
    ref, milestones = keeping_back(market)
    deliver(market, milestones[0])
    accept(market, milestones[0])
    path = f"/buyer/milestones/{milestones[1]}/give-up"
    assert desk("approver").post(path, data={"reason": "Not needed."}).status_code == 303
    assert "the retention money falls in the same proportion" in words(
        desk("agency1").page(f"/supplier/contracts/{ref}")
    )
