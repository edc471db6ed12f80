"""What an operator does about credit codes: confirming claims and deciding disputes."""

import html
import re

import pytest

from marketplace.domain.organisations.models import Dispute, Organisation
from marketplace.domain.organisations.states import ClaimState, DisputeState, Proof
from tests.blueprints.client import Browser
from tests.blueprints.rooms import Enter
from tests.domain.market import Market


def post(browser: Browser, path: str, status: int, **data: object) -> str:
    response = browser.post(path, data=data)
    assert response.status_code == status, html.unescape(response.get_data(as_text=True))[-2000:]
    return html.unescape(response.get_data(as_text=True))


def test_a_claim_is_confirmed_by_a_document(enter: Enter, market: Market) -> None:
    ref, browser = market.unverified(), enter("operator")
    page = f"/admin/organisations/{ref}"
    assert "Unverified" in browser.page(page)
    assert 'href="#note"' in post(browser, f"{page}/claim", 422, how="document", note="")
    post(browser, f"{page}/claim", 303, how="document", note="Licence compared")
    assert "Licence compared" in browser.page(page)
    post(browser, f"{page}/claim", 409, how="document", note="Again")
    assert browser.page(f"{page}/claim")
    assert market.get(Organisation, ref).proof is Proof.DOCUMENT


def test_a_domain_is_recorded_and_waits_for_an_address(enter: Enter, market: Market) -> None:
    ref, browser = market.unverified(), enter("operator")
    path = f"/admin/organisations/{ref}/claim"
    assert "it proves nothing" in post(browser, path, 422, how="mail_domain", domain="qq.com")
    post(browser, path, 422, how="magic", domain="firm.example")
    post(browser, path, 303, how="mail_domain", domain="firm.example")
    assert 'value="firm.example"' in browser.page(path)
    assert market.get(Organisation, ref).claim is ClaimState.UNVERIFIED


def test_a_department_has_no_claim_and_others_have_no_access(enter: Enter, market: Market) -> None:
    assert enter("operator").get(f"/admin/organisations/{market.refs['department']}/claim").status_code == 404
    dispute = market.disputed("agency1")
    for name in ("agency1", "drafter", "regulator", "claimant"):
        for path in (
            f"/admin/organisations/{market.refs['agency1']}/claim",
            "/admin/disputes",
            f"/admin/disputes/{dispute}",
        ):
            assert enter(name).get(path).status_code == 403, (name, path)
        post(enter(name), f"/admin/disputes/{dispute}", 403, act="uphold", reason="Mine")


@pytest.mark.parametrize("act", ["uphold", "reject"])
def test_a_dispute_is_decided_with_a_reason(enter: Enter, market: Market, act: str) -> None:
    dispute, browser = market.disputed("agency1"), enter("operator")
    page = f"/admin/disputes/{dispute}"
    assert page in browser.page("/admin/")
    assert page in browser.page("/admin/disputes")
    shown = browser.page(page)
    assert "claimant@example.org" in shown
    assert "agency1@example.org" in shown
    assert re.search(r"/documents/D-\w+", shown)
    assert 'href="#reason"' in post(browser, page, 422, act=act, reason=" ")
    for nothing in ({}, {"act": "later"}):
        post(browser, page, 404, reason="No button was pressed.", **nothing)
    assert market.get(Dispute, dispute).state is DisputeState.OPEN
    post(browser, page, 303, act=act, reason="The licence names one of them.")
    assert "The licence names one of them." in browser.page(page)
    post(browser, page, 409, act=act, reason="Again")
    state = market.get(Dispute, dispute).state
    assert state is (DisputeState.UPHELD if act == "uphold" else DisputeState.REJECTED)
    agency = f"/supplier/agencies/{market.refs['agency1']}"
    winner, loser = ("claimant", "agency1") if act == "uphold" else ("agency1", "claimant")
    assert enter(winner).page(agency)
    assert enter(loser).get(agency).status_code == 403
    followed = enter("claimant").get(f"/supplier/disputes/{dispute}")
    if act == "uphold":
        assert followed.headers["Location"] == agency
    else:
        assert "The licence names one of them." in followed.get_data(as_text=True)
