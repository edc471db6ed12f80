"""An agency enters: what it is asked, what it is told, and what happens when it is returned."""

import html
import re

import pytest
from sqlalchemy import select

from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationState
from marketplace.providers import Providers
from tests.blueprints.client import Browser
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage
from tests.domain.market import ITEM, Market

CODE = make_credit_code("91510100MA900001")
ANSWERS = {
    "credit_code": CODE,
    "name": "青水检测有限公司",
    "name_en": "Clear Water Testing Ltd",
    "legal_form": "enterprise",
    "legal_representative": "李明",
    "contact_name": "王芳",
    "contact_phone": "028-12345678",
    "contact_email": "office@example.org",
    "services": ITEM,
    "has_committed": "y",
    "act": "send",
}


def register(browser: Browser, status: int, **changes: str) -> str:
    response = browser.post("/supplier/register", data={**ANSWERS, **changes})
    assert response.status_code == status
    return html.unescape(response.get_data(as_text=True))


def registered(house: Providers, code: str = CODE) -> Organisation | None:
    with house.reading() as session:
        return session.scalars(select(Organisation).where(Organisation.credit_code == code)).one_or_none()


def test_a_person_without_an_agency_is_led_to_the_registration(enter: Enter) -> None:
    assert enter("nobody").get("/supplier/").headers["Location"] == "/supplier/register"


def test_an_agency_registers_and_waits(enter: Enter, house: Providers) -> None:
    browser = enter("nobody")
    register(browser, 303)
    agency = registered(house)
    assert agency is not None
    assert agency.state is OrganisationState.SUBMITTED
    assert agency.slug == "qing-shui-jian-ce-you-xian-gong-si"
    assert agency.region_code is None
    shown = browser.page(f"/supplier/agencies/{agency.ref}")
    assert "Then the registration passes by itself." in shown
    assert "Being checked" in shown
    assert "it passes by itself at" in browser.page("/supplier/")


def test_the_page_says_what_is_never_asked_and_asks_none_of_it(enter: Enter) -> None:
    shown = html.unescape(enter("nobody").page("/supplier/register"))
    for word in ("your region", "your capital", "your turnover", "how old you are", "a fee or deposit"):
        assert word in shown
    assert "within 2 working days" in shown
    assert "the registration passes by itself" in shown
    fields = set(re.findall(r'<(?:input|select|textarea)[^>]*\sname="([^"]+)"', shown))
    assert fields == {*ANSWERS, "services_filter", "csrf_token"} - {"act"}


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", "Write the 18 characters of the credit code"),
        (CODE[:-1], "this one has 17"),
        (f"{CODE[:9]}O{CODE[10:]}", "Character 10 is “O”: credit codes never use the letters"),
        (f"{CODE[:4]}A{CODE[5:]}", "Character 5 is “A”: characters 3 to 8 are digits"),
        (f"{CODE[:11]}7{CODE[12:]}", "Character 17"),
        (CODE[:-1] + ("A" if CODE[-1] != "A" else "B"), "Character 18"),
    ],
)
def test_a_mistyped_credit_code_is_told_by_its_character(enter: Enter, house: Providers, code: str, words: str) -> None:
    shown = register(enter("nobody"), 422, credit_code=code)
    assert words in shown
    assert 'href="#credit_code"' in shown
    assert "青水检测有限公司" in shown, "what was typed stays"
    assert registered(house) is None


def test_every_wrong_answer_is_said_at_once(enter: Enter) -> None:
    shown = register(
        enter("nobody"), 422, credit_code="1", name="", legal_form="", contact_phone="12", contact_email="x"
    )
    for field in ("credit_code", "name", "legal_form", "contact_phone", "contact_email"):
        assert f'href="#{field}"' in shown, field


def test_without_the_commitment_there_is_no_registration(enter: Enter, house: Providers) -> None:
    shown = register(enter("nobody"), 422, has_committed="")
    assert "Registering needs the written commitment." in shown
    assert registered(house) is None


