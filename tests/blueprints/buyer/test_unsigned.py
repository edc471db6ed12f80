"""An award of which nothing comes, by the pages of the department, of the agency and of the public."""

from marketplace.domain.awards.models import Award
from marketplace.domain.bids.models import Bid
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.rules import Part
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.domain.unsigned import operations as unsigned
from marketplace.kernel.money import ZERO
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import form_in, words
from tests.blueprints.buyer.test_purchase import send
from tests.domain.market import LOWEST, Market

REASON = "The firm is being wound up."


def test_a_default_is_recorded_and_the_tender_given_up(desk: Desk, market: Market) -> None:
    tender, award = market.awarded()
    here = f"/buyer/tenders/{tender}"
    assert f"{here}/award/lapse" in desk("drafter").page(here)
    path = f"{here}/award/lapse"
    assert form_in(desk("drafter").page(path)) == {"reason": ""}
    for data, status in (
        ({"reason": REASON}, 422),
        ({"default": "nonsense", "reason": REASON}, 422),
        ({"default": "cannot_perform", "reason": " "}, 422),
        ({"default": "not_signed", "reason": REASON}, 409),
    ):
        answer = desk("drafter").post(path, data=data)
        assert answer.status_code == status
    assert REASON in answer.get_data(as_text=True)
    page = send(desk("drafter"), path, {"default": "cannot_perform", "reason": REASON})
    assert REASON in page
    assert f"{here}/award/next" not in page
    assert "The winner dropped out" in desk("approver").page("/buyer/")
    assert "The winner dropped out" not in desk("drafter").page("/buyer/")
    assert desk("drafter").get(f"{here}/award/next").status_code == 403
    assert desk("drafter").get(f"{here}/award/give-up").status_code == 403
    assert "Test agency2" in desk("approver").page(f"{here}/award/next")
    page = send(desk("approver"), f"{here}/award/give-up", {"reason": "All others are too dear."})
    assert "its money is free again" in page
    assert market.get(Tender, tender).state is TenderState.FAILED
    assert market.line().committed == ZERO
    line = words(desk("officer1").page(f"/buyer/budgets/{market.refs['line']}"))
    assert f"Given back {award}" in line
    public = words(desk("agency2").page(f"/tenders/{tender}"))
    for text in ("The award lapsed: the provider cannot perform", REASON, "All others are too dear.", award):
        assert text in public
    assert f"{here}/reissue" in desk("drafter").page(here)


def test_a_purchase_is_cancelled_after_its_award(desk: Desk, market: Market) -> None:
    tender, _ = market.awarded()
    here = f"/buyer/tenders/{tender}"
    assert f"{here}/award/revoke" not in desk("drafter").page(here)
    assert desk("drafter").get(f"{here}/award/revoke").status_code == 403
    assert f"{here}/award/revoke" in desk("approver").page(here)
    assert "The purchase is cancelled" in send(desk("approver"), f"{here}/award/revoke", {"reason": REASON})
    assert market.get(Tender, tender).state is TenderState.CANCELLED
    assert REASON in desk("agency1").page("/supplier/awards")
    assert desk("drafter").page(here).count(REASON) == 1, "one notice is enough"
    public = words(desk("agency1").page(f"/tenders/{tender}"))
    assert public.count(REASON) == 2, "in the story and beside the award"
    assert "The purchase was cancelled and its award revoked" in public
    assert "Test agency3" in public, "what the selection made public stays public"


def test_both_reasons_stand_where_a_purchase_is_cancelled_after_its_winner_dropped_out(
    desk: Desk, market: Market
) -> None:
    tender, award = market.awarded()
    with market.acting("agency1") as uow:
        unsigned.decline(uow, award, REASON)
    with market.acting("approver") as uow:
        unsigned.revoke(uow, tender, "The money is needed elsewhere.")
    for page in (desk("drafter").page(f"/buyer/tenders/{tender}"), desk("drafter").page(f"/tenders/{tender}")):
        assert REASON in page
        assert "The money is needed elsewhere." in page


