"""What an operator does: checking, setting up, importing, members, the calendar, jobs, the journal."""

import html
import io
import re

import pytest
from sqlalchemy import func, select

from marketplace import reference
from marketplace.domain.calendar.models import CalendarDay
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.operations.set_up import COLUMNS
from marketplace.domain.organisations.states import OrganisationState
from marketplace.domain.regions.models import Region
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.outbox import OutboxEntry
from marketplace.providers import Providers
from tests.blueprints.client import Browser
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage
from tests.clock import HandClock
from tests.domain.market import Market


def table(*lines: str) -> tuple[io.BytesIO, str]:
    return io.BytesIO("\n".join(lines).encode()), "table.csv"


def post(browser: Browser, path: str, status: int, **data: object) -> str:
    response = browser.post(path, data=data)
    assert response.status_code == status, html.unescape(response.get_data(as_text=True))[-3000:]
    return html.unescape(response.get_data(as_text=True))


def test_a_registration_passes(enter: Enter, stage: Stage, market: Market) -> None:
    browser = enter("operator")
    path = f"/admin/registrations/{stage.refs['waiting']}/pass"
    post(browser, path, 303)
    assert market.get(Organisation, stage.refs["waiting"]).state is OrganisationState.ACTIVE
    assert browser.post(path).headers["Location"] == f"/admin/registrations/{stage.refs['waiting']}"
    assert "This cannot be done now" in browser.page(f"/admin/registrations/{stage.refs['waiting']}")


def test_a_registration_is_returned_with_a_reason_only(enter: Enter, stage: Stage, market: Market) -> None:
    browser = enter("operator")
    path = f"/admin/registrations/{stage.refs['waiting']}"
    assert 'href="#reason"' in post(browser, path, 422, reason=" ")
    assert market.get(Organisation, stage.refs["waiting"]).state is OrganisationState.SUBMITTED
    post(browser, path, 303, reason="The licence number is not readable.")
    assert market.get(Organisation, stage.refs["waiting"]).returned_because == "The licence number is not readable."
    assert "The licence number is not readable." in enter("waiting").page(f"/supplier/agencies/{stage.refs['waiting']}")


SET_UP = {
    "kind": "department",
    "credit_code": make_credit_code("11510100MA900003"),
    "name": "新设水务局",
    "legal_form": "government_body",
    "region_code": "510100",
    "legal_representative": "周某",
    "contact_name": "吴某",
    "contact_phone": "028-87654321",
    "contact_email": "water@example.org",
}


def test_a_department_is_set_up(enter: Enter, house: Providers) -> None:
    post(enter("operator"), "/admin/organisations/new", 303, **SET_UP)
    with house.reading() as session:
        found = session.scalars(select(Organisation).where(Organisation.name == "新设水务局")).one()
    assert (found.state, found.region_code) == (OrganisationState.ACTIVE, "510100")


@pytest.mark.parametrize(
    ("field", "value"), [("kind", "agency"), ("region_code", "999999"), ("credit_code", "x"), ("name", "")]
)
def test_a_wrong_answer_sets_nothing_up(enter: Enter, house: Providers, field: str, value: str) -> None:
    shown = post(enter("operator"), "/admin/organisations/new", 422, **{**SET_UP, field: value})
    assert f'href="#{field}"' in shown
    with house.reading() as session:
        assert session.scalars(select(Organisation).where(Organisation.name == "新设水务局")).all() == []


def test_an_import_names_every_bad_line_and_imports_nothing(enter: Enter, house: Providers) -> None:
    code = make_credit_code("11510100MA900004")
    good = f"department,{code},导入局,,government_body,某,某,028-87654321,a@b.example,510100,"
    bad = good.replace("department", "ministry")
    shown = post(enter("operator"), "/admin/organisations/import", 422, file=table(",".join(COLUMNS), good, bad, good))
    assert "Line 3" in shown
    assert "Line 4" in shown
    assert "Line 2" not in shown
    assert "2 lines need to be corrected. Nothing was imported." in shown
    with house.reading() as session:
        assert session.scalars(select(Organisation).where(Organisation.name == "导入局")).all() == []
    post(enter("operator"), "/admin/organisations/import", 303, file=table(",".join(COLUMNS), good))
    with house.reading() as session:
        assert len(session.scalars(select(Organisation).where(Organisation.name == "导入局")).all()) == 1


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "This table is empty."),
        (b"\0\1", "This is not a CSV file."),
        (b"a,b\n1,2\n", "These columns are missing"),
        (b"\xd0\xcf\x11\xe0", "old Excel file"),
        (b"0" * (5 * 1024**2 + 1), "larger than 5 MB"),
    ],
)
@pytest.mark.parametrize("path", ["organisations", "catalogue", "calendar"])
def test_a_table_that_cannot_be_read_is_said(enter: Enter, path: str, data: bytes, words: str) -> None:
    shown = post(enter("operator"), f"/admin/{path}/import", 422, file=(io.BytesIO(data), "t.csv"))
    assert words in shown
    assert 'href="#file"' in shown