def test_a_code_that_is_taken_is_refused_without_telling_whose_it_is(enter: Enter, house: Providers) -> None:
    taken = make_credit_code("91510100MA900002")
    register(enter("nobody"), 303, credit_code=taken, name="他人机构")
    shown = register(enter("agency1"), 409, credit_code=taken)
    assert "is registered already" in shown
    assert "他人机构" not in shown


def test_a_service_that_is_not_in_the_catalogue_is_refused(enter: Enter, house: Providers) -> None:
    assert "Choose among the options shown." in register(enter("nobody"), 422, services="no-such-item")
    assert registered(house) is None


def test_the_filter_needs_no_script_and_loses_nothing(enter: Enter, house: Providers) -> None:
    shown = register(enter("nobody"), 200, act="filter", services_filter="noise", credit_code="typed-so-far")
    boxes = re.findall(r'name="services" value="([^"]+)"( checked)?', shown)
    assert (ITEM, " checked") in boxes, "what is chosen stays"
    assert 1 <= len(boxes) < 10
    assert "typed-so-far" in shown
    assert "There is a problem" not in shown
    assert registered(house) is None


def test_a_field_that_the_form_does_not_have_changes_nothing(enter: Enter, house: Providers) -> None:
    register(enter("nobody"), 303, state="ACTIVE", region_code="510100", kind="OPERATOR", slug="mine")
    agency = registered(house)
    assert agency is not None
    assert (agency.state, agency.region_code, agency.kind) == ("submitted", None, "agency")


def test_a_returned_registration_says_why_is_corrected_and_waits_anew(
    enter: Enter, stage: Stage, market: Market
) -> None:
    browser = enter("returned")
    ref = stage.refs["returned"]
    assert "The name differs from the licence." in browser.page(f"/supplier/agencies/{ref}")
    found = market.get(Organisation, ref)
    answers = {**ANSWERS, "credit_code": found.credit_code, "name": "更正后的名称"}
    assert browser.post(f"/supplier/agencies/{ref}/correct", data=answers).status_code == 303
    corrected = market.get(Organisation, ref)
    assert corrected.state is OrganisationState.SUBMITTED
    assert corrected.name == "更正后的名称"
    assert corrected.returned_because is None
    assert browser.get(f"/supplier/agencies/{ref}/correct").status_code == 303, "there is nothing to correct now"


def test_the_profile_is_kept_and_bad_contacts_are_said(enter: Enter, stage: Stage, market: Market) -> None:
    browser = enter("agency1")
    path = f"/supplier/agencies/{stage.market_refs['agency1']}/profile"
    good = {
        "description": "Since 2009.",
        "contact_name": "赵某",
        "contact_phone": "13900000000",
        "contact_email": "a@b.example",
    }
    assert browser.post(path, data=good).status_code == 303
    assert market.get(Organisation, stage.market_refs["agency1"]).description == "Since 2009."
    response = browser.post(path, data={**good, "contact_phone": "911", "description": "Other."})
    assert response.status_code == 422
    assert 'href="#contact_phone"' in response.get_data(as_text=True)
    assert market.get(Organisation, stage.market_refs["agency1"]).description == "Since 2009."


def test_services_are_kept(enter: Enter, stage: Stage, house: Providers) -> None:
    browser = enter("agency1")
    path = f"/supplier/agencies/{stage.market_refs['agency1']}/services"
    assert browser.post(path, data={"services": "env-monitor", "act": "send"}).status_code == 303
    shown = browser.page(f"/supplier/agencies/{stage.market_refs['agency1']}")
    assert "Commissioned environmental monitoring" in shown
    assert "Technical assessment of EIA documents" not in shown


def test_the_first_page_brings_tenders_of_ones_own_services_only(enter: Enter, stage: Stage) -> None:
    assert "Open for bids</a>" in enter("agency1").page("/supplier/")
    browser = enter("agency3")
    browser.post(f"/supplier/agencies/{stage.market_refs['agency3']}/services", data={"act": "send"})
    assert "No open tender fits your services just now." in browser.page("/supplier/")
