"""A contract that does not go straight, on the pages of both rooms and in public."""

import hashlib
import html

from sqlalchemy import select

from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract, ContractRecord, Milestone
from marketplace.domain.contracts.rules import Part
from marketplace.domain.contracts.states import ContractState, MilestoneState
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.canonical import canonical
from marketplace.kernel.money import ZERO, Money
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import words
from tests.blueprints.client import Browser
from tests.domain.market import LOWEST, Market

HALF = Money(44_000_00)


def two_parts(market: Market) -> tuple[str, str, str]:
    ref = market.signed(Part("First", HALF, 10), Part("Second", HALF, 20))
    first, second = market.milestones(ref)
    return ref, first, second


def public_page(market: Market, contract: str, browser: Browser) -> str:
    with market.house.reading() as session:
        tender = session.get_one(Tender, market.get(Contract, contract).tender_id).ref
    return words(browser.page(f"/tenders/{tender}"))


def proposal_in(page: str, room: str) -> str:
    """The reference of the proposal that the page offers to answer."""
    return html.unescape(page).split(f"/{room}/changes/")[1].split("/")[0]


def test_the_page_of_a_contract_offers_what_its_reader_may_do(market: Market, desk: Desk) -> None:
    contract, first, second = two_parts(market)
    path = f"/buyer/contracts/{contract}"
    last_date, give_up = f"/buyer/milestones/{first}/demand", f"/buyer/milestones/{second}/give-up"
    assert last_date not in desk("approver").page(path), "nothing is late"
    assert give_up in desk("approver").page(path)
    market.clock.at = market.get(Milestone, first).due_at or market.clock.at
    assert last_date in desk("approver").page(path)
    for offered in (last_date, give_up):
        assert offered not in desk("drafter").page(path)


def test_a_supplement_goes_from_proposal_to_signature(market: Market, desk: Desk) -> None:
    contract, *_ = two_parts(market)
    path = f"/buyer/contracts/{contract}"
    assert "8,800.00" in desk("drafter").page(f"{path}/supplement")
    typed = {"milestone": "", "title": "More samples", "days": "10", "reason": "Two more wells were found."}
    refused = desk("drafter").post(f"{path}/supplement", data=typed | {"amount": "8800.01"})
    assert refused.status_code == 422
    assert "Two more wells were found." in refused.get_data(as_text=True)
    for amount in ("", "x", "-1", "1e9"):
        assert desk("drafter").post(f"{path}/supplement", data=typed | {"amount": amount}).status_code == 422
    assert desk("drafter").post(f"{path}/supplement", data=typed | {"amount": "8800"}).status_code == 303
    assert "Approve the supplement" not in desk("drafter").page(path)
    ref = proposal_in(desk("approver").page(path), "buyer")
    assert "Decide: Supplement" in words(desk("approver").page("/buyer/"))
    assert desk("agency1").post(f"/supplier/changes/{ref}/agree").status_code == 403
    assert desk("agency2").post(f"/supplier/changes/{ref}/agree").status_code == 404
    assert desk("approver").post(f"/buyer/changes/{ref}/agree").headers["Location"].endswith(path)
    assert "Answer: " in desk("agency1").page("/supplier/")
    agency = f"/supplier/contracts/{contract}"
    assert "Sign the supplement" in desk("agency1").page(agency)
    assert desk("agency1").post(f"/supplier/changes/{ref}/agree").status_code == 303
    for page in (
        desk("approver").page(path),
        desk("agency1").page(agency),
        desk("regulator").page(f"/regulator/contracts/{contract}"),
    ):
        assert "96,800.00" in page or "Supplement: a new part" in page
    assert "Supplement: a new part “More samples”" in public_page(market, contract, desk("agency2"))
    line = desk("officer1").page(f"/buyer/budgets/{market.refs['line']}")
    assert f"/buyer/changes/{ref}" in line
    assert desk("officer1").get(f"/buyer/changes/{ref}").headers["Location"].endswith(path)


def test_more_time_is_asked_refused_asked_again_and_granted(market: Market, desk: Desk) -> None:
    contract, first, _ = two_parts(market)
    ask, path = f"/supplier/milestones/{first}/more-time", f"/buyer/contracts/{contract}"
    for days, status in (("0", 422), ("61", 422), ("many", 422), ("5", 303), ("5", 409)):
        assert desk("agency1").post(ask, data={"days": days, "reason": "Flood."}).status_code == status
    ref = proposal_in(desk("approver").page(path), "buyer")
    assert "More time for “First”" in desk("approver").page(f"/buyer/changes/{ref}/refuse")
    assert desk("approver").post(f"/buyer/changes/{ref}/refuse", data={"reason": ""}).status_code == 422
    assert desk("approver").post(f"/buyer/changes/{ref}/refuse", data={"reason": "No."}).status_code == 303
    assert "Why it was refused:" in desk("agency1").page(f"/supplier/contracts/{contract}")
    assert desk("agency1").post(ask, data={"days": "5", "reason": "Flood."}).status_code == 303
    again = proposal_in(desk("approver").page(path), "buyer")
    assert desk("approver").post(f"/buyer/changes/{again}/agree").status_code == 303
    assert "More time: “First” is due by" in public_page(market, contract, desk("agency2"))