def test_the_catalogue_takes_its_own_table_back_and_a_bad_line_keeps_it_out(enter: Enter, house: Providers) -> None:
    browser = enter("operator")
    data = reference.content("catalogue.csv")
    post(browser, "/admin/catalogue/import", 303, file=(io.BytesIO(data), "catalogue.csv"))
    assert "0 items were added, 0 changed." in browser.page("/admin/catalogue")
    broken = data.replace(b",department,", b",nobody,", 1)
    shown = post(browser, "/admin/catalogue/import", 422, file=(io.BytesIO(broken), "catalogue.csv"))
    assert "commissioned_by" in shown
    with house.reading() as session:
        assert session.scalar(select(func.count()).select_from(ServiceItem)) == data.count(b"\n") - 1


def test_a_member_is_added_by_address_and_taken_away(enter: Enter, stage: Stage, house: Providers) -> None:
    browser = enter("operator")
    path = f"/admin/organisations/{stage.market_refs['department']}"
    assert "There is no account with this address." in post(browser, path, 422, email="x@y.example", role="drafter")
    assert 'href="#role"' in post(browser, path, 422, email="nobody@example.org", role="operator")
    post(browser, path, 303, email="Nobody@Example.org", role="approver")
    seat = select(Membership).where(Membership.user_id == stage.users["nobody"])
    with house.reading() as session:
        assert session.scalars(seat).one().role == "approver"
    post(browser, path, 409, email="nobody@example.org", role="approver")
    post(browser, f"{path}/remove-member", 303, user=stage.users["nobody"], role="approver")
    with house.reading() as session:
        assert session.scalars(seat).all() == []
    post(browser, f"{path}/remove-member", 404, user=stage.users["nobody"], role="approver")
    post(browser, f"{path}/remove-member", 404, user="x", role="approver")


def test_the_last_member_stays(enter: Enter, stage: Stage, house: Providers) -> None:
    browser = enter("operator")
    path = f"/admin/organisations/{stage.market_refs['agency1']}"
    post(browser, f"{path}/remove-member", 303, user=stage.users["agency1"], role="agency_member")
    assert "keeps at least one administrator" in browser.page(path)
    with house.reading() as session:
        assert session.scalars(select(Membership).where(Membership.user_id == stage.users["agency1"])).all()


def test_a_day_is_set(enter: Enter, house: Providers) -> None:
    browser = enter("operator")
    post(browser, "/admin/calendar/2026", 303, day="2026-11-11", is_workday="no", name="Test day")
    with house.reading() as session:
        day = session.scalars(select(CalendarDay).where(CalendarDay.name == "Test day")).one()
    assert not day.is_workday
    assert "Test day" in browser.page("/admin/calendar/2026")
    assert "Choose a day." in post(browser, "/admin/calendar/2026", 422, day="", is_workday="no", name="x")
    assert 'href="#day"' in post(browser, "/admin/calendar/2026", 422, day="2026-02-30", is_workday="no", name="x")


def test_a_year_is_imported(enter: Enter) -> None:
    browser = enter("operator")
    assert "not announced yet" in browser.page("/admin/calendar/2027")
    post(browser, "/admin/calendar/import", 303, file=table("date,is_workday,name", "2027-01-01,no,New Year"))
    shown = browser.page("/admin/calendar/2027")
    assert "New Year" in shown
    assert "not announced yet" not in shown


def test_a_job_that_was_given_up_is_tried_again_and_that_is_noted(enter: Enter, house: Providers) -> None:
    browser = enter("operator")
    shown = browser.page("/admin/jobs")
    assert "ConnectionRefusedError" in shown
    assert "canary-recipient" not in shown, "what a job carries is not shown"
    with house.reading() as session:
        dead = session.scalars(select(OutboxEntry).where(OutboxEntry.dead_at.is_not(None))).one()
    post(browser, f"/admin/jobs/{dead.id}/retry", 303)
    with house.reading() as session:
        revived = session.get_one(OutboxEntry, dead.id)
        assert (revived.dead_at, revived.attempts) == (None, 0)
        assert session.scalars(select(JournalEntry).where(JournalEntry.action == "job:retry")).one().object_ref
    post(browser, f"/admin/jobs/{dead.id}/retry", 303)
    assert "it runs by itself" in browser.page("/admin/jobs")
    post(browser, "/admin/jobs/999999/retry", 404)


