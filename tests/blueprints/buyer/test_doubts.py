"""A bid that may not take part, from the bidder's reply to everybody's page; and the register of ties."""

import pytest

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids.models import Bid
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.jobs import deadlines
from tests.blueprints.conftest import SignIn
from tests.domain.bids import doubting
from tests.domain.market import MERIT, PRICES, Market

MENACE = "It was <b>cut loose</b> in 2024."


def test_replied_to_decided_and_published(market: Market, sign_in: SignIn) -> None:
    tender = doubting.affiliated(market)
    ref = doubting.doubt_of(market).ref
    bidder, approver = sign_in(market.actor("agency1")), sign_in(market.actor("approver"))
    assert "Reply to what speaks against your bid" in bidder.page("/supplier/?lang=en")
    assert f"/supplier/doubts/{ref}/reply" in bidder.page(f"/supplier/doubts/{ref}?lang=en")
    assert bidder.post(f"/supplier/doubts/{ref}/reply", data={"reply": ""}).status_code == 422
    assert bidder.post(f"/supplier/doubts/{ref}/reply", data={"reply": MENACE}).status_code == 303
    assert bidder.post(f"/supplier/doubts/{ref}/reply", data={"reply": MENACE}).status_code == 409
    assert "its bidder has replied" in approver.page("/buyer/?lang=en")
    assert f"/buyer/doubts/{ref}" in approver.page(f"/buyer/tenders/{tender}/evaluation?lang=en")
    assert "It was &lt;b&gt;cut loose&lt;/b&gt;" in approver.page(f"/buyer/doubts/{ref}?lang=en")
    public = sign_in(market.actor("agency2"))
    assert "cut loose" not in public.page(f"/tenders/{tender}?lang=en")
    address = f"/buyer/doubts/{ref}/admit"
    assert "cut loose" in approver.page(f"{address}?lang=en")
    assert approver.post(address, data={"reason": ""}).status_code == 422
    assert approver.post(address, data={"reason": doubting.REASON}).status_code == 303
    assert approver.post(address, data={"reason": doubting.REASON}).status_code == 409
    with market.acting("drafter") as uow:
        awards.select(uow, tender)
    page = public.page(f"/tenders/{tender}?lang=en")
    assert doubting.REASON in page
    assert "Tied to the department" in page


def test_regulators_see_what_a_department_leaves_undecided(market: Market, sign_in: SignIn) -> None:
    tender = doubting.affiliated(market)
    ref = doubting.doubt_of(market).ref
    doubting.reply(market, ref)
    assert "no department decides about" not in sign_in(market.actor("regulator")).page("/regulator/?lang=en")
    due = doubting.doubt_of(market).decide_by
    assert due is not None
    market.clock.at = due
    deadlines.mark_overdue_doubts(market.house)
    regulator, approver = sign_in(market.actor("regulator")), sign_in(market.actor("approver"))
    assert f"/regulator/doubts/{ref}" in regulator.page("/regulator/?lang=en")
    assert ref in regulator.page(f"/regulator/tenders/{tender}?lang=en")
    page = regulator.page(f"/regulator/doubts/{ref}?lang=en")
    assert "Noted as overdue" in page
    assert doubting.REPLY in page
    assert "Overdue" in approver.page("/buyer/?lang=en")


def test_whoever_is_asked_reads_nothing_of_the_other_in_an_auction(market: Market, sign_in: SignIn) -> None:
    doubting.alike(market, "contact_phone", "13912345678", "agency1", "agency2")
    market.opened(dict(PRICES), method="reverse_auction")
    ref = doubting.doubt_of(market).ref
    other = market.get(Organisation, market.refs["agency2"])
    bidder = sign_in(market.actor("agency1"))
    for address in (f"/supplier/doubts/{ref}", f"/supplier/doubts/{ref}/reply", "/supplier/"):
        page = bidder.page(f"{address}?lang=en")
        assert not any(told in page for told in (other.name, other.name_en, "13912345678"))
    page = sign_in(market.actor("approver")).page(f"/buyer/doubts/{ref}?lang=en")
    assert "The other bidders" in page
    assert other.name_en in page


def test_strangers_do_not_find_it(market: Market, sign_in: SignIn) -> None:
    ref = doubting.asked(market)
    for name, path in (("agency2", "/supplier/doubts/"), ("other_approver", "/buyer/doubts/")):
        sign_in(market.actor(name)).page(f"{path}{ref}", 404)
    sign_in(market.actor("drafter")).page(f"/buyer/doubts/{ref}/admit", 403)


def test_evaluators_do_not_learn_prices_from_it(market: Market, sign_in: SignIn) -> None:
    tender = market.opened(dict(doubting.LOW), method="proposal_merit", criteria=MERIT, price_weight=20)
    ref = doubting.doubt_of(market).ref
    evaluator, drafter = sign_in(market.actor("evaluator1")), sign_in(market.actor("drafter"))
    evaluator.page(f"/buyer/doubts/{ref}", 403)
    assert ref not in evaluator.page(f"/buyer/tenders/{tender}/evaluation")
    assert ref in drafter.page(f"/buyer/tenders/{tender}/evaluation")


