"""Statements, certificates, people, commitments, and leaving: the agency's pages, and what others see of them."""

import html
import io
import re
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from marketplace.config import Settings
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.documents.models import Document
from marketplace.domain.organisations.models import Organisation, Practitioner, Qualification
from marketplace.domain.organisations.states import OrganisationState
from marketplace.providers import Providers
from tests.blueprints.client import Browser
from tests.blueprints.rooms import Enter
from tests.clock import HandClock
from tests.domain.market import ITEM, Market
from tests.evidence import CMA, NEEDS_CMA, RESIDENT, name_person, offer, show
from tests.files import PDF
from tests.searching import rebuild

LIMITED = "dr-ent-approval-eval"
STATEMENT = {
    "conditions": "A project file.",
    "flow": "Contract, site visit, report.",
    "promised_days": "15",
    "price_mode": "market",
    "price_from": "20000",
    "price_to": "60000",
    "price_text": "By the size of the plant.",
}


def room(market: Market, path: str, agency: str = "agency1") -> str:
    return f"/supplier/agencies/{market.refs[agency]}/{path}"


def public_page(market: Market, browser: Browser, agency: str = "agency1") -> str:
    number = market.organisation_id(agency)
    return html.unescape(browser.get(f"/providers/{number}", follow_redirects=True).get_data(as_text=True))


def certificate(market: Market, **changes: str) -> dict[str, object]:
    today = day_of(market.clock.now(None))  # type: ignore[arg-type]
    return {
        "known": CMA,
        "name": "",
        "grade": "A",
        "number": "CMA-26-1",
        "issuer": "市场监督管理局",
        "valid_from": (today - timedelta(days=300)).isoformat(),
        "valid_to": (today + timedelta(days=20)).isoformat(),
        "legal_basis": "",
        "file": (io.BytesIO(PDF), "证书.pdf"),
        **changes,
    }


def kept(settings: Settings) -> list[Path]:
    return [file for file in (settings.instance / "documents").rglob("*") if file.is_file()]


def test_a_statement_is_published_on_both_public_pages(enter: Enter, market: Market, client: Browser) -> None:
    browser = enter("agency1")
    assert "are not stated yet" in browser.page(room(market, "")[:-1])
    assert browser.post(room(market, f"services/{ITEM}"), data=STATEMENT).status_code == 303
    assert "15 working days" in browser.page(room(market, "")[:-1])
    shown = public_page(market, client)
    for words in ("15 working days", "Market price", "¥20,000.00", "¥60,000.00", *STATEMENT["conditions"].split("\n")):
        assert words in shown
    assert "By the size of the plant." in shown
    assert "15 working days" in client.page(f"/services/{ITEM}"), "departments' services too"
    offer(market, "hc-supervision")
    browser.post(room(market, "services/hc-supervision"), data={**STATEMENT, "promised_days": "9"})
    service = html.unescape(client.page("/services/hc-supervision"))
    assert "9 working days" in service
    assert "¥20,000.00" in service


def test_more_days_than_the_catalogue_allows_are_refused_and_what_was_typed_stays(enter: Enter, market: Market) -> None:
    offer(market, LIMITED)
    browser = enter("agency1")
    assert "The catalogue allows 30 working days" in browser.page(room(market, f"services/{LIMITED}"))
    response = browser.post(room(market, f"services/{LIMITED}"), data={**STATEMENT, "promised_days": "31"})
    shown = html.unescape(response.get_data(as_text=True))
    assert response.status_code == 422
    assert 'href="#promised_days"' in shown
    assert "A project file." in shown
    assert 'value="31"' in shown
    for odd in ("abc", "-1", "9" * 30, "１５"):
        status = browser.post(room(market, f"services/{LIMITED}"), data={**STATEMENT, "promised_days": odd}).status_code
        assert status == (303 if odd == "１５" else 422)
    assert browser.get(room(market, "services/no-such-item")).status_code == 404


def test_a_certificate_is_shown_its_facts_to_all_and_its_file_to_those_who_check(
    enter: Enter, market: Market, client: Browser, house: Providers, settings: Settings
) -> None:
    browser = enter("agency1")
    assert browser.post(room(market, "qualifications/new"), data=certificate(market)).status_code == 303
    assert [file.read_bytes() for file in kept(settings)] == [PDF]
    own = html.unescape(browser.page(room(market, "evidence")))
    assert "证书.pdf" in own
    assert "Expires soon" in own
    assert "Expires soon" in browser.page("/supplier/"), "the first page warns"
    shown = public_page(market, client)
    for words in (CMA, "Grade A (first class)", "CMA-26-1", "市场监督管理局", "Expires soon"):
        assert words in shown
    assert "证书.pdf" not in shown
    assert "Files and names" not in shown
    with house.reading() as session:
        ref = session.scalars(select(Document.ref).order_by(Document.id.desc())).first()
    for name, status in (("drafter", 200), ("operator", 200), ("regulator", 200), ("agency2", 404), ("nobody", 404)):
        assert enter(name).get(f"/documents/{ref}").status_code == status, name
    assert client.get(f"/documents/{ref}").status_code in {302, 404}
    assert enter("other_drafter", second_factor=False).get(f"/documents/{ref}").status_code != 200


