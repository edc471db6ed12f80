"""Two envelopes on the pages: who reads what before the evaluators have agreed, and what the losers are told."""

import re
from datetime import timedelta

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids.models import Bid, Doubt
from marketplace.domain.bids.states import DoubtState
from marketplace.domain.evaluation import operations as evaluation
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import Role
from marketplace.kernel.money import Money
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, words
from tests.blueprints.buyer.test_purchase import send
from tests.domain.bids import doubting
from tests.domain.evaluation import panel
from tests.domain.market import ITEM, PRICES, Market

SHEET = {"method": "60", "team": "60", "reason": "A clear plan."}
READERS = ("drafter", "approver", "evaluator1", "evaluator2", "regulator", "operator", "agency1", "agency2")
PRICE = re.compile(r"8[08],?000\.00|9[01],?000\.00")


def addresses(tender: str, bid: str) -> list[str]:
    """Everything that could say something of a bid."""
    buyer = f"/buyer/tenders/{tender}"
    return [
        "/buyer/",
        buyer,
        f"{buyer}/evaluation",
        f"{buyer}/evaluation/{bid}",
        f"{buyer}/evaluation/{bid}/points",
        f"{buyer}/result",
        f"{buyer}/open",
        f"/tenders/{tender}",
        f"/tenders/{tender}/opening.json",
        f"/regulator/tenders/{tender}",
        f"/supplier/bids/{bid}",
        f"/admin/journal?object={bid}",
        f"/regulator/journal?object={bid}",
        f"/api/tenders/{tender}",
    ]


def test_no_role_reads_a_price_before_the_evaluators_have_agreed(desk: Desk, market: Market) -> None:
    tender = panel.opened(market)
    refs = panel.agreed(market, tender)
    for name in READERS:
        for path in addresses(tender, refs["agency2"]):
            answer = desk(name).get(path)
            assert not PRICE.findall(answer.text), f"{name} {path}"
            assert answer.status_code < 500


def test_evaluators_read_each_others_sheets_only_once_all_are_in(desk: Desk, market: Market) -> None:
    tender = panel.opened(market)
    refs = panel.bids_of(market, tender)
    panel.declare(market, tender, *panel.EVALUATORS)
    here = f"/buyer/tenders/{tender}/evaluation"
    for number, name in enumerate(panel.EVALUATORS, 1):
        for ref in refs.values():
            panel.score(market, name, ref, (50, 50), f"Said by number {number}")
            if name != "evaluator3":
                for reader in READERS:
                    for path in addresses(tender, ref):
                        said = set(re.findall(r"Said by number \d", desk(reader).get(path, follow_redirects=True).text))
                        assert said <= {f"Said by number {reader[-1]}"}, f"{reader} {path}"
    page = words(desk("evaluator2").page(f"{here}/{refs['agency1']}/points"))
    assert all(f"Said by number {number}" in page for number in (1, 2, 3))
    assert "Said by number" not in desk("drafter").page(here)


def test_they_agree_on_the_pages_and_the_losers_read_their_sheets(desk: Desk, market: Market) -> None:
    tender = panel.opened(market)
    refs = panel.scored(market, tender)
    here = f"/buyer/tenders/{tender}/evaluation"
    assert "Agree on the points" in desk("evaluator1").page(here)
    far = {"method": "10", "team": "60", "reason": "We think", "deviation": ""}
    refused = desk("evaluator1").post(f"{here}/{refs['agency1']}/points", data=far)
    assert refused.status_code == 422
    assert "far from the mean of your own sheets: Method" in words(refused.text)
    for agency, ref in refs.items():
        method, team = panel.POINTS[agency]
        sheet = {"method": str(method), "team": str(team), "reason": f"All found {agency}", "deviation": ""}
        send(desk("evaluator1"), f"{here}/{ref}/points", sheet)
        for name in ("evaluator2", "evaluator3"):
            send(desk(name), f"{here}/{ref}/points/confirm", {"number": "1"})
    assert market.get(Tender, tender).state is TenderState.EVALUATED
    assert "prices are opened" in words(desk("approver").page(f"/buyer/tenders/{tender}/open"))
    market.open_bids(tender)
    send(desk("drafter"), f"/buyer/tenders/{tender}/select")
    loser = f"/supplier/bids/{refs['agency1']}"
    assert "Your score sheet" not in desk("agency1").page(loser)
    send(desk("approver"), f"/buyer/tenders/{tender}/award", {"confirm": "y"})
    page = words(desk("agency1").page(loser))
    for said in ("Your score sheet", "All found agency1", "Evaluator 3", "Total of the winner"):
        assert said in page
    assert "All found agency2" not in page
    assert "evaluator1" not in page
    assert market.get(Bid, refs["agency2"]).price == PRICES["agency2"]


