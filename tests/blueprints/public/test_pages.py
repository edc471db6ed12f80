"""Every public page answers in both languages and says what has happened."""

import re

import pytest

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.queries import directory
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.blueprints.public.scene import Scene
from tests.clock import HandClock
from tests.domain.market import ITEM, Market

FREE_CHOICE = "env-eia-report"
PLAIN = (
    "/",
    "/approvals",
    "/tenders",
    "/providers",
    "/services",
    f"/services/{ITEM}",
    "/awards",
    "/decisions",
    "/search",
    "/ranking",
    "/help",
    "/audit",
)
STATIONS = ("paid", "drawn", "merit", "failed", "empty", "unopened", "reissued", "again", "cancelled", "opened", "open")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", PLAIN)
def test_every_page_opens_in_both_languages(client: Browser, path: str, language: str) -> None:
    page = client.page(f"{path}?lang={language}")
    assert f'<html lang="{"zh-Hans" if language == "zh" else "en"}">' in page
    assert '<meta name="description" content="' in page


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("station", STATIONS)
def test_a_tender_opens_at_every_station(client: Browser, scene: Scene, station: str, language: str) -> None:
    page = client.page(f"/tenders/{scene.tenders[station]}?lang={language}")
    buyer = "Test department" if language == "en" else "测试机构 department"
    assert buyer in page
    assert scene.tenders[station] in page


@pytest.mark.parametrize("station", ["paid", "drawn", "merit", "failed"])
def test_a_selection_is_verified_on_its_page(client: Browser, scene: Scene, station: str) -> None:
    for language in ("en", "zh"):
        page = client.page(f"/tenders/{scene.tenders[station]}/selection/verify?lang={language}")
        assert "tag--danger" not in page
        assert "verify_selection.py" in page