def test_what_is_wrong_with_a_certificate_keeps_no_file(enter: Enter, market: Market, settings: Settings) -> None:
    browser = enter("agency1")
    today = day_of(market.clock.now(None))  # type: ignore[arg-type]
    for changes, field in (
        ({"valid_to": (today - timedelta(days=1)).isoformat()}, "valid_to"),
        ({"known": "", "name": ""}, "name"),
        ({"valid_from": "soon"}, "valid_from"),
        ({"grade": "Z"}, "grade"),
        ({"known": "made-up"}, "known"),
        ({"file": (io.BytesIO(b"MZ" + b"\0" * 99), "virus.pdf")}, "file"),
    ):
        response = browser.post(room(market, "qualifications/new"), data=certificate(market, **changes))  # type: ignore[arg-type]
        assert response.status_code == 422, field
        shown = html.unescape(response.get_data(as_text=True))
        assert f'href="#{field}"' in shown
        assert "CMA-26-1" in shown, "what was typed stays"
        assert kept(settings) == []


def test_a_stranger_uploads_nothing(enter: Enter, market: Market, client: Browser, settings: Settings) -> None:
    for name in ("agency2", "drafter", "operator", "nobody"):
        response = enter(name).post(room(market, "qualifications/new"), data=certificate(market))
        assert response.status_code in {403, 404}, name
    assert client.post(room(market, "qualifications/new"), data=certificate(market)).status_code in {302, 401, 403}
    assert kept(settings) == []


def test_the_public_page_says_why_a_service_does_not_count(
    enter: Enter, market: Market, client: Browser, clock: HandClock
) -> None:
    offer(market, ITEM, NEEDS_CMA)
    assert "has committed itself in writing" in public_page(market, client)
    last = day_of(clock.at) + timedelta(days=20)
    show(market, valid_to=last, valid_from=day_of(clock.at))
    assert "1 active provider offers this service." in client.page(f"/services/{NEEDS_CMA}")
    clock.advance(days=21)
    shown = public_page(market, client)
    assert "Inactive" in shown
    assert "which expired on" in shown
    assert "0 active providers offer this service." in client.page(f"/services/{NEEDS_CMA}")
    rebuild(market.house)
    name = market.get(Organisation, market.refs["agency1"]).name_en
    assert name not in client.page(f"/providers?item={NEEDS_CMA}")
    assert name in client.page(f"/providers?item={ITEM}")
    assert "These services do not count as yours" in enter("agency1").page(room(market, "evidence"))


def test_a_certificate_is_taken_off(enter: Enter, market: Market, client: Browser) -> None:
    ref = show(market, valid_to=None)
    path = f"/supplier/qualifications/{ref}/take-off"
    assert enter("agency2").get(path).status_code == 404
    assert enter("agency2").post(path).status_code == 404
    browser = enter("agency1")
    assert "From today on you no longer rely on it." in browser.page(path)
    assert browser.post(path).status_code == 303
    assert market.get(Qualification, ref).taken_off_on is not None
    assert "260000000001" not in public_page(market, client)
    assert browser.post(path).status_code == 409


def test_people_are_numbers_to_the_public_and_names_to_those_who_check(
    enter: Enter, market: Market, client: Browser, house: Providers
) -> None:
    browser = enter("agency1")
    answers = {
        "name": "周某",
        "certificate": "注册环评工程师",
        "registration_number": "ZC-0001",
        "identity_number": RESIDENT,
        "active_from": "2026-03-01",
    }
    assert browser.post(room(market, "practitioners/new"), data=answers).status_code == 303
    own = browser.page(room(market, "evidence"))
    assert f"…{RESIDENT[-4:]}" in own
    assert RESIDENT not in own
    shown = public_page(market, client)
    assert "注册环评工程师: 1" in shown
    assert "周某" not in shown
    assert "ZC-0001" not in shown
    path = f"/providers/{market.organisation_id('agency1')}/evidence"
    for name in ("drafter", "operator", "regulator", "agency1"):
        checked = enter(name).page(path)
        assert "周某" in checked, name
        assert "ZC-0001" in checked
        assert RESIDENT[-4:] not in re.sub(r"nonce-[^'\"]*|csrf[^>]*", "", checked), "not even the ending"
        assert path in public_page(market, enter(name))
    assert enter("agency2").get(path).status_code == 403
    assert client.get(path).status_code == 403
    assert client.get("/providers/999999/evidence").status_code == 404
    with house.reading() as session:
        ref = session.scalars(select(Practitioner.ref)).one()
    assert enter("agency2").get(f"/supplier/practitioners/{ref}/last-day").status_code == 404
    today = day_of(market.clock.now(None))  # type: ignore[arg-type]
    assert browser.post(f"/supplier/practitioners/{ref}/last-day", data={"last_day": ""}).status_code == 422
    assert browser.post(f"/supplier/practitioners/{ref}/last-day", data={"last_day": today}).status_code == 303
    assert "注册环评工程师: 1" in public_page(market, client), "the last day counts"