def test_when_nobody_is_left_the_story_ends_with_the_failure(desk: Desk, market: Market) -> None:
    tender, award = market.awarded()
    for agency in ("agency1", "agency2", "agency3"):
        with market.acting(agency) as uow:
            unsigned.decline(uow, award, f"{REASON} {agency}")
        if market.get(Tender, tender).state is TenderState.FALLEN_THROUGH:
            with market.acting("approver") as uow:
                award = unsigned.award_next(uow, award).ref
    story = words(desk("drafter").page(f"/tenders/{tender}")).split("The whole story")[1]
    assert story.count("Award notice to the next in rank") == 2
    assert story.index(f"{REASON} agency3") < story.index("no valid bid is left in the published rank")


def test_both_rooms_and_the_public_say_who_is_late(desk: Desk, market: Market) -> None:
    tender, award = market.awarded()
    market.clock.at = market.get(Award, award).sign_by
    for who, path, todo in (
        ("drafter", f"/buyer/tenders/{tender}", "Draw up the contract"),
        ("agency1", "/supplier/awards", "Draw up the contract"),
        ("agency1", "/supplier/", "The department draws up the contract"),
    ):
        page = words(desk(who).page(path))
        assert "Overdue" in page
        assert todo in page
    with market.acting("drafter") as uow:
        contract = contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref
    market.clock.advance(days=8)
    for who, path in (
        ("drafter", f"/buyer/tenders/{tender}"),
        ("agency1", f"/supplier/contracts/{contract}"),
        ("agency2", f"/tenders/{tender}"),
    ):
        page = words(desk(who).page(path))
        assert "Overdue" in page
        assert "Read the terms and sign the contract" in page
    assert "The provider has not signed in time" in desk("drafter").page("/buyer/")
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    assert "Sign the contract for the department." in desk("drafter").page(f"/buyer/tenders/{tender}")


def test_the_forms_send_back_whoever_comes_at_another_time(desk: Desk, market: Market) -> None:
    tender = market.published()
    for name in ("lapse", "next", "give-up", "revoke"):
        answer = desk("approver").get(f"/buyer/tenders/{tender}/award/{name}")
        assert (answer.status_code, answer.headers.get("Location")) == (303, f"/buyer/tenders/{tender}")


def test_an_agency_declines_its_own_award_only(desk: Desk, market: Market) -> None:
    tender, award = market.awarded()
    path = f"/supplier/awards/{award}/decline"
    assert desk("agency2").get(path).status_code == 404
    assert desk("agency2").post(path, data={"reason": REASON}).status_code == 404
    assert desk("agency1").post(path, data={"reason": "x" * 1001}).status_code == 422
    assert market.get(Tender, tender).state is TenderState.AWARDED
    assert "The award is declined" in send(desk("agency1"), path, {"reason": REASON})
    assert "can no longer be declined" in desk("agency1").page(path)
    assert desk("agency1").post(path, data={"reason": REASON}).status_code == 409
    with market.acting("approver") as uow:
        following = unsigned.award_next(uow, award)
        bid = uow.session.get_one(Bid, following.bid_id).ref
    assert "the award came to your bid: place 2 of 3" in words(desk("agency2").page(f"/supplier/bids/{bid}"))


def test_without_any_award_there_is_nothing_to_end_and_nothing_breaks(desk: Desk, market: Market) -> None:
    here = f"/buyer/tenders/{market.published()}"
    for act, data in (
        ("award/lapse", {"default": "cannot_perform", "reason": REASON}),
        ("award/next", {}),
        ("award/give-up", {"reason": REASON}),
        ("contract", {}),
    ):
        for answer in (desk("approver").get(f"{here}/{act}"), desk("approver").post(f"{here}/{act}", data=data)):
            assert (answer.status_code, answer.headers["Location"]) == (303, here)
        for name in ("evaluator1", "officer1"):
            assert desk(name).get(f"{here}/{act}").status_code == 403
            assert desk(name).post(f"{here}/{act}", data=data).status_code == 403
