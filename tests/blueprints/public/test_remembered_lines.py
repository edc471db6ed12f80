"""The directory writes the same lines once, and other lines at once."""

from datetime import timedelta

import pytest

from marketplace.domain.directory import operations as directory
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.kernel.actor import PLATFORM
from tests.blueprints.client import Browser
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


def line(client: Browser, slug: str, language: str = "en") -> str:
    """The row of a provider in the directory; empty where it has none."""
    page = client.page("/providers", headers={"Accept-Language": language})
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
