"""Openers with real browsers: keys are made, shown and lost, and three people open a tender on devices of their own."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Route, expect
from sqlalchemy import select

from marketplace.adapters.sealing import key_files
from marketplace.config import Settings
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import sittings
from marketplace.domain.bids.models import Bid, KeyShare, OpeningRecord
from marketplace.domain.bids.states import BidState
from marketplace.domain.openers.models import Opener
from marketplace.domain.openers.states import OpenerState
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from tests.blueprints.screens import ComeBack, Visit
from tests.clock import HandClock
from tests.domain.market import PRICES, Market
from tests.journeys.looks import PHONE, look
from tests.journeys.people import DESK

pytestmark = pytest.mark.browser
PASSPHRASE = "quiet river under nine bridges"
PEOPLE = ("drafter", "other_drafter", "operator")
"""Of three organisations, none of whom holds a key yet."""
LIE = """const submit = HTMLFormElement.prototype.submit;
HTMLFormElement.prototype.submit = function () {
  this.elements.shares.value = this.elements.shares.value.replace(/"([0-9a-f]{64})"/g, (whole, pad) =>
    `"${pad[0] === "0" ? "1" : "0"}${pad.slice(1)}"`);
  submit.call(this);
};"""


@dataclass
class Keeper:
    """Somebody with a browser, a key file and a code on paper."""

    page: Page
    ref: str
    file: Path
    code: str

    def unlock(self, *, code: bool = False, passphrase: str = PASSPHRASE) -> None:
        """Choose the file and type the passphrase, or type the code, and press the button."""
        if code:
            self.page.locator("form[data-facts] details summary").click()
            self.page.locator("#code").fill(self.code.lower().replace("o", "0"))
        else:
            self.page.locator("#key-file").set_input_files(self.file)
            self.page.locator("#passphrase").fill(passphrase)
        self.page.locator("form[data-facts] button[type=submit]").click()

    def hand_in(self, tender: str, *, code: bool = False) -> None:
        self.page.goto(f"/account/keys/openings/{tender}")
        self.unlock(code=code)
        self.page.wait_for_url(re.compile(f"/tenders/{tender}$"))


def enrol(page: Page, folder: Path, market: Market, name: str) -> Keeper:
    """Make a key, keep the file and the code, register it and show it."""
    page.goto("/account/keys/")
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("#again").fill(PASSPHRASE)
    page.locator("[data-asked] button").click()
    expect(page.locator("[data-made] h3").first).to_be_focused()
    with page.expect_download() as download:
        page.locator("[data-download]").click()
    file = folder / f"{name}.json"
    download.value.save_as(file)
    code = page.locator("[data-recovery-code]").text_content() or ""
    fingerprint = page.locator("[data-fingerprint]").text_content()
    page.locator("#kept").check()
    page.locator("[data-made] button[type=submit]").click()
    page.wait_for_url(re.compile("/prove$"))
    with market.house.reading() as session:
        opener = session.scalars(select(Opener).where(Opener.user_id == market.users[name])).one()
    assert (opener.state, opener.fingerprint) == (OpenerState.UNPROVED, fingerprint)
    assert key_files.unlock(json.loads(file.read_bytes()), PASSPHRASE) == key_files.read_recovery_code(code)
    keeper = Keeper(page, opener.ref, file, code)
    keeper.unlock()
    page.wait_for_url(re.compile("/account/keys/$"))
    return keeper


def closed(market: Market, clock: HandClock, keepers: dict[str, Keeper], come_back: ComeBack) -> str:
    """A tender whose three bids are sealed to these people, after its deadline; they have signed in anew."""
    ref = market.draft(title="Opened by three")
    with market.acting("drafter") as uow:
        tenders.submit(uow, ref)
    with market.acting("approver") as uow:
        tenders.approve(uow, ref)
        tenders.publish(uow, ref, [keeper.ref for keeper in keepers.values()])
    for agency, price in PRICES.items():
        market.bid(agency, ref, price)
    clock.advance(days=30)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    for name, keeper in keepers.items():
        come_back(keeper.page, name)
    return ref


@pytest.fixture
def keepers(visit: Visit, market: Market, tmp_path: Path) -> dict[str, Keeper]:
    return {name: enrol(visit(name), tmp_path, market, name) for name in PEOPLE}


def stands(market: Market, ref: str) -> tuple[TenderState, OpeningRecord | None, dict[str, Any]]:
    with market.house.reading() as session:
        tender = session.scalars(select(Tender).where(Tender.ref == ref)).one()
        found = session.scalars(select(Bid).where(Bid.tender_id == tender.id)).all()
        prices = {bid.ref: bid.price for bid in found if bid.state is BidState.VALID}
        return tender.state, sittings.opening_record(session, tender.id), prices


def test_three_people_open_a_tender_in_three_browsers(
    market: Market, clock: HandClock, keepers: dict[str, Keeper], come_back: ComeBack, bodies: list[bytes]
) -> None:
    first, second, third = keepers.values()
    ref = closed(market, clock, keepers, come_back)
    first.hand_in(ref)
    assert stands(market, ref)[0] is TenderState.CLOSED
    second.hand_in(ref)
    state, record, prices = stands(market, ref)
    assert state is TenderState.OPENED
    assert record is not None
    assert (record.present, record.absent, record.liars) == ([first.ref, second.ref], [third.ref], [])
    assert sorted(prices.values()) == sorted(PRICES.values())
    third.page.goto(f"/account/keys/openings/{ref}")
    expect(third.page.locator("form[data-facts]")).to_have_count(0)
    sent = b"".join(bodies)
    for keeper in keepers.values():
        private = key_files.read_recovery_code(keeper.code)
        document = json.loads(keeper.file.read_bytes())
        secrets = (PASSPHRASE, private.hex(), keeper.code, document["sealed"], document["kdf"]["salt"])
        assert not [secret for secret in secrets if secret.encode() in sent]


def test_an_opener_who_lies_is_passed_by_and_named(
    market: Market, clock: HandClock, keepers: dict[str, Keeper], come_back: ComeBack
) -> None:
    first, second, third = keepers.values()
    ref = closed(market, clock, keepers, come_back)
    first.page.add_init_script(LIE)
    first.hand_in(ref)
    second.hand_in(ref)
    assert stands(market, ref)[0] is TenderState.CLOSED
    third.hand_in(ref)
    state, record, prices = stands(market, ref)
    assert state is TenderState.OPENED
    assert record is not None
    assert record.liars == [first.ref]
    assert len(prices) == len(PRICES)


def test_one_key_is_lost_and_one_comes_from_the_safe(
    market: Market, clock: HandClock, keepers: dict[str, Keeper], come_back: ComeBack
) -> None:
    first, second, third = keepers.values()
    ref = closed(market, clock, keepers, come_back)
    second.file.unlink()
    first.file.unlink()
    first.hand_in(ref, code=True)
    third.hand_in(ref)
    state, record, prices = stands(market, ref)
    assert state is TenderState.OPENED
    assert record is not None
    assert record.absent == [second.ref]
    assert len(prices) == len(PRICES)


def test_the_device_refuses_before_the_deadline_by_its_own_clock_but_in_the_demonstration(
    market: Market,
    clock: HandClock,
    keepers: dict[str, Keeper],
    come_back: ComeBack,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, *_ = keepers.values()
    ref = closed(market, clock, keepers, come_back)
    first.page.add_init_script("Date.now = () => Date.parse('2026-01-01T00:00:00Z');")
    first.page.goto(f"/account/keys/openings/{ref}")
    first.unlock()
    expect(first.page.locator(".govuk-error-summary")).to_contain_text("clock of this device")
    with market.house.reading() as session:
        of_tender = select(KeyShare).join(Tender, Tender.id == KeyShare.tender_id).where(Tender.ref == ref)
        assert session.scalars(of_tender).all() == []
    monkeypatch.setattr(Settings, "clock_moves", True)
    first.page.reload()
    expect(first.page.locator("main")).to_contain_text("this page believes the platform's time")
    first.hand_in(ref)


def test_a_bid_of_another_tender_that_is_slipped_in_stays_closed(
    market: Market, clock: HandClock, keepers: dict[str, Keeper], come_back: ComeBack
) -> None:
    first, *_ = keepers.values()
    ref = closed(market, clock, keepers, come_back)
    foreign = {"bid": "B-FOREIGN", "envelope": market.sealed("agency1", market.published(title="Sealed")).decode()}

    def slip_in(route: Route) -> None:
        answer = route.fetch().json()
        route.fulfill(json=answer | {"envelopes": [*answer["envelopes"], foreign]})

    first.page.route("**/envelopes.json", slip_in)
    first.page.goto(f"/account/keys/openings/{ref}")
    first.unlock()
    expect(first.page.locator(".govuk-error-summary")).to_contain_text("Bid B-FOREIGN belongs to another tender.")
    first.page.locator("form[data-facts] button[type=submit]").click()
    first.page.wait_for_url(re.compile(f"/tenders/{ref}$"))
    with market.house.reading() as session:
        of_tender = select(KeyShare.shares).join(Tender, Tender.id == KeyShare.tender_id).where(Tender.ref == ref)
        shares = session.scalars(of_tender).one()
    assert len(shares) == len(PRICES)
    assert "B-FOREIGN" not in shares


def test_what_is_wrong_with_a_key_is_said_at_its_field(
    market: Market, clock: HandClock, keepers: dict[str, Keeper], come_back: ComeBack, tmp_path: Path
) -> None:
    first, second, _third = keepers.values()
    ref = closed(market, clock, keepers, come_back)
    page = first.page
    page.goto(f"/account/keys/openings/{ref}")
    page.locator("form[data-facts] button[type=submit]").click()
    expect(page.locator("#key-file-error")).to_contain_text("Choose your key file")
    page.locator("form[data-facts] details summary").click()
    assert look(page, PHONE, DESK) == []
    first.unlock(passphrase="another passphrase")
    expect(page.locator("#passphrase-error")).to_contain_text("does not open the key file")
    expect(page.locator("#key-file-error")).to_have_count(0)
    (tmp_path / "no.json").write_text("no key", encoding="utf-8")
    page.locator("#key-file").set_input_files(tmp_path / "no.json")
    page.locator("form[data-facts] button[type=submit]").click()
    expect(page.locator("#key-file-error")).to_contain_text("not a key file")
    page.locator("#key-file").set_input_files(second.file)
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("form[data-facts] button[type=submit]").click()
    expect(page.locator(".govuk-error-summary")).to_contain_text("another key than the one registered")
    assert stands(market, ref)[0] is TenderState.CLOSED


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_passphrase_is_long_and_typed_twice(visit: Visit, language: str) -> None:
    page = visit("drafter", language=language)
    page.goto("/account/keys/")
    page.locator("#passphrase").fill("too short")
    page.locator("[data-asked] button").click()
    expect(page.locator("#again-error")).to_be_visible()
    page.locator("#again").fill("too short")
    page.locator("[data-asked] button").click()
    expect(page.locator("#passphrase-error")).to_contain_text("12")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    page.locator("#passphrase").fill(PASSPHRASE)
    page.locator("#again").fill(PASSPHRASE)
    page.locator("[data-asked] button").click()
    page.locator("[data-made] button[type=submit]").click()
    expect(page.locator("#kept-error")).to_be_visible()
    assert look(page, PHONE, DESK) == []
