"""The second person: approving, returning, publishing with its dates, changing and cancelling a notice."""

from datetime import UTC, datetime

from marketplace.domain.budgets import operations as budgets
from marketplace.domain.budgets.operations import NewLine
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.tenders import notice, queries
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.money import ZERO, Money
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.pages import buttons, form_in, words
from tests.blueprints.buyer.test_purchase import send
from tests.domain.market import Market


def submitted(market: Market, **changes: object) -> str:
    ref = market.draft(**changes)
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    return ref


def approved(market: Market, **changes: object) -> str:
    ref = submitted(market, **changes)
    with market.acting("approver") as uow:
        tenders.approve(uow, ref)
    return ref


def amendments(market: Market, ref: str) -> list[list[dict[str, object]]]:
    with market.house.reading() as session:
        return [each.changes for each in queries.amendments(session, market.get(Tender, ref).id)]


def test_a_returned_draft_shows_its_reason_to_the_drafter(desk: Desk, market: Market) -> None:
    ref = submitted(market)
    path = f"/buyer/tenders/{ref}/return"
    answer = desk("approver").post(path, data={"reason": "  "})
    assert answer.status_code == 422
    assert 'id="reason-error"' in answer.get_data(as_text=True)
    send(desk("approver"), path, {"reason": "Say how many files.\r\nAnd where."})
    page = desk("drafter").page(f"/buyer/tenders/{ref}")
    assert "Say how many files.<br>And where." in page
    assert "Correct what was returned" in desk("drafter").page("/buyer/")
    assert "Say how many files." in desk("drafter").page(f"/buyer/tenders/{ref}/edit")


def test_who_drafted_does_not_approve_though_both_roles_are_theirs(desk: Desk, market: Market) -> None:
    with market.house.writing(PLATFORM) as uow:
        organisations.add_member(uow, market.refs["department"], market.users["drafter"], Role.APPROVER)
    ref = submitted(market)
    page = desk("drafter").page(f"/buyer/tenders/{ref}")
    assert f"/buyer/tenders/{ref}/approve" not in buttons(page)
    answer = desk("drafter").post(f"/buyer/tenders/{ref}/approve")
    assert answer.status_code == 403
    assert "another approver has to look at it (four eyes)" in answer.get_data(as_text=True)
    assert market.get(Tender, ref).state is TenderState.IN_APPROVAL


def test_the_buttons_are_those_of_the_reader_and_of_the_moment(desk: Desk, market: Market) -> None:
    ref = submitted(market)
    here = f"/buyer/tenders/{ref}"
    assert {f"{here}/approve", f"{here}/return", f"{here}/cancel"} <= buttons(desk("approver").page(here))
    assert "There is nothing for you to do here now." in desk("drafter").page(here)
    send(desk("approver"), f"{here}/approve")
    assert f"{here}/publish" in buttons(desk("drafter").page(here))
    assert f"{here}/approve" not in buttons(desk("approver").page(here))


def test_dates_that_reach_an_unannounced_year_are_called_provisional(desk: Desk, market: Market) -> None:
    ref = approved(market)
    path = f"/buyer/tenders/{ref}/publish"
    assert "not announced yet" not in desk("drafter").page(path)
    market.clock.at = datetime(2026, 12, 21, 1, tzinfo=UTC)
    page = desk("drafter").page(path)
    assert "24 Dec 2026, 17:00 Beijing time (UTC+8)" in page
    assert "not announced yet" in page


def test_a_line_with_too_little_left_keeps_the_notice_back(desk: Desk, market: Market) -> None:
    with market.acting("officer1") as uow:
        small = budgets.import_lines(uow, market.refs["department"], [NewLine(2026, "S", "Small", Money(95_999_99))])[0]
    ref = approved(market)
    with market.acting("approver") as uow:
        tenders.send_back(uow, ref, "Other line")
    with market.acting("drafter") as uow:
        terms = notice.terms_of(uow.session.get_one(Tender, market.get(Tender, ref).id))
        tenders.edit(uow, ref, small.ref, terms, market.get(Tender, ref).version)
        tenders.submit(uow, ref)
    with market.acting("approver") as uow:
        tenders.approve(uow, ref)
    path = f"/buyer/tenders/{ref}/publish"
    assert "That is not enough" in desk("drafter").page(path)
    answer = desk("drafter").post(path)
    assert answer.status_code == 422
    assert "The budget line has ¥95,999.99 left" in answer.get_data(as_text=True)
    assert market.get(Tender, ref).state is TenderState.APPROVED