def test_late_demanded_and_ended_for_delay(market: Market, desk: Desk) -> None:
    contract, first, _ = two_parts(market)
    path = f"/buyer/contracts/{contract}"
    market.clock.advance(days=40)
    assert "Late by" in desk("approver").page(path)
    assert "Late by" in desk("agency1").page(f"/supplier/contracts/{contract}")
    assert "Late: “First” was due" in public_page(market, contract, desk("agency2"))
    end = {"ground": "delay", "reason": "Nothing came."}
    assert desk("approver").post(f"{path}/end", data=end).status_code == 409
    demand = {"days": "3", "reason": "The hearing is next week."}
    assert desk("drafter").post(f"/buyer/milestones/{first}/demand", data=demand).status_code == 403
    assert desk("approver").page(f"/buyer/milestones/{first}/demand")
    assert desk("approver").post(f"/buyer/milestones/{first}/demand", data=demand).status_code == 303
    assert "Last date set:" in desk("agency1").page(f"/supplier/contracts/{contract}")
    market.clock.advance(days=10)
    assert desk("approver").post(f"{path}/end", data={"ground": "x", "reason": "y"}).status_code == 422
    assert desk("approver").post(f"{path}/end", data=end).status_code == 303
    assert market.get(Contract, contract).state is ContractState.TERMINATED
    assert market.line().committed == ZERO
    for name, address in (
        ("approver", f"{path}/end"),
        ("approver", f"{path}/supplement"),
        ("approver", f"/buyer/milestones/{first}/demand"),
        ("agency1", f"/supplier/contracts/{contract}/end"),
        ("agency1", f"/supplier/milestones/{first}/more-time"),
    ):
        assert desk(name).get(address).headers["Location"].endswith(contract)
        assert (
            desk(name).post(address, data={"ground": "purpose_gone", "days": "3", "reason": "Why"}).status_code >= 409
        )
    page = public_page(market, contract, desk("agency2"))
    assert "The contract ended early: the provider did not deliver by the last date" in page
    assert "Rate the provider's work" in html.unescape(desk("drafter").page(path))
    assert desk("drafter").page(f"{path}/rate")


def test_the_agency_proposes_to_end_and_takes_it_back(market: Market, desk: Desk) -> None:
    contract, *_ = two_parts(market)
    page = f"/supplier/contracts/{contract}"
    assert desk("agency1").page(f"{page}/end")
    assert desk("agency1").post(f"{page}/end", data={"reason": "Our expert left."}).status_code == 303
    ref = proposal_in(desk("agency1").page(page), "supplier")
    assert desk("agency1").post(f"/supplier/changes/{ref}/withdraw").status_code == 303
    assert market.get(Contract, contract).state is ContractState.ACTIVE
    assert (
        desk("approver")
        .post(f"/buyer/contracts/{contract}/end", data={"ground": "agreement", "reason": "As discussed."})
        .status_code
        == 303
    )
    ref = proposal_in(desk("agency1").page(page), "supplier")
    assert "End the contract by agreement" in desk("agency1").page(f"/supplier/changes/{ref}/refuse")
    assert desk("agency1").post(f"/supplier/changes/{ref}/agree").status_code == 303
    assert market.get(Contract, contract).state is ContractState.TERMINATED
    assert "both sides agreed" in public_page(market, contract, desk("agency2"))


def test_accepted_in_part_and_the_rest_given_up(market: Market, desk: Desk) -> None:
    contract, first, _ = two_parts(market)
    with market.acting("agency1") as uow:
        contracts.deliver(uow, first, market.document())
    part = f"/buyer/milestones/{first}/accept-in-part"
    assert "44,000.00" in desk("drafter").page(part)
    typed = {"days": "5", "reason": "Three files are missing."}
    assert desk("drafter").post(part, data=typed | {"amount": "44000"}).status_code == 422
    assert desk("drafter").post(part, data=typed | {"amount": "43999.99"}).status_code == 303
    rest = market.milestones(contract)[2]
    assert market.get(Milestone, rest).amount == Money(1)
    assert desk("approver").page(f"/buyer/milestones/{rest}/give-up")
    assert desk("approver").post(f"/buyer/milestones/{rest}/give-up", data={"reason": "Not needed."}).status_code == 303
    ref = proposal_in(desk("agency1").page(f"/supplier/contracts/{contract}"), "supplier")
    assert desk("agency1").post(f"/supplier/changes/{ref}/agree").status_code == 303
    assert market.get(Milestone, rest).state is MilestoneState.ENDED
    assert market.line().committed == LOWEST - Money(1)
    page = public_page(market, contract, desk("agency2"))
    assert "Accepted in part:" in page
    with market.house.reading() as session:
        record = session.scalars(select(ContractRecord).order_by(ContractRecord.id)).first()
    assert record is not None
    assert record.sha256 == hashlib.sha256(canonical(record.terms).encode()).hexdigest()
    assert canonical(record.terms) in page, "anybody can hash what was written"
    assert "Given up by both: “First”" in page
