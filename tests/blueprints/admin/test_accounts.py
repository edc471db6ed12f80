"""The pages on which an operator keeps accounts."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from marketplace.domain.accounts.models import User
from marketplace.domain.organisations.models import Membership
from marketplace.kernel.journal import JournalEntry
from marketplace.providers import Providers
from tests.blueprints.admin.test_work import post
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage

Mails = Callable[[], list[tuple[str, str, str]]]


def test_people_are_found_by_address_and_by_name_and_nothing_secret_is_shown(enter: Enter, stage: Stage) -> None:
    enter("drafter").page("/account/")
    browser = enter("operator")
    shown = browser.page("/admin/accounts?q=DRAFTER@example")
    assert shown.count("@example.org") - shown.count("operator@example.org") == 2
    assert "Drafter · Test department" in shown
    assert "No account fits." in browser.page("/admin/accounts?q=x%25y")
    page = browser.page(f"/admin/accounts/{stage.users['drafter']}")
    assert "kept elsewhere" not in page
    assert "password" not in page.lower()
    assert browser.get("/admin/accounts/999999").status_code == 404
    assert browser.get(f"/admin/accounts/{stage.users['drafter']}/nonsense").status_code == 404


def test_a_locked_account_is_refused_at_its_next_request(enter: Enter, stage: Stage, mails: Mails) -> None:
    person, operator = enter("drafter"), enter("operator")
    person.page("/buyer/")
    path = f"/admin/accounts/{stage.users['drafter']}"
    assert 'href="#reason"' in post(operator, f"{path}/lock", 422, reason=" ")
    person.page("/buyer/")
    post(operator, f"{path}/lock", 303, reason="Has left the department")
    assert person.get("/buyer/").headers["Location"].startswith("/sign-in")
    assert "This account is locked" in operator.page(path)
    post(operator, f"{path}/lock", 409, reason="Again")
    post(operator, f"{path}/unlock", 303, reason="Came back")
    assert person.get("/buyer/").status_code == 302, "the old session stays over"
    enter("drafter").page("/buyer/")
    letters = [text for to, _, text in mails() if to == "drafter@example.org"]
    assert ["Has left the department" in text for text in letters] == [True, False]


def test_a_lost_factor_is_reset_and_the_person_is_told(
    enter: Enter, stage: Stage, house: Providers, mails: Mails
) -> None:
    person, operator = enter("approver"), enter("operator")
    path = f"/admin/accounts/{stage.users['approver']}/reset_second_factor"
    post(operator, path, 303, reason="Lost telephone, identity seen")
    assert person.get("/buyer/").status_code == 302
    with house.reading() as session:
        assert not session.get_one(User, stage.users["approver"]).has_second_factor
        entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "account:reset_second_factor")).one()
    assert (entry.user_id, entry.data) == (stage.users["operator"], {"reason": "Lost telephone, identity seen"})
    [letter] = [text for to, _, text in mails() if to == "approver@example.org"]
    assert "removed the second factor" in letter
    assert "Lost telephone, identity seen" in letter


@pytest.mark.parametrize("verb", ["lock", "unlock", "reset_second_factor", "end_sessions", "grant"])
def test_an_operator_does_none_of_it_to_themselves(enter: Enter, stage: Stage, verb: str) -> None:
    browser = enter("operator")
    path = f"/admin/accounts/{stage.users['operator']}/{verb}"
    assert browser.get(path).status_code == 403
    answer = {"reason": "x", "organisation": stage.market_refs["department"], "role": "approver"}
    assert browser.post(path, data=answer).status_code == 403
    browser.page("/admin/")


def test_the_organisations_page_is_no_way_round(enter: Enter, stage: Stage, house: Providers) -> None:
    browser = enter("operator")
    path = f"/admin/organisations/{stage.market_refs['department']}"
    post(browser, path, 403, email="operator@example.org", role="approver")
    with house.reading() as session:
        held = session.scalars(select(Membership.role).where(Membership.user_id == stage.users["operator"])).all()
    assert held == ["operator"]


def test_a_role_is_given_by_number_or_credit_code(enter: Enter, stage: Stage, house: Providers) -> None:
    browser, number = enter("operator"), stage.users["nobody"]
    path = f"/admin/accounts/{number}/grant"
    shown = post(browser, path, 422, organisation="O-NOTHERE", role="approver")
    assert 'href="#organisation"' in shown
    assert 'href="#role"' in post(browser, path, 422, organisation=stage.market_refs["department"], role="operator")
    post(browser, path, 303, organisation=stage.market_refs["department"].lower(), role="approver")
    assert "Approver" in browser.page(f"/admin/accounts/{number}")
    with house.reading() as session:
        assert session.scalars(select(Membership.role).where(Membership.user_id == number)).all() == ["approver"]


def test_acting_on_an_account_asks_for_the_password_again(enter: Enter, stage: Stage, house: Providers) -> None:
    browser = enter("operator")
    with house.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE web_session SET data = json_set(data, '$.fs_paa', 1.0)")
    for verb in ("lock", "reset_second_factor", "grant"):
        answer = browser.post(f"/admin/accounts/{stage.users['drafter']}/{verb}", data={"reason": "x"})
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/account/verify")
    enter("drafter").page("/buyer/")