def test_a_provider_opens_in_both_languages_and_under_one_address(client: Browser, market: Market) -> None:
    number = market.organisation_id("agency1")
    for address in (f"/providers/{number}", f"/providers/{number}-another-name"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/providers/{number}-agency1")
    assert "<h1>Test agency1</h1>" in client.page(f"/providers/{number}-agency1?lang=en")
    assert "<h1>测试机构 agency1</h1>" in client.page(f"/providers/{number}-agency1?lang=zh")


def test_the_story_of_a_purchase_that_was_paid(client: Browser, scene: Scene) -> None:
    page = client.page(f"/tenders/{scene.tenders['paid']}")
    titles = re.findall(r'timeline__title">\s*<span[^>]*>[^<]*</span>(?:<a[^>]*>)?([^<]+)', page)
    assert titles == [
        "Notice published",
        "Bids closed",
        "Bids opened",
        "Selection made",
        "Award notice",
        "Publicity period ended",
        "Contract signed",
        "Part 1 of 1 delivered",
        "Part 1 of 1 accepted",
        "Part 1 of 1 paid",
        "Rated by the department",
    ]
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "Paid ¥88,000.00" in text
    assert "Owed under the award ¥0.00" in text
    assert "Below the ceiling by ¥8,000.00" in text
    assert "The price ¥90,000.00 is ¥2,000.00 above the lowest" in text
    assert "Lowest of 3 valid prices: ¥88,000.00" in text
    assert "Thank you, it was a pleasure." in text
    assert "Everything is delivered, accepted and paid." in text


def test_what_is_open_says_how_to_bid_and_what_was_changed(client: Browser, scene: Scene) -> None:
    page = client.page(f"/tenders/{scene.tenders['open']}")
    assert "Open for bids &lt;b&gt;now&lt;/b&gt;" in page
    assert f'href="/supplier/tenders/{scene.tenders["open"]}/bid"' in page
    assert "Assess <del>twelve</del> files." in page
    assert "Assess <ins>thirteen</ins> files." in page
    assert "One file came in late." in page
    assert re.search(r"Held for this tender</dt><dd><span class=\"money\">¥96,000.00", page)


@pytest.mark.usefixtures("indexed")
def test_bids_are_no_longer_asked_for_once_the_clock_says_so(client: Browser, scene: Scene, clock: HandClock) -> None:
    clock.advance(days=60)
    page = client.page(f"/tenders/{scene.tenders['open']}")
    assert "Deadline passed" in page
    assert "/bid" not in page
    assert "Deadline passed" in client.page("/tenders?status=published")


def test_failure_and_second_attempt_point_at_each_other(client: Browser, scene: Scene) -> None:
    first, second = scene.tenders["reissued"], scene.tenders["again"]
    assert f'href="/tenders/{second}"' in client.page(f"/tenders/{first}")
    assert f'href="/tenders/{first}"' in client.page(f"/tenders/{second}")
    assert "No bid was received." in client.page(f"/tenders/{scene.tenders['empty']}")
    unopened = client.page(f"/tenders/{scene.tenders['unopened']}")
    assert "Bids received: 2. Needed: 3. They were not opened, and never will be." in unopened
    assert "No bid was opened, and none ever will be" in unopened
    assert "Test agency1" not in unopened
    assert "2 valid candidates, and at least 3 are needed" in client.page(f"/tenders/{scene.tenders['failed']}")
    assert "The project was given up." in client.page(f"/tenders/{scene.tenders['cancelled']}")


def test_the_departments_people_and_the_bidders_find_their_way(market: Market, scene: Scene, sign_in: SignIn) -> None:
    ref = scene.tenders["open"]
    at_the_department = sign_in(market.actor("drafter")).page(f"/tenders/{ref}")
    assert f'href="/buyer/tenders/{ref}"' in at_the_department
    assert f"/supplier/tenders/{ref}/bid" not in at_the_department
    assert "See your bid" in sign_in(market.actor("agency1")).page(f"/tenders/{ref}")
    assert ">Bid<" in re.sub(r"\s+", "", sign_in(market.actor("agency3")).page(f"/tenders/{ref}"))


def test_a_service_says_who_pays_and_whether_it_may_be_demanded(client: Browser, scene: Scene) -> None:
    page = client.page(f"/services/{ITEM}")
    assert "This is never billed to the applicant." in page
    assert "May be a condition of the approval" in page
    assert "Open for bids &lt;b&gt;now&lt;/b&gt;" in page
    assert "By lot" in page


@pytest.mark.usefixtures("indexed")
def test_a_service_the_applicant_commissions_is_a_free_choice(client: Browser, market: Market) -> None:
    found = re.findall(r'href="/services/([^"]+)"', client.page("/services?payer=applicant&status=active"))
    page = client.page(f"/services/{found[0]}")
    assert "You choose the provider freely." in page
    assert "Open tenders" not in page


def test_a_cancelled_service_says_by_what_and_what_replaces_it(client: Browser) -> None:
    page = client.page("/services/x-env-acceptance")
    assert "No department may demand it." in page
    assert "国发〔2015〕58号" in page
    assert "department commissions it" in page
    assert "May be a condition" not in page


def test_ratings_below_three_are_insufficient_data(client: Browser, market: Market) -> None:
    number = market.organisation_id("agency1")
    page = client.page(f"/providers/{number}-agency1")
    assert "Insufficient data" in page
    assert "Not enough ratings yet" in page
    assert "Timeliness 4 / 5" in page
    assert "Thank you, it was a pleasure." in page
    assert "Insufficient data" in client.page("/providers")


def test_the_home_page_counts(client: Browser, market: Market) -> None:
    page = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", client.page("/")))
    assert re.search(r"3 +Active providers", page)
    assert re.search(r"2 +Awards announced", page)
    assert re.search(r"¥88,000.00 +Paid to providers", page)
    with market.house.reading() as session:
        assert session.get_one(Organisation, market.organisation_id("agency1")).name_en in page


def test_a_service_page_says_when_it_does_not_show_every_provider(
    client: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "All of them, by name." in client.page(f"/services/{ITEM}")
    monkeypatch.setattr(directory, "PROVIDERS_PER_PAGE", 2)
    page = client.page(f"/services/{ITEM}")
    assert "The first 2 of 3, by name." in page
    assert f'href="/providers?item={ITEM}"' in page


def test_a_tender_says_under_which_law_it_falls(client: Browser, scene: Scene) -> None:
    page = client.page(f"/tenders/{scene.tenders['open']}?lang=en")
    assert "Fiscal purchase below the limits" in page
    assert "优化营商环境条例 Art 43" in page


def test_an_applicant_reads_what_an_approval_may_ask(client: Browser) -> None:
    page = client.page("/approvals?lang=en")
    assert "you are never billed for it" in page
    assert f'href="/services/{FREE_CHOICE}"' in page
    assert "never billed to you" in client.page("/approvals?lang=en&q=Technical+assessment+of+EIA")
    assert f'href="/services/{ITEM}"' not in client.page(f"/approvals?lang=en&q={FREE_CHOICE}")
    assert "No approval fits" in client.page("/approvals?lang=en&q=zzz")
    page = client.page(f"/services/{FREE_CHOICE}?lang=en")
    assert 'href="/buyer/register"' in page
    assert f'href="/providers?item={FREE_CHOICE}"' in page
    assert "Tender freely" not in client.page(f"/services/{ITEM}?lang=en")