def test_a_tender_that_fails_before_its_prices_are_opened_is_shown_without_them(desk: Desk, market: Market) -> None:
    tender = market.closed(dict(PRICES), proposal="Our way", **panel.TERMS)
    market.spoil("agency1", tender)
    market.open_bids(tender)
    assert market.get(Tender, tender).state is TenderState.FAILED
    refs = panel.bids_of(market, tender)
    for name in READERS:
        for path in addresses(tender, refs["agency2"]):
            answer = desk(name).get(path)
            assert not PRICE.findall(answer.text), f"{name} {path}"
            assert answer.status_code < 500, f"{name} {path}"
    assert "Minutes of the opening of the technical parts" in words(desk("agency2").page(f"/tenders/{tender}"))


def test_the_notice_says_which_points_count(desk: Desk, market: Market) -> None:
    tender = market.published(**panel.TERMS)
    for name, path in (("agency1", f"/tenders/{tender}"), ("drafter", f"/buyer/tenders/{tender}")):
        assert "Nobody can read a price until the evaluators have agreed." in words(desk(name).page(path))
    assert "Write no price into the proposal" in words(desk("agency1").page(f"/supplier/tenders/{tender}/bid"))
    kept = form_in(desk("drafter").page(f"/buyer/tenders/new/{ITEM}?pattern={tender}"))
    assert kept["scoring"] == "two_envelopes"


def test_an_approver_goes_on_without_an_evaluator_and_everybody_reads_why(desk: Desk, market: Market) -> None:
    tender, late = panel.kept_waiting(market)
    here, door = f"/buyer/tenders/{tender}/evaluation", f"/buyer/tenders/{tender}/evaluators/{late}/release"
    assert "release them" in words(desk("approver").page("/buyer/"))
    assert "evaluator4" in words(desk("approver").page(here))
    for name in ("drafter", "evaluator1"):
        assert "evaluator4" not in words(desk(name).page(here))
        assert desk(name).get(door).status_code == 403
    for odd in ("0", str(2**80), "x"):
        assert desk("approver").get(f"/buyer/tenders/{tender}/evaluators/{odd}/release").status_code == 404
    assert desk("approver").post(door, data={"reason": " "}).status_code == 422
    send(desk("approver"), door, {"reason": "Away, and not to be reached."})
    assert "evaluator4" not in words(desk("approver").page(here))
    assert "Away, and not" not in desk("agency1").get(f"/tenders/{tender}").text
    refs = panel.bids_of(market, tender)
    for agency, ref in refs.items():
        with market.acting("evaluator1") as uow:
            evaluation.propose(uow, ref, panel.points(*panel.POINTS[agency]), "All alike")
        panel.confirm(market, ref, "evaluator2", "evaluator3")
    market.open_bids(tender)
    with market.acting("drafter") as uow:
        awards.select(uow, tender)
    told = words(desk("agency1").page(f"/tenders/{tender}"))
    assert "Away, and not to be reached." in told
    assert "evaluator4" not in told


def test_who_finds_an_interest_stands_aside_and_everybody_reads_why(desk: Desk, market: Market) -> None:
    tender = panel.opened(market)
    panel.fourth(market)
    here, door = f"/buyer/tenders/{tender}/evaluation", f"/buyer/tenders/{tender}/evaluators/stand-aside"
    assert door not in desk("evaluator4").page(here)
    refs = panel.scored(market, tender, (*panel.EVALUATORS, "evaluator4"))
    assert door in desk("evaluator4").page(here)
    assert desk("drafter").get(door).status_code == 403
    assert desk("evaluator4").post(door, data={"reason": " "}).status_code == 422
    send(desk("evaluator4"), door, {"reason": "A cousin works there."})
    assert desk("evaluator4").post(door, data={"reason": "Again"}).status_code == 409
    assert "You were released, or stood aside" in words(desk("evaluator4").page(here))
    void = "this sheet counts no more"
    for page in (here, f"/buyer/tenders/{tender}/evaluation/{refs['agency1']}/points"):
        assert void in words(desk("evaluator1").page(page))
    market.clock.at += timedelta(minutes=1)
    for agency, ref in refs.items():
        with market.acting("evaluator1") as uow:
            evaluation.propose(uow, ref, panel.points(*panel.POINTS[agency]), "All alike")
        panel.confirm(market, ref, "evaluator2", "evaluator3")
    market.open_bids(tender)
    with market.acting("drafter") as uow:
        awards.select(uow, tender)
    assert void in words(desk("drafter").page(f"/buyer/tenders/{tender}/result"))
    told = words(desk("agency1").page(f"/tenders/{tender}"))
    assert "Stood aside because of an interest: A cousin works there." in told


def test_an_approver_who_scored_decides_on_a_low_price_once_the_points_stand(desk: Desk, market: Market) -> None:
    tender = panel.opened(market, {**PRICES, "agency1": Money(40_000_00)})
    panel.agreed(market, tender)
    market.open_bids(tender)
    with market.acting("platform") as uow:
        organisations.add_member(uow, market.refs["department"], market.users["evaluator1"], Role.APPROVER)
    doubt = doubting.doubt_of(market).ref
    doubting.reply(market, doubt)
    assert doubt in words(desk("evaluator1").page(f"/buyer/tenders/{tender}/evaluation"))
    send(desk("evaluator1"), f"/buyer/doubts/{doubt}/admit", {"reason": "It is explained."})
    assert market.get(Doubt, doubt).state is DoubtState.ADMITTED