def test_the_journal_is_filtered_by_object_and_by_act(enter: Enter, stage: Stage) -> None:
    browser = enter("operator")
    shown = browser.page(f"/admin/journal?object_ref={stage.refs['open']}")
    assert "Tender: published" in shown
    assert stage.refs["draft"] not in shown
    shown = browser.page("/admin/journal?action=tender%3Apublish")
    assert stage.refs["open"] in shown
    assert "<code>tender:draft</code>" not in shown
    assert "No act fits." in browser.page("/admin/journal?object_ref=x")
    first = browser.page("/admin/journal")
    assert "before=" in first


def test_the_verification_finds_a_changed_entry(enter: Enter, house: Providers) -> None:
    browser = enter("operator")
    assert "The chain is whole" in browser.page("/admin/journal/verify")
    with house.engine.begin() as connection:
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS journal_no_update")
        connection.exec_driver_sql("UPDATE journal SET action = 'tender:forge' WHERE seq = 7")
    assert "entry 7 was changed" in browser.page("/admin/journal/verify")


def test_a_job_that_was_given_up_says_what_it_was_and_is_dropped_with_a_reason(
    enter: Enter, stage: Stage, house: Providers
) -> None:
    browser = enter("operator")
    with house.writing(PLATFORM) as uow:
        payload = {"tender_ref": stage.refs["open"]}
        entry = OutboxEntry(job="index_tender", payload=payload, created_at=uow.now, due_at=uow.now, dead_at=uow.now)
        number = uow.add(entry).id
    shown = browser.page("/admin/jobs")
    assert f"tender_ref {stage.refs['open']}" in shown
    assert "A mail with a link" in shown
    path = f"/admin/jobs/{number}/drop"
    assert stage.refs["open"] in browser.page(path)
    assert 'href="#reason"' in post(browser, path, 422, reason="")
    post(browser, path, 303, reason="The tender is indexed by hand.")
    with house.reading() as session:
        dropped = session.get_one(OutboxEntry, number)
        assert dropped.done_at is not None
        assert (dropped.dead_at, dropped.payload) == (None, {})
        noted = session.scalars(select(JournalEntry).where(JournalEntry.action == "job:drop")).one()
    assert noted.data == {"job": "index_tender", "reason": "The tender is indexed by hand."}
    assert browser.get(path).status_code == 404


def test_the_first_page_says_what_waits(enter: Enter, stage: Stage, clock: HandClock) -> None:
    browser = enter("operator")
    shown = browser.page("/admin/")
    assert "1 job was given up." in shown
    assert "The calendar does not cover 2027 yet." in shown
    assert "Tenders to close" not in shown
    clock.advance(days=30)
    shown = enter("operator").page("/admin/")
    assert re.search("Tenders to close</a>.*?3 overdue", shown, re.DOTALL)
    assert re.search("Registrations to pass</a>.*?1 overdue", shown, re.DOTALL)


REGIONS = "code,name_zh,name_en,level,parent"


def test_regions_are_found_and_imported_all_or_none(enter: Enter, house: Providers) -> None:
    browser = enter("operator")
    assert "510100" in browser.page("/admin/regions?q=5101")
    assert "No region fits." in browser.page("/admin/regions?q=nowhere")
    good = ("990100,新市,Newtown,prefecture,990000", "990000,新省,New Province,province,")
    bad = ("990200,某市,Some,prefecture,980000", "99,x,x,county,990100", "990300,某,Some,county,990301", good[0])
    shown = post(browser, "/admin/regions/import", 422, file=table(REGIONS, *good, *bad))
    for line, words in (("4", "neither in the file nor known"), ("5", "six digits"), ("7", "stands twice")):
        assert f"Line {line}" in shown
        assert words in shown
    with house.reading() as session:
        assert session.get(Region, "990000") is None
    post(
        browser,
        "/admin/regions/import",
        303,
        file=table(REGIONS, *good, "510100,成都市,Chengdu,prefecture,510000"),
    )
    assert "2 regions were added, 1 changed." in browser.page("/admin/regions?q=99")
    with house.reading() as session:
        assert session.get_one(Region, "990100").parent == "990000"
        assert session.get_one(Region, "510100").name_en == "Chengdu"
        changed = session.scalars(select(JournalEntry).where(JournalEntry.action == "region:change")).one()
    assert changed.data["after"] == {"name_en": "Chengdu"}


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("990000,新省,New,province,510000", "A province lies in no other division"),
        ("519900,新县,New,county,510104", "does not stand on a higher level"),
        ("519900,新县,New,county,", "neither in the file nor known"),
        ("519900,新县,New,village,510100", "level: Write one of"),
    ],
)
def test_a_division_lies_in_a_higher_one(enter: Enter, line: str, words: str) -> None:
    assert words in post(enter("operator"), "/admin/regions/import", 422, file=table(REGIONS, line))
