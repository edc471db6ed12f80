"""Evidence and verifier as files: what the page offers is what recomputes at home."""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import update

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards.models import Selection
from marketplace.domain.selection.canonical import canonical
from marketplace.domain.tenders import beacons
from marketplace.domain.tenders.models import Tender
from tests.blueprints.client import Browser
from tests.blueprints.public.scene import Scene
from tests.domain.market import Market
from tests.domain.tenders.beaconed import awaiting


@pytest.mark.parametrize("name", ["paid", "drawn", "merit", "failed"])
def test_what_is_downloaded_recomputes_at_home(client: Browser, scene: Scene, tmp_path: Path, name: str) -> None:
    evidence = client.get(f"/tenders/{scene.tenders[name]}/selection.json")
    program = client.get("/verify_selection.py")
    assert evidence.mimetype == "application/json"
    assert "attachment" in program.headers["Content-Disposition"]
    document = json.loads(evidence.data)
    assert evidence.data == canonical(document)
    digest = document.pop("digest")
    assert hashlib.sha256(canonical(document)).hexdigest() == digest
    (tmp_path / "evidence.json").write_bytes(evidence.data)
    (tmp_path / "verify_selection.py").write_bytes(program.data)
    command = [sys.executable, "-I", "verify_selection.py", "evidence.json"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert (run.returncode, run.stdout.split(":")[0]) == (0, "VERIFIED"), run.stderr


def test_files_are_not_sent_twice(client: Browser, scene: Scene) -> None:
    for path in (f"/tenders/{scene.tenders['paid']}/selection.json", "/verify_selection.py", "/seal_bid.py"):
        first = client.get(path)
        assert "public" in first.headers["Cache-Control"]
        again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_record_that_was_tampered_with_is_shown_as_such(client: Browser, scene: Scene, market: Market) -> None:
    tender = market.get(Tender, scene.tenders["paid"])
    with market.house.writing(market.actor("platform")) as uow:
        forged = json.loads(json.dumps(uow.session.get_one(Selection, tender.id).evidence))
        forged["result"]["winner"] = forged["result"]["ranking"][1]["id"]
        uow.session.execute(update(Selection).where(Selection.tender_id == tender.id).values(evidence=forged))
    page = client.page(f"/tenders/{tender.ref}/selection/verify")
    assert "Values differ from the record." in page
    assert "Every value agrees" not in page
    assert page.count(">Differs</strong>") == 1
    assert '<code class="hash">result.winner</code>' in page


def test_a_record_that_cannot_be_computed_is_shown_as_such(client: Browser, scene: Scene, market: Market) -> None:
    tender = market.get(Tender, scene.tenders["paid"])
    with market.house.writing(market.actor("platform")) as uow:
        forged = json.loads(json.dumps(uow.session.get_one(Selection, tender.id).evidence))
        forged["candidates"][0]["nonce"] = "x"
        uow.session.execute(update(Selection).where(Selection.tender_id == tender.id).values(evidence=forged))
    assert "Values differ from the record." in client.page(f"/tenders/{tender.ref}/selection/verify")


def test_a_tender_that_failed_for_too_few_valid_bids_still_shows_who_bid_at_what_price(
    client: Browser, scene: Scene
) -> None:
    evidence = json.loads(client.get(f"/tenders/{scene.tenders['failed']}/selection.json").data)
    assert evidence["candidates"]
    page = client.page(f"/tenders/{scene.tenders['failed']}")
    assert "below_threshold" not in page
    valid = [candidate for candidate in evidence["candidates"] if "invalid_because" not in candidate]
    assert len(valid) == 2
    for candidate in valid:
        assert candidate["id"] in page
        assert f"{float(candidate['price']):,.2f}" in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_came_of_the_beacon_is_told(client: Browser, market: Market, language: str) -> None:
    ref, due = awaiting(market)
    path = f"/tenders/{ref}?lang={language}"
    page = client.page(path)
    assert str(due.round) in page
    assert "#beacon" not in page
    with market.acting("platform") as uow:
        beacons.note(uow, ref, due)
    page = client.page(path)
    assert due.value in page
    assert "#beacon" in page
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    page = client.page(f"/tenders/{ref}/selection/verify?lang={language}")
    assert str(due.round) in page
    assert beacons.CHAIN in page
    assert "tag--danger" not in page


def test_a_beacon_that_could_not_be_had_is_told(client: Browser, market: Market) -> None:
    ref, due = awaiting(market, beacons.GIVEN_UP_AFTER)
    with market.acting("platform") as uow:
        beacons.give_up(uow, ref)
    assert f"Round {due.round} of the public beacon could not be had" in client.page(f"/tenders/{ref}")
    with market.acting("drafter") as uow:
        awards.select(uow, ref)
    page = client.page(f"/tenders/{ref}/selection/verify")
    assert "It could not be had in time" in page
    assert "Every value agrees" in page