def test_a_reply_after_the_tender_was_cancelled_is_a_conflict(market: Market, sign_in: SignIn) -> None:
    tender = doubting.affiliated(market)
    ref = doubting.doubt_of(market).ref
    sign_in(market.actor("approver")).post(f"/buyer/tenders/{tender}/cancel", data={"reason": "No money."})
    assert market.get(Tender, tender).state == "cancelled"
    bidder = sign_in(market.actor("agency1"))
    assert "The tender has ended" in bidder.page(f"/supplier/doubts/{ref}?lang=en")
    assert bidder.post(f"/supplier/doubts/{ref}/reply", data={"reply": "x"}).status_code == 409
    assert market.get(Bid, market.get(Bid, bid_of(market)).ref).state == "invalid"


def bid_of(market: Market) -> str:
    with market.house.reading() as session:
        return session.get_one(Bid, doubting.doubt_of(market).bid_id).ref


@pytest.mark.parametrize(("name", "room"), [("operator", "admin"), ("regulator", "regulator")])
def test_the_register_is_kept_and_read(market: Market, sign_in: SignIn, name: str, room: str) -> None:
    keeper = sign_in(market.actor(name))
    assert "No tie is recorded" in keeper.page(f"/{room}/affiliations?lang=en")
    given = {
        "credit_code": market.get(Organisation, market.refs["agency1"]).credit_code,
        "department": market.refs["department"],
        "kind": "supervised",
        "since": "2020-05-01",
        "exception_law": "",
    }
    address = f"/{room}/affiliations/new"
    for field in ("credit_code", "department", "kind", "since"):
        wrong = keeper.post(address, data=given | {field: "?"})
        assert wrong.status_code == 422, field
    assert keeper.post(address, data=given).status_code == 303
    assert keeper.post(address, data=given).status_code == 409
    [entry] = [part.split("/")[0] for part in keeper.page(f"/{room}/affiliations").split("/affiliations/F-")[1:]]
    ending = f"/{room}/affiliations/F-{entry}/end"
    assert "测试机构 agency1" in keeper.page(f"{ending}?lang=zh")
    assert keeper.post(ending, data={"until": "2019-01-01", "reason": "x"}).status_code == 422
    assert keeper.post(ending, data={"until": "2021-05-01", "reason": "Cut loose."}).status_code == 303
    keeper.page(f"/{room}/affiliations/F-NOTHERE1/end", 404)
    page = sign_in(market.actor("agency2")).page("/affiliations?lang=en")
    assert "Cut loose." in page
    assert "recorded by the operator or a regulator" in page


def test_a_provider_declares_its_own_ties(market: Market, sign_in: SignIn) -> None:
    browser = sign_in(market.actor("agency1"))
    address = f"/supplier/agencies/{market.refs['agency1']}/affiliations"
    assert "The register has no tie of your agency." in browser.page(f"{address}?lang=en")
    given = {"department": market.refs["department"], "kind": "run_by", "since": "2020-05-01"}
    assert browser.post(address, data=given | {"kind": ""}).status_code == 422
    assert browser.post(address, data=given).status_code == 303
    assert "Enterprise run by the department" in browser.page(f"{address}?lang=en")
    assert "declared by the provider" in browser.page("/affiliations?lang=en")
    tender = market.published()
    assert "public register of ties" in browser.page(f"/supplier/tenders/{tender}/bid?lang=en", 403)


def test_what_bidders_are_compared_by_is_shown_to_the_agency_alone(market: Market, sign_in: SignIn) -> None:
    browser = sign_in(market.actor("agency1"))
    address = f"/supplier/agencies/{market.refs['agency1']}"
    given = {
        "description": "",
        "shareholders": "甲公司\n乙某",
        "address": "成都市天府大道1号",
        "account": "6222 0210-0100",
        "contact_name": "李某",
        "contact_phone": "028-12345678",
        "contact_email": "a@example.org",
    }
    assert browser.post(f"{address}/profile", data=given).status_code == 303
    shown = browser.page(address)
    assert all(each in shown for each in ("甲公司, 乙某", "成都市天府大道1号", "622202100100"))
    wrong = browser.post(f"{address}/profile", data=given | {"account": "none yet"})
    assert (wrong.status_code, "8 to 30 digits" in wrong.text, "none yet" in wrong.text) == (422, True, True)
    number = market.organisation_id("agency1")
    public = sign_in(market.actor("agency2")).page(f"/providers/{number}-agency1")
    assert not [each for each in ("乙某", "天府大道1号", "622202100100") if each in public]


def test_who_must_stay_out_is_named_in_the_draft_and_read_by_everybody(market: Market, sign_in: SignIn) -> None:
    ref = market.draft()
    drafter = sign_in(market.actor("drafter"))
    address = f"/buyer/tenders/{ref}/recusals"
    given = {
        "credit_code": market.get(Organisation, market.refs["agency1"]).credit_code,
        "role": "design",
        "because": "It made the <i>design</i>.",
    }
    for field in ("credit_code", "role", "because"):
        assert drafter.post(address, data=given | {field: ""}).status_code == 422, field
    assert drafter.post(address, data=given).status_code == 303
    assert "Overall design. It made the &lt;i&gt;design" in drafter.page(f"{address}?lang=en")
    for name, step in (("drafter", "submit"), ("approver", "approve"), ("drafter", "publish")):
        sign_in(market.actor(name)).post(f"/buyer/tenders/{ref}/{step}")
    assert "Who must stay out" in sign_in(market.actor("agency2")).page(f"/tenders/{ref}?lang=en")
    page = sign_in(market.actor("agency1")).page(f"/supplier/tenders/{ref}/bid?lang=en", 403)
    assert "worked on the project before" in page
