"""The people of a department, and what it reads of providers that nobody has confirmed."""

import html
from collections.abc import Callable

from marketplace.domain.awards import operations as awards
from marketplace.domain.bids import operations as bids
from marketplace.kernel.actor import Role
from marketplace.kernel.money import Money
from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.conftest import link_in
from tests.domain.market import LOWEST, Market

Mails = Callable[[], list[tuple[str, str, str]]]


def test_an_administrator_invites_into_a_role_and_nobody_else_does(desk: Desk, market: Market, mails: Mails) -> None:
    assert 'href="/buyer/people"' in desk("approver").page("/buyer/")
    assert "Invite somebody" not in desk("approver").page("/buyer/people")
    form = {"email": "newcomer@example.org", "role": Role.APPROVER}
    assert desk("approver").post("/buyer/people", data=form).status_code == 403
    assert "Invite somebody" in desk("drafter").page("/buyer/people")
    assert desk("drafter").post("/buyer/people", data=form).status_code == 303
    market.person("newcomer")
    [text] = [text for to, _subject, text in mails() if to == "newcomer@example.org"]
    assert desk("newcomer").post(link_in(text)).status_code == 303
    assert "newcomer" in desk("approver").page("/buyer/people")
    refused = desk("drafter").post("/buyer/people", data={"email": "drafter@example.org", "role": Role.APPROVER})
    assert refused.status_code == 403


def test_who_is_removed_is_out_with_the_next_click(desk: Desk, market: Market) -> None:
    browser, path = desk("approver"), f"/buyer/people/{market.refs['department']}"
    assert browser.page(path)
    data = {"user": str(market.users["approver"]), "role": Role.APPROVER}
    assert desk("drafter").post(f"{path}/remove", data=data).status_code == 303
    for page in ("/buyer/", path, "/buyer/budgets"):
        assert browser.get(page).status_code == 403
    assert desk("other_drafter").get(path).status_code == 404
    assert desk("other_drafter").post(f"{path}/leave").status_code == 404


def test_the_department_reads_who_is_unverified_and_why_an_award_waits(desk: Desk, market: Market) -> None:
    tender = market.published()
    market.unverified()
    market.bid("unverified", tender, LOWEST)
    for agency in ("agency2", "agency3"):
        market.bid(agency, tender, Money(90_000_00))
    market.clock.at = market.deadline(tender)
    with market.acting("platform") as uow:
        bids.close(uow, tender)
    market.open_bids(tender)
    shown = desk("drafter").page(f"/buyer/tenders/{tender}/evaluation")
    assert shown.count(">Unverified</strong>") == 1
    assert "Such a provider has signed a written commitment" in shown
    with market.acting("drafter") as uow:
        awards.select(uow, tender)
    market.disputed("unverified")
    path = f"/buyer/tenders/{tender}/award"
    assert "Unverified: the code is claimed" in desk("approver").page(path)
    answer = desk("approver").post(path)
    assert answer.status_code == 409
    assert "It is disputed who stands behind this agency's credit code." in html.unescape(answer.get_data(as_text=True))
