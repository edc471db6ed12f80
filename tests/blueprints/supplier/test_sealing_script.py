"""The bid page's script in a real browser: what is typed leaves it sealed, or not at all."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect
from sqlalchemy import select

from marketplace.adapters.sealing.bundle import sealer_source
from marketplace.demo.report import pdf
from marketplace.domain.bids import enclosures, envelopes
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import Bid, BidDraft, Envelope, SealedFile
from marketplace.domain.bids.states import SealedBy
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.money import Money
from tests.blueprints.screens import Visit
from tests.blueprints.stage import Stage
from tests.clock import HandClock
from tests.domain.market import Market
from tests.journeys.looks import PHONE, look
from tests.journeys.people import DESK

pytestmark = pytest.mark.browser
CANARIES = ("71234.57", "7123457", "canary-proposal", "canary-file", "canary-name")
PROPOSAL = "canary-proposal\nwith a second line"
FILE: FilePayload = {
    "name": "canary-name.pdf",
    "mimeType": "application/pdf",
    "buffer": pdf(["canary-file"]) + b"%canary-file",
}
WITHOUT_X25519 = """const make = crypto.subtle.generateKey;
crypto.subtle.generateKey = (name, ...rest) =>
  name === "X25519" ? Promise.reject(new Error()) : make.call(crypto.subtle, name, ...rest);"""


def bid_page(page: Page, stage: Stage, tender: str = "open") -> Page:
    page.goto(f"/supplier/tenders/{stage.refs[tender]}/bid")
    return page


def ready(page: Page) -> Page:
    expect(page.locator("[data-when=browser]")).to_be_visible()
    return page


def submit(page: Page) -> None:
    page.get_by_role("button", name="Seal and submit").click()


def bid_of(market: Market, stage: Stage, agency: str, tender: str = "open") -> Bid | None:
    with market.house.reading() as session:
        return session.scalars(
            select(Bid)
            .join(Tender, Tender.id == Bid.tender_id)
            .join(Organisation, Organisation.id == Bid.tenderer_id)
            .where(Tender.ref == stage.refs[tender], Organisation.ref == market.refs[agency])
        ).first()


def rows(market: Market, model: type) -> int:
    with market.house.reading() as session:
        return len(session.scalars(select(model)).all())


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_bid_leaves_the_browser_sealed_and_the_openers_open_it(
    visit: Visit, stage: Stage, market: Market, clock: HandClock, bodies: list[bytes], language: str
) -> None:
    page = ready(bid_page(visit("agency1", language=language), stage))
    page.locator("#price").fill("71,234.57")
    page.locator("#proposal").fill(PROPOSAL)
    page.locator("#file").set_input_files(FILE)
    page.locator("button[value=attach]").click()
    expect(page.locator("[data-files] li")).to_contain_text("canary-name.pdf")
    page.locator("button.govuk-button[value=submit]").click()
    page.wait_for_url(re.compile("/supplier/bids/B-"))
    expect(page.locator("[data-same]")).to_be_visible()
    shown = page.locator("[data-same] code").text_content()
    assert page.evaluate("localStorage.length") == 0

    everything = b"".join(bodies)
    assert not [canary for canary in CANARIES if canary.encode() in everything]
    bid = bid_of(market, stage, "agency1")
    assert bid is not None
    assert bid.envelope_sha256 == shown
    with market.house.reading() as session:
        envelope = session.scalars(select(Envelope).where(Envelope.bid_id == bid.id)).one()
        assert envelope.sealed_by is SealedBy.BIDDER

    market.bid("agency3", stage.refs["open"])
    clock.advance(days=60)
    with market.acting("platform") as uow:
        bids.close(uow, stage.refs["open"])
    market.openers.open(stage.refs["open"], ["approver", "regulator"])
    opened = bid_of(market, stage, "agency1")
    assert opened is not None
    assert (opened.price, opened.proposal) == (Money(71_234_57), PROPOSAL.replace("\n", "\r\n"))
    assert len(opened.nonce or "") == 64
    enclosure = enclosures.Enclosure(**opened.files[0])
    house = market.house
    data, media_type = enclosures.content(
        house.storage, house.sniffer, house.sealing, (stage.refs["open"], market.refs["agency1"]), enclosure
    )
    assert (data, media_type, enclosure.name) == (FILE["buffer"], "application/pdf", FILE["name"])


def test_what_is_wrong_is_said_at_the_field_before_anything_leaves(
    visit: Visit, stage: Stage, market: Market, bodies: list[bytes]
) -> None:
    page = ready(bid_page(visit("agency1"), stage, "merit"))
    submit(page)
    summary = page.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    expect(summary.locator("a")).to_have_count(2)
    expect(page.locator("#price-error")).to_contain_text("Offer a price above zero.")
    expect(page.locator("#proposal-error")).to_contain_text("describe how you will do the work")
    summary.locator("a").first.click()
    expect(page.locator("#price")).to_be_focused()
    expect(page.locator("#price")).to_have_attribute("aria-invalid", "true")
    for closed in page.locator("form details summary").all():
        closed.click()
    assert look(page, PHONE, DESK) == []
    for typed, said in (
        ("96000.01", "above the ceiling of ¥96,000.00"),
        ("cheap", "with digits only"),
        ("1.001", "two"),
    ):
        page.locator("#price").fill(typed)
        submit(page)
        expect(page.locator("#price-error")).to_contain_text(said)
    page.locator("#file").set_input_files({"name": "a.pdf", "mimeType": "application/pdf", "buffer": b"MZ"})
    submit(page)
    expect(page.locator("#file-error")).to_contain_text("Only PDF")
    page.locator("#price").fill("90000")
    page.locator("#proposal").fill("Well.")
    page.locator("#file").set_input_files([])
    submit(page)
    page.wait_for_url(re.compile("/supplier/bids/B-"))
    assert bid_of(market, stage, "agency1", "merit") is not None
    assert not [body for body in bodies if b"cheap" in body or b"96000.01" in body]


def test_a_draft_stays_in_this_browser_until_it_is_forgotten(visit: Visit, stage: Stage, market: Market) -> None:
    before = rows(market, BidDraft), rows(market, SealedFile)
    page = ready(bid_page(visit("agency1"), stage))
    page.locator("#price").fill("71234.57")
    page.locator("#proposal").fill(PROPOSAL)
    page.locator("#file").set_input_files(FILE)
    page.get_by_role("button", name="Seal this file").click()
    expect(page.locator("[data-files] li")).to_have_count(1)
    page.get_by_role("button", name="Save as draft").last.click()
    expect(page.locator("form .autosave")).to_contain_text("kept in this browser")
    page = ready(bid_page(page.context.new_page(), stage))
    expect(page.locator("#price")).to_have_value("71234.57")
    expect(page.locator("#proposal")).to_have_value(PROPOSAL)
    expect(page.locator("[data-files] li")).to_contain_text("canary-name.pdf")
    page.locator("[data-files] button").click()
    expect(page.locator("[data-files]")).to_be_hidden()
    page.get_by_role("button", name="Forget this draft").click()
    page.reload()
    ready(page)
    expect(page.locator("#price")).to_have_value("")
    expect(page.locator("[data-draft]")).to_be_hidden()
    assert (rows(market, BidDraft), rows(market, SealedFile)) == (before[0], before[1] + 1)


def test_a_bid_the_platform_refuses_comes_back_as_it_was_typed(visit: Visit, stage: Stage, market: Market) -> None:
    page = ready(bid_page(visit("agency1"), stage))
    page.locator("#price").fill("71234.57")
    page.locator("#proposal").fill(PROPOSAL)
    market.bid("agency1", stage.refs["open"])
    submit(page)
    expect(page.locator("main")).to_contain_text("received already")
    page.get_by_role("link", name="Back to your bid").click()
    ready(page)
    expect(page.locator("#price")).to_have_value("71234.57")
    expect(page.locator("#proposal")).to_have_value(PROPOSAL)


def test_a_bid_that_never_arrived_is_told(visit: Visit, stage: Stage, market: Market) -> None:
    market.bid("agency1", stage.refs["open"])
    bid = bid_of(market, stage, "agency1")
    assert bid is not None
    page = visit("agency1")
    place = f"bid-sealed {stage.refs['open']} {market.refs['agency1']}"
    page.evaluate("([place, value]) => sessionStorage.setItem(place, value)", [place, f'"{"0" * 64}"'])
    page.goto(f"/supplier/bids/{bid.ref}")
    expect(page.locator("[data-other]")).to_contain_text("0" * 64)
    expect(page.locator("[data-same]")).to_be_hidden()


def test_a_browser_without_the_arithmetic_leaves_the_sealing_to_the_platform(
    visit: Visit, stage: Stage, market: Market
) -> None:
    page = visit("agency1")
    page.add_init_script(WITHOUT_X25519)
    bid_page(page, stage)
    expect(page.locator("[data-when=unsupported]")).to_be_visible()
    expect(page.locator("[data-when=platform]")).to_be_hidden()
    page.locator("#price").fill("88000")
    expect(page.locator("form .autosave")).to_contain_text("Saved at")
    submit(page)
    page.wait_for_url(re.compile("/supplier/bids/B-"))
    with market.house.reading() as session:
        newest = session.scalars(select(Envelope).order_by(Envelope.id.desc()).limit(1)).one()
        assert newest.sealed_by is SealedBy.PLATFORM


@pytest.mark.parametrize("script", [True, False])
def test_what_was_sealed_at_home_is_handed_in(
    visit: Visit, stage: Stage, market: Market, tmp_path: Path, script: bool
) -> None:
    page = bid_page(visit("agency1", script=script), stage)
    (tmp_path / "seal_bid.py").write_text(sealer_source(), encoding="utf-8")
    policy = page.request.get(f"/tenders/{stage.refs['open']}/policy.json")
    (tmp_path / "policy.json").write_bytes(policy.body())
    arguments = ["policy.json", "--bidder", market.refs["agency1"], "--price", "88000", "-o", "bid.sealed.json"]
    subprocess.run([sys.executable, "-I", "seal_bid.py", *arguments], cwd=tmp_path, check=True, capture_output=True)  # noqa: S603
    if script:
        ready(page)
        page.locator("#price").fill("71234.57")
    page.locator("summary", has_text="with a program").click()
    page.locator("#sealed").set_input_files(tmp_path / "bid.sealed.json")
    submit(page)
    page.wait_for_url(re.compile("/supplier/bids/B-"))
    bid = bid_of(market, stage, "agency1")
    assert bid is not None
    assert bid.envelope_sha256 == envelopes.hash_of((tmp_path / "bid.sealed.json").read_bytes())
