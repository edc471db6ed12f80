"""One provider with everything that is said of it, its long lists, and the marks of a comparison."""

import re

import pytest

from marketplace.domain.directory import operations as directory
from marketplace.domain.organisations import operations as organisations
from marketplace.kernel.actor import PLATFORM
from tests.blueprints.client import Browser
from tests.blueprints.public.scene import SECRETS, Scene
from tests.domain.market import ITEM, Market
from tests.evidence import statement

PAGES = ("", "/ratings", "/contracts")


def path(market: Market, name: str = "agency1") -> str:
    return f"/providers/{market.organisation_id(name)}-{name}"


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("page", PAGES)
def test_the_pages_of_a_provider_open_and_tell_nothing_secret(
    client: Browser, market: Market, page: str, language: str
) -> None:
    written = client.page(f"{path(market)}{page}?lang={language}")
    assert not [secret for secret in SECRETS if secret in written]


@pytest.mark.parametrize("page", PAGES[1:])
def test_another_name_leads_to_the_right_address(client: Browser, market: Market, page: str) -> None:
    number = market.organisation_id("agency1")
    answer = client.get(f"/providers/{number}-another{page}")
    assert (answer.status_code, answer.headers["Location"]) == (301, f"/providers/{number}-agency1{page}")
    assert client.get(f"/providers/999999-x{page}").status_code == 404
    assert client.get(f"/providers/{number}-agency1{page}?before=x").status_code == 400
    assert client.get(f"/providers/{number}-agency1{page}?before={'9' * 30}").status_code == 400
    assert "The list ends before this page" in client.page(f"/providers/{number}-agency1{page}?before=1")


def facts(page: str, section: str) -> dict[str, str]:
    """The figures of a section: ``{label: value}``."""
    [found] = re.findall(rf'<h2 id="{section}">.*?</dl>', page, re.DOTALL)
    pairs = re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", found, re.DOTALL)
    return {label: re.sub(r"<[^>]+>", "", value).strip() for label, value in pairs}


def test_its_course_and_how_it_kept_its_contracts_are_told(client: Browser, market: Market) -> None:
    page = client.page(path(market))
    course, kept, trouble = (facts(page, section) for section in ("course", "kept", "decisions"))
    assert int(course["Bids opened in public"]) >= int(course["Awards won"]) + int(course["Awarded to another"])
    assert kept["Contracts signed"] == "1"
    assert kept["Delivered on time"] == "Insufficient data 1 of 1 deliverables"
    assert kept["Working days taken, median"] == "Insufficient data 1 completed contract"
    assert kept["Final price not above the signed one"] == "Insufficient data 1 of 1 contracts"
    assert set(trouble.values()) == {"0"}
    assert "Careful work, on time." in page
    assert "Thank you, it was a pleasure." in page


def test_the_contracts_say_who_paid_what(client: Browser, market: Market, scene: Scene) -> None:
    page = client.page(f"{path(market)}/contracts")
    [row] = re.findall(r"<tr><th scope=\"row\">.*?</tr>", page, re.DOTALL)
    assert f"/tenders/{scene.tenders['paid']}" in row
    assert row.count("¥88,000.00") == 3, "signed, now, paid"


def test_what_was_taken_back_is_gone_though_its_record_is_old(client: Browser, market: Market) -> None:
    with market.house.writing(PLATFORM) as uow:
        directory.keep_records(uow, [market.organisation_id("agency3")])
    with market.acting("agency3") as uow:
        organisations.state_service(uow, market.refs["agency3"], ITEM, statement())
    assert "A project file." not in client.page(path(market, "agency3")), "the record is as old as its last refresh"
    with market.acting("agency3") as uow:
        organisations.offer_services(uow, market.refs["agency3"], [])
    page = client.page(path(market, "agency3"))
    assert "has not listed any service" in page
    with market.house.writing(PLATFORM) as uow:
        directory.keep_records(uow, [market.organisation_id("agency3")])
    assert "has not listed any service" in client.page(path(market, "agency3"))


def test_differences_are_marked_in_words(client: Browser, market: Market) -> None:
    one, two = market.organisation_id("agency1"), market.organisation_id("agency2")
    alone = client.page(f"/providers/compare?ids={one}")
    assert "Differs" not in alone
    page = client.page(f"/providers/compare?ids={one},{two}")
    rows = dict(re.findall(r'<tr>\s*<th scope="row"><div>([^<]+?)\s*(?:<strong[^>]*>(Differs)</strong>)?</div>', page))
    assert rows["Contracts signed"] == "Differs"
    assert rows["Services offered"] == "", "both offer the same"
    assert "<caption>Providers side by side</caption>" in page
    assert page.count('scope="col"') == 3
