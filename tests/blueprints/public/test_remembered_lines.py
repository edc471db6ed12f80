"""The directory writes the same lines once, and other lines at once."""

from datetime import timedelta

import pytest
from flask import Flask

from marketplace.blueprints.public import reference
from marketplace.domain.directory import operations as directory
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.kernel.actor import PLATFORM
from tests.blueprints.client import Browser
from tests.clock import HandClock
from tests.domain.market import ITEM, Market
from tests.evidence import NEEDS_CMA, offer, show


def keep(market: Market) -> None:
    with market.house.writing(PLATFORM) as uow:
        directory.keep_records(uow, [market.organisation_id(f"agency{number}") for number in (1, 2, 3)])


@pytest.fixture
def kept(market: Market) -> Market:
    """Everybody has a record."""
    keep(market)
    return market


def line(client: Browser, slug: str, language: str = "en", path: str = "/providers") -> str:
    """The row of a provider in the directory; empty where it has none."""
    page = client.page(path, headers={"Accept-Language": language})
    return next((row for row in page.replace("</tr>", "<tr>").split("<tr>") if f"-{slug}" in row), "")


def test_whoever_leaves_is_gone_at_once(client: Browser, kept: Market) -> None:
    assert line(client, "agency3")
    with kept.acting("agency3") as uow:
        organisations.withdraw(uow, kept.refs["agency3"], ())
    assert line(client, "agency3") == ""
    assert line(client, "agency2")


def test_a_new_name_is_read_at_once_and_new_services_with_the_record(client: Browser, kept: Market) -> None:
    before = line(client, "agency3")
    with kept.acting("platform") as uow:
        uow.session.get_one(Organisation, kept.organisation_id("agency3")).name_en = "Heron Surveys"
    assert "Heron Surveys" in line(client, "agency3") != before
    with kept.acting("agency3") as uow:
        organisations.offer_services(uow, kept.refs["agency3"], [])
    keep(kept)
    assert "<div>–</div>" in line(client, "agency3")
    with kept.acting("agency3") as uow:
        organisations.offer_services(uow, kept.refs["agency3"], [ITEM])
    keep(kept)
    assert "<div>–</div>" not in line(client, "agency3")


def test_a_service_leaves_the_line_on_the_day_its_certificate_has_run_out(client: Browser, market: Market) -> None:
    offer(market, NEEDS_CMA, agency="agency3")
    show(market, "agency3")
    keep(market)
    assert "<div>–</div>" not in line(client, "agency3")
    market.clock.at += timedelta(days=365)
    assert "<div>–</div>" in line(client, "agency3")


def test_each_language_has_lines_of_its_own(client: Browser, kept: Market) -> None:
    assert line(client, "agency3", "en") != line(client, "agency3", "zh")
    assert "Test agency3" in line(client, "agency3", "en")


SOUGHT = "/providers?q=agency3"


@pytest.mark.usefixtures("indexed")
def test_whoever_leaves_is_found_by_no_word_though_the_index_knows_no_better(client: Browser, kept: Market) -> None:
    for _ in range(2):
        assert "<mark>agency3</mark>" in line(client, "agency3", path=SOUGHT)
    with kept.acting("agency3") as uow:
        organisations.withdraw(uow, kept.refs["agency3"], ())
    assert line(client, "agency3", path=SOUGHT) == ""


def profile(market: Market, description: str) -> None:
    with market.acting("agency3") as uow:
        organisations.update_profile(
            uow,
            market.refs["agency3"],
            description=description,
            contact_name="李某",
            contact_phone="13800000000",
            contact_email="heron@example.org",
        )


@pytest.mark.usefixtures("indexed")
def test_what_a_firm_has_taken_back_is_in_no_snippet(client: Browser, kept: Market) -> None:
    profile(kept, "Ask agency3 about kingfishers.")
    for _ in range(2):
        assert "kingfishers" in line(client, "agency3", path=SOUGHT)
    profile(kept, "Ask agency3 about herons.")
    shown = line(client, "agency3", path=SOUGHT)
    assert "kingfishers" not in shown
    assert "Ask <mark>agency3</mark> about herons." in shown


@pytest.mark.usefixtures("indexed")
def test_each_word_is_marked_where_the_same_rows_are_found_by_it(client: Browser, kept: Market) -> None:
    assert "Test <mark>agency3</mark>" in line(client, "agency3", path=SOUGHT)
    other = line(client, "agency3", path="/providers?q=test")
    assert "<mark>Test</mark> agency3" in other


@pytest.mark.usefixtures("indexed")
def test_filters_name_what_is_chosen_in_each_search(client: Browser, kept: Market) -> None:
    both = [client.page(f"/providers?q=agency&item={code}") for code in (ITEM, NEEDS_CMA)]
    for page, code in zip(both, (ITEM, NEEDS_CMA), strict=True):
        assert f'name="item" value="{code}" checked' in page
    assert 'href="/providers?q=agency"' in both[0]
    assert 'href="/providers?q=test"' in client.page(f"/providers?q=test&item={ITEM}")


def test_codes_that_nobody_knows_take_nothing_away(client: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    read: list[object] = []
    facts = reference._facts  # noqa: SLF001 - nobody else is told
    monkeypatch.setattr(reference, "_facts", lambda: read.append(None) or facts())
    for number in range(5):
        assert client.get(f"/providers?item=none-{number}", check=False).status_code == 400
    assert len(read) == 1


def test_the_same_catalogue_read_again_keeps_what_was_written(app: Flask, clock: HandClock) -> None:
    with app.test_request_context("/providers"):
        first = reference.current()
    clock.at += 2 * reference.FRESH
    with app.test_request_context("/providers"):
        assert reference.current() is first


def test_a_list_carries_no_more_ticks_than_are_compared(client: Browser) -> None:
    page = client.page("/providers?ids=" + ",".join(map(str, [*range(1, 40), 1, 2])))
    assert 'name="ids" value="1,2,3,4,5,6"' in page