def test_a_notice_is_published_once(desk: Desk, market: Market) -> None:
    ref = approved(market)
    path = f"/buyer/tenders/{ref}/publish"
    send(desk("drafter"), path)
    reserved = market.line().reserved
    again = desk("approver").post(path)
    assert again.status_code == 409
    assert "This cannot be done now" in again.get_data(as_text=True)
    assert market.line().reserved == reserved
    assert desk("drafter").get(path).status_code == 303


def test_a_change_is_looked_at_before_it_is_published(desk: Desk, market: Market) -> None:
    ref = market.published()
    path = f"/buyer/tenders/{ref}/amend"
    typed = form_in(desk("approver").page(path)) | {
        "description": "Assess twelve files.\r\nVisit <two> sites.",
        "service_days": "18",
        "reason": "Two sites were added.",
    }
    page = desk("approver").post(path, data=typed).get_data(as_text=True)
    assert "Visit &lt;two&gt; sites.</ins>" in page
    assert "<del>20</del>" in page
    assert amendments(market, ref) == [], "a look changes nothing"
    kept = form_in(page)
    back = desk("approver").post(path, data=kept | {"edit": "yes"}).get_data(as_text=True)
    assert form_in(back)["reason"] == "Two sites were added."
    send(desk("approver"), path, kept | {"publish": "yes"})
    assert [change["field"] for change in amendments(market, ref)[0]] == ["description", "service_days"]
    assert market.get(Tender, ref).description == "Assess twelve files.\nVisit <two> sites."
    assert "Two sites were added." in desk("drafter").page(f"/buyer/tenders/{ref}")


def test_a_change_that_changes_nothing_or_breaks_a_rule_is_refused(desk: Desk, market: Market) -> None:
    ref = market.published()
    path = f"/buyer/tenders/{ref}/amend"
    untouched = form_in(desk("approver").page(path)) | {"reason": "None"}
    answer = desk("approver").post(path, data=untouched)
    assert answer.status_code == 422
    assert "Nothing was changed." in answer.get_data(as_text=True)
    answer = desk("approver").post(path, data=untouched | {"service_days": "999", "reason": ""})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'id="service_days-error"' in page
    assert 'id="reason-error"' in page
    assert form_in(page)["service_days"] == "999"
    assert amendments(market, ref) == []


def test_a_stale_change_keeps_its_text(desk: Desk, market: Market) -> None:
    ref = market.published()
    path = f"/buyer/tenders/{ref}/amend"
    mine = form_in(desk("approver").page(path)) | {"description": "Mine", "reason": "R", "publish": "yes"}
    with market.acting("approver") as uow:
        tenders.amend(uow, ref, "Other", int(mine["version"]), tenders.Amendment("Theirs", "", 20))
    answer = desk("approver").post(path, data=mine)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert form_in(page)["description"] == "Mine"
    assert "Theirs" in page
    assert len(amendments(market, ref)) == 1


def test_after_the_deadline_no_change_is_offered_or_taken(desk: Desk, market: Market) -> None:
    ref = market.published()
    path = f"/buyer/tenders/{ref}/amend"
    typed = form_in(desk("approver").page(path)) | {"description": "Late", "reason": "R", "publish": "yes"}
    market.clock.at = market.deadline(ref)
    assert desk("approver").get(path).status_code == 303
    assert path not in buttons(desk("approver").page(f"/buyer/tenders/{ref}"))
    answer = desk("approver").post(path, data=typed)
    assert answer.status_code == 409
    assert "The deadline has passed" in answer.get_data(as_text=True)
    assert amendments(market, ref) == []


def test_cancelling_asks_for_a_reason_and_frees_the_budget(desk: Desk, market: Market) -> None:
    ref = market.published()
    path = f"/buyer/tenders/{ref}/cancel"
    assert "never opened" in desk("approver").page(path)
    assert desk("approver").post(path, data={"reason": ""}).status_code == 422
    assert "The tender is cancelled" in send(desk("approver"), path, {"reason": "Done by ourselves."})
    assert market.line().reserved == ZERO
    assert "Done by ourselves." in words(desk("drafter").page(f"/buyer/tenders/{ref}"))
    assert desk("approver").post(path, data={"reason": "Again"}).status_code == 409