def test_a_mistyped_identity_number_is_refused_and_the_rest_stays(enter: Enter, market: Market) -> None:
    answers = {"name": "周某", "certificate": "注册测绘师", "identity_number": RESIDENT[:-1] + "1", "active_from": ""}
    response = enter("agency1").post(room(market, "practitioners/new"), data=answers)
    shown = html.unescape(response.get_data(as_text=True))
    assert response.status_code == 422
    assert "does not fit its check character" in shown
    assert "注册测绘师" in shown


def test_a_commitment_is_signed_and_published_without_the_signers_name(
    enter: Enter, market: Market, client: Browser
) -> None:
    browser = enter("agency1")
    path = room(market, "commitments/tax_and_insurance")
    assert "依法缴纳税收和社会保障资金" in browser.page(path)
    assert browser.post(path, data={"version": "1"}).status_code == 422
    assert browser.post(path, data={"version": "99", "has_agreed": "y"}).status_code == 409
    assert browser.post(path, data={"version": "1", "has_agreed": "y"}).status_code == 303
    assert browser.post(path, data={"version": "1", "has_agreed": "y"}).status_code == 409
    assert "by agency1, version 1" in browser.page(room(market, "evidence"))
    shown = public_page(market, client)
    assert "we pay taxes and social insurance" in shown
    assert "by agency1" not in shown
    assert browser.get(room(market, "commitments/capital")).status_code == 404


def test_an_agency_with_open_business_is_told_what_keeps_it(enter: Enter, market: Market) -> None:
    browser = enter("agency1")
    shown = browser.page(room(market, "leave"))
    assert "The agency cannot leave yet:" in shown
    assert "is not completed." in shown
    assert browser.post(room(market, "leave")).status_code == 409
    assert market.get(Organisation, market.refs["agency1"]).state is OrganisationState.ACTIVE


def test_an_agency_leaves_and_comes_back(enter: Enter, market: Market, client: Browser, app: Flask) -> None:
    market.unverified()  # one without bids: whoever may still follow a winner stays
    browser = enter("unverified")
    name = market.get(Organisation, market.refs["unverified"]).name_en
    assert "come back at any time" in browser.page(room(market, "leave", "unverified"))
    assert browser.post(room(market, "leave", "unverified")).status_code == 303
    assert name not in client.page("/providers")
    shown = public_page(market, client, "unverified")
    assert "This provider left the market on" in shown
    assert "Services offered" not in shown
    assert "Come back into the market" in browser.page(room(market, "", "unverified")[:-1])
    assert "It may come back at any time." in browser.page("/supplier/")
    assert browser.get(room(market, f"services/{ITEM}", "unverified")).status_code == 303, "and is told why"
    assert browser.post(room(market, f"services/{ITEM}", "unverified"), data=STATEMENT).status_code == 303
    assert "Show a certificate" not in browser.page(room(market, "evidence", "unverified"))
    assert "Come back" in browser.page(room(market, "come-back", "unverified"))
    assert browser.post(room(market, "come-back", "unverified")).status_code == 303
    assert name in client.page("/providers")
    assert browser.post(room(market, "come-back", "unverified")).status_code == 409


@pytest.mark.parametrize(
    "path",
    [
        f"services/{ITEM}",
        "evidence",
        "qualifications/new",
        "practitioners/new",
        "commitments/ability",
        "leave",
        "come-back",
    ],
)
def test_a_strangers_pages_are_not_found(enter: Enter, market: Market, path: str) -> None:
    assert enter("agency2").get(room(market, path)).status_code == 404
    if path != "evidence":
        assert enter("agency2").post(room(market, path)).status_code == 404
    assert enter("drafter").get(room(market, path)).status_code in {403, 404}
    assert enter("agency1").get(room(market, path)).status_code == 200


def test_pages_read_in_chinese(enter: Enter, market: Market) -> None:
    show(market)
    name_person(market)
    browser = enter("agency1")
    for path, words in (
        ("evidence", "执业人员"),
        (f"services/{ITEM}", "承诺时限"),
        ("qualifications/new", "发证机关"),
        ("leave", "退出市场"),
    ):
        shown = browser.page(room(market, path) + "?lang=zh")
        assert words in shown
        assert '<html lang="zh' in shown
