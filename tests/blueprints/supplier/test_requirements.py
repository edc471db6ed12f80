"""An agency is told whether it qualifies; its files are sealed with the bid; its draft keeps itself."""

import io
import re

import pytest
from sqlalchemy import select

from marketplace.domain.bids.models import BidDraft, SealedFile
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.holdings import Holdings
from marketplace.domain.tenders.requirements import Kind, Requirement
from marketplace.providers import Providers
from tests.blueprints.client import Browser
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage
from tests.blueprints.supplier.test_bidding import page_of, submit
from tests.domain.market import Market
from tests.files import PDF

ENGINEERS = Requirement(Kind.PRACTITIONERS, "注册安全工程师", "Two sites at a time.", number=2)


def test_who_lacks_one_practitioner_is_told_before_and_refused_after(
    enter: Enter, client: Browser, market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    ref = market.published(conditions=(ENGINEERS,), window_days=10)
    monkeypatch.setattr(
        organisations,
        "holdings",
        lambda _session, agency, on: Holdings(  # noqa: ARG005
            practitioners={"注册安全工程师": 1 + (agency == market.organisation_id("agency2"))}
        ),
    )
    told = "one more practitioner with the certificate “注册安全工程师”"
    own, path = enter("agency1"), f"/supplier/tenders/{ref}/bid"
    for address in (f"/tenders/{ref}", path):
        assert told in own.page(address)
        assert told not in enter("agency2").page(address)
        assert "qualifies: it has everything" in enter("agency2").page(address)
    assert told not in client.page(f"/tenders/{ref}")
    response = own.post(path, data={"price": "86000", "proposal": "", "after": "0", "act": "submit"})
    assert response.status_code == 422
    assert f"You lack: {told}." in response.get_data(as_text=True)
    assert submit(enter("agency2"), path) == 303


def attach(browser: Browser, path: str, name: str, act: str, **more: str) -> int:
    data = {"price": "", "proposal": "Half", "after": "0", "act": act, "file": (io.BytesIO(PDF), name), **more}
    return browser.post(path, data=data).status_code


def test_files_are_sealed_into_the_draft_taken_out_and_sealed_with_the_bid(
    enter: Enter, stage: Stage, house: Providers
) -> None:
    browser, path = enter("agency1"), page_of(stage)
    assert attach(browser, path, "方案.pdf", "attach") == 303
    assert attach(browser, path, "图纸.pdf", "attach", seen="1") == 303
    page = browser.page(path)
    assert "方案.pdf" in page
    assert "图纸.pdf" in page
    with house.reading() as session:
        first, second = session.scalars(select(SealedFile).order_by(SealedFile.sealed_at, SealedFile.storage_key))
    assert submit(browser, path, seen="1") == 409, "files that the page did not show are not sealed into a bid"
    assert browser.post(path, data={"price": "", "act": "remove-0", "seen": "2"}).status_code == 303
    assert "方案.pdf" not in browser.page(path)
    present = [key for key in (first.storage_key, second.storage_key) if readable(house, key)]
    assert len(present) == 1
    assert submit(browser, path, seen="3") == 303
    assert "图纸.pdf" not in browser.page(path), "it is in the envelope now"
    assert readable(house, present[0])
    assert attach(browser, path, "a.exe", "attach", after="1") == 422


def readable(house: Providers, key: str) -> bool:
    try:
        return bool(house.storage.get(key))
    except Exception:  # noqa: BLE001 - any way of not being there
        return False


def test_a_draft_keeps_itself_and_an_older_window_overwrites_nothing(
    enter: Enter, stage: Stage, house: Providers
) -> None:
    browser, path = enter("agency1"), page_of(stage)
    typed = {"price": "86000", "proposal": "First", "after": "0", "seen": "0"}
    answer = browser.post(f"{path}/keep", data=typed)
    assert answer.json is not None
    assert re.fullmatch(r"Saved at \d\d:\d\d", answer.json["said"])
    assert answer.json["fields"] == {"seen": "1"}
    assert browser.post(f"{path}/keep", data=typed | {"proposal": "Stale"}).status_code == 409
    unread = browser.post(f"{path}/keep", data=typed | {"price": "1e5", "seen": "1"})
    assert unread.status_code == 422
    assert unread.json is not None
    assert "digits only" in unread.json["said"]
    assert "First" in browser.page(path)
    with house.reading() as session:
        assert [draft.number for draft in session.scalars(select(BidDraft))] == [1]
    assert enter("drafter").post(f"{path}/keep", data=typed).status_code in {403, 404}


def test_a_file_of_a_bid_is_nobodys_before_the_opening(enter: Enter, stage: Stage, client: Browser) -> None:
    path = f"/bids/{stage.refs['sealed_bid']}/files/1"
    for name in ("agency2", "agency1", "drafter", "approver", "regulator", "operator"):
        assert enter(name).get(path).status_code == 404
    assert client.get(path).status_code == 404
