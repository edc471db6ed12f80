"""A code that is taken, a claim to it, the commitment of an agency that nobody has confirmed."""

import html
import io
import re
from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from marketplace.blueprints.public.listing import provider_path
from marketplace.demo.report import pdf
from marketplace.domain.accounts.models import User
from marketplace.domain.bids.models import Commitment
from marketplace.domain.bids.rules import COMMITMENT
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Dispute, Organisation
from marketplace.kernel.actor import PLATFORM
from tests.blueprints.client import Browser
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage
from tests.blueprints.supplier.test_registration import register
from tests.domain.market import Market

Mails = Callable[[], list[tuple[str, str, str]]]


def code_of(market: Market, name: str) -> str:
    return market.get(Organisation, market.refs[name]).credit_code


def claim(browser: Browser, code: str, reason: str = "The licence is ours.", status: int = 303) -> str:
    file = (io.BytesIO(pdf(["营业执照"])), "营业执照.pdf")
    response = browser.post("/supplier/register/claim", data={"credit_code": code, "reason": reason, "file": file})
    shown = html.unescape(response.get_data(as_text=True))
    assert response.status_code == status, shown[-2000:]
    return response.headers.get("Location") or shown


def test_a_taken_code_leads_on_to_a_claim(enter: Enter, market: Market) -> None:
    browser, code = enter("nobody"), code_of(market, "agency2")
    shown = register(browser, 409, credit_code=code.lower())
    path = f"/supplier/register/claim?code={code}"
    assert f'href="{path}"' in shown
    assert code in browser.page(path)
    assert "supplier/register/claim" not in register(enter("agency2"), 409, credit_code=code), "it is their own"
    assert "supplier/register/claim" not in register(browser, 409, credit_code=code_of(market, "department"))


def test_a_claim_is_told_to_both_sides_and_shown_in_public_without_names(
    enter: Enter, market: Market, mails: Mails, client: Browser
) -> None:
    with market.house.writing(PLATFORM) as uow:
        for name in ("nobody", "agency2"):
            uow.session.get_one(User, market.users[name]).confirmed_at = uow.now
    browser = enter("nobody")
    place = claim(browser, code_of(market, "agency2"))
    assert "Dispute open" in browser.page(place)
    assert place in browser.page("/supplier/register")
    told = {to: text for to, _subject, text in mails()}
    assert "the operator decides" in told["nobody@example.org"]
    assert place in told["nobody@example.org"]
    assert "Somebody else claims" in told["agency2@example.org"]
    assert "nobody@" not in told["agency2@example.org"]
    own = enter("agency2").page(f"/supplier/agencies/{market.refs['agency2']}")
    public = client.page(provider_path(market.organisation_id("agency2"), "agency2"))
    for shown in (own, public):
        assert "A dispute about who stands behind this credit code is open." in shown
        assert "nobody@" not in shown
        assert "The licence is ours." not in shown
    assert enter("agency2").get(place).status_code == 404
    assert browser.post(f"{place}/withdraw").status_code == 303
    assert "Claim withdrawn" in browser.page(place)
    assert "A dispute about" not in client.page(provider_path(market.organisation_id("agency2"), "agency2"))


def test_the_document_opens_for_the_claimant_and_the_operator_alone(enter: Enter, market: Market) -> None:
    browser = enter("nobody")
    link = re.search(r'href="(/documents/D-\w+)"', browser.page(claim(browser, code_of(market, "agency2"))))
    assert link
    for name, status in (("nobody", 200), ("operator", 200), ("regulator", 200), ("agency2", 404), ("drafter", 404)):
        assert enter(name).get(link[1]).status_code == status, name


@pytest.mark.parametrize(("code", "reason", "status"), [("", "Ours", 422), ("1", "Ours", 422), ("mine", " ", 422)])
def test_a_claim_that_says_too_little_is_mended(
    enter: Enter, market: Market, code: str, reason: str, status: int
) -> None:
    wanted = code_of(market, "agency2") if code == "mine" else code
    assert "There is a problem" in claim(enter("nobody"), wanted, reason, status)
    with market.house.reading() as session:
        assert session.scalar(select(func.count(Dispute.id))) == 0
    response = enter("nobody").post(
        "/supplier/register/claim", data={"credit_code": code_of(market, "agency2"), "reason": "Ours"}
    )
    assert response.status_code == 422
    assert "Choose a file." in response.get_data(as_text=True)


def test_ones_own_code_and_an_unknown_one_are_not_claimed(enter: Enter, market: Market) -> None:
    claim(enter("agency1"), code_of(market, "agency1"), status=403)
    claim(enter("nobody"), market.particulars("new", "91").credit_code, status=404)


def test_an_unverified_agency_commits_and_its_receipt_says_so(enter: Enter, stage: Stage, market: Market) -> None:
    market.unverified()
    browser, path = enter("unverified"), f"/supplier/tenders/{stage.refs['open']}/bid"
    assert "I submit this bid for the organisation" in browser.page(path)
    data = {"price": "86000", "proposal": "", "after": "0", "act": "submit", "commitment_version": COMMITMENT}
    refused = browser.post(path, data=data)
    assert refused.status_code == 422
    assert 'href="#commitment"' in refused.get_data(as_text=True)
    assert browser.post(path, data=data | {"commitment": "y", "commitment_version": "0"}).status_code == 422
    draft = browser.post(path, data=data | {"act": "draft"})
    assert draft.status_code == 303, "a draft is not asked for it"
    answer = browser.post(path, data=data | {"commitment": "y"})
    assert answer.status_code == 303
    shown = browser.page(answer.headers["Location"])
    assert "Commitment signed with number 1 by unverified" in shown
    assert "I submit this bid for the organisation" in shown
    with market.house.reading() as session:
        assert session.scalar(select(func.count(Commitment.envelope_id))) == 1


def test_a_confirmed_agency_is_not_asked(enter: Enter, stage: Stage) -> None:
    assert "Written commitment" not in enter("agency1").page(f"/supplier/tenders/{stage.refs['open']}/bid")


def test_the_agency_and_the_public_read_how_the_claim_stands(enter: Enter, market: Market, client: Browser) -> None:
    ref = market.unverified()
    public = provider_path(market.organisation_id("unverified"), "unverified")
    own = f"/supplier/agencies/{ref}"
    for shown in (client.page(public), enter("unverified").page(own)):
        assert "Unverified: the code is claimed by whoever registered it" in shown
    with market.acting("operator") as uow:
        organisations.verify_by_document(uow, ref, "Licence of March")
    assert "the operator has checked a document" in client.page(public)
    assert "Licence of March" not in client.page(public)
    assert "Licence of March" in enter("unverified").page(own)
