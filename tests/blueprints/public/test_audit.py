"""Anybody checks a receipt: in the browser, which trusts no answer, and at home with one file of Python."""

import copy
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, make_server

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import expect
from sqlalchemy import delete, select
from werkzeug.wrappers import Response

from marketplace.adapters.signing.bundle import receipt_verifier_source
from marketplace.domain.bids.models import Bid
from marketplace.domain.log.models import Checkpoint, TenderLeaf
from marketplace.domain.tenders.models import Tender
from marketplace.jobs.sequencing import sequence
from marketplace.providers import Providers
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.blueprints.public.scene import Scene
from tests.blueprints.visits import visit
from tests.domain.market import Market

CLOSED, OPEN = "paid", "open"
ALL = {"key", "signature", "entry", "checkpoint", "opening", "tree", "closing"}
LATER = {"opening", "tree", "closing"}
Document = dict[str, Any]


@pytest.fixture
def receipt(market: Market, scene: Scene, sign_in: SignIn) -> Callable[[str], Document]:
    """The file that the first bidder of a tender of the scene downloads, once the log has it."""
    sequence(market.house)

    def downloaded(name: str) -> Document:
        with market.house.reading() as session:
            of_tender = select(Tender.id).where(Tender.ref == scene.tenders[name]).scalar_subquery()
            bid = session.scalars(select(Bid).where(Bid.tender_id == of_tender).order_by(Bid.id)).first()
        assert bid is not None
        names = (name for name in ("agency1", "agency2", "agency3") if market.organisation_id(name) == bid.tenderer_id)
        browser = sign_in(market.actor(next(names)))
        found: Document = json.loads(browser.get(f"/supplier/bids/{bid.ref}/receipt.json").data)
        return found

    return downloaded


@dataclass
class Seen:
    """What the page said after a check: in one sentence, step by step, and on its console."""

    sentence: str
    steps: dict[str, str]
    console: list[str]

    @property
    def differing(self) -> set[str]:
        return {step for step, result in self.steps.items() if result == "Differs"}


def seen(app: Flask, chromium: Chromium, document: Any, instead: dict[str, Response] | None = None) -> Seen:  # noqa: ANN401
    shown = visit(app, chromium, "/audit", instead)
    page = shown.page
    page.fill("textarea", document if isinstance(document, str) else json.dumps(document))
    page.get_by_role("button", name="Check it").click()
    status = page.locator("#own [role=status]")
    expect(status).not_to_be_empty()
    expect(status).not_to_contain_text("checking")
    page.set_viewport_size({"width": 375, "height": 800})
    rows = page.locator("#own tbody tr:visible").all()
    steps = {str(row.get_attribute("data-step")): row.locator(".govuk-tag").inner_text() for row in rows}
    found = Seen(status.inner_text(), steps, shown.said)
    page.close()
    return found


@pytest.mark.browser
def test_every_step_of_a_closed_tenders_receipt_agrees(
    app: Flask, chromium: Chromium, receipt: Callable[[str], Document]
) -> None:
    found = seen(app, chromium, receipt(CLOSED))
    assert found.steps == dict.fromkeys(ALL, "Agrees")
    assert found.sentence == "Everything agrees."
    assert not found.console


@pytest.mark.browser
def test_before_the_closing_the_place_waits(app: Flask, chromium: Chromium, receipt: Callable[[str], Document]) -> None:
    found = seen(app, chromium, receipt(OPEN))
    assert found.steps == {**dict.fromkeys(ALL, "Agrees"), **dict.fromkeys(LATER, "Not yet")}
    assert found.sentence.startswith("Everything that can be checked now agrees.")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("change", "differing"),
    [
        ({"received_at": "2026-01-01T00:00:00.000000+00:00"}, {"signature"}),
        ({"position": "00" * 32}, {"signature", "entry", "opening"}),
        ({"key": "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"}, {"key", "signature"}),
    ],
)
def test_a_changed_receipt_differs(
    app: Flask, chromium: Chromium, receipt: Callable[[str], Document], change: Document, differing: set[str]
) -> None:
    document = receipt(CLOSED)
    document["envelopes"][0]["receipt"] |= change
    found = seen(app, chromium, document)
    assert found.differing == differing
    assert found.sentence.startswith("Something differs.")


@pytest.mark.browser
@pytest.mark.parametrize(
    ("path", "differing"),
    [
        (("entry", "root"), {"entry", "checkpoint"}),
        (("entry", "value"), {"entry"}),
        (("opening", "blind"), {"opening"}),
        (("tree", "root"), {"tree"}),
        (("closing", "document", "root"), {"tree", "closing"}),
        (("closing", "entry", "value"), {"closing"}),
    ],
)
def test_a_lying_log_is_found_out(
    app: Flask,
    chromium: Chromium,
    client: Browser,
    receipt: Callable[[str], Document],
    path: tuple[str, ...],
    differing: set[str],
) -> None:
    document = receipt(CLOSED)
    kept = document["envelopes"][0]["receipt"]
    honest = json.loads(
        client.get(f"/api/v1/audit/proof?tender={kept['tender']}&envelope={kept['envelope_sha256']}").data
    )
    lie = copy.deepcopy(honest)
    *way, last = path
    inner = lie
    for name in way:
        inner = inner[name]
    inner[last] = "00" * 32
    instead = {"/api/v1/audit/proof": Response(json.dumps(lie), mimetype="application/json")}
    found = seen(app, chromium, document, instead)
    assert found.differing == differing


@pytest.mark.browser
def test_a_kept_checkpoint_is_compared_with_the_log_of_today(
    app: Flask, chromium: Chromium, client: Browser, market: Market, receipt: Callable[[str], Document]
) -> None:
    receipt(CLOSED)
    kept = json.loads(client.get("/api/v1/audit/checkpoint").data)
    market.published()
    market.clock.advance(minutes=2)
    sequence(market.house)
    assert json.loads(client.get("/api/v1/audit/checkpoint").data) != kept
    found = seen(app, chromium, kept)
    assert found.steps == dict.fromkeys(("key", "signature", "appended"), "Agrees")
    kept["checkpoint"]["root"] = "00" * 32
    found = seen(app, chromium, kept)
    assert found.steps == {"key": "Agrees", "signature": "Differs", "appended": "Differs"}


@pytest.mark.browser
@pytest.mark.parametrize("words", ["", "no JSON", "[]", "{}", '{"envelopes": []}', "null"])
def test_what_is_no_receipt_is_said(app: Flask, chromium: Chromium, words: str) -> None:
    found = seen(app, chromium, words)
    assert found.steps == {}
    assert found.sentence.startswith("This is neither a receipt nor a checkpoint.")


@pytest.mark.browser
def test_a_receipt_for_a_bid_that_was_dropped_is_the_proof_of_it(
    app: Flask, chromium: Chromium, house: Providers, receipt: Callable[[str], Document]
) -> None:
    """The platform forgets an envelope altogether; its signature over the receipt stays."""
    document = receipt(CLOSED)
    envelope = document["envelopes"][0]["receipt"]["envelope_sha256"]
    with house.engine.begin() as connection:
        connection.execute(delete(TenderLeaf).where(TenderLeaf.envelope_sha256 == envelope))
    found = seen(app, chromium, document)
    assert found.steps == {"key": "Agrees", "signature": "Agrees", "entry": "Differs"}
    assert found.sentence.startswith("Something differs.")


@pytest.mark.browser
def test_a_log_that_was_cut_off_differs_from_a_kept_checkpoint(
    app: Flask, chromium: Chromium, client: Browser, house: Providers, receipt: Callable[[str], Document]
) -> None:
    receipt(CLOSED)
    kept = json.loads(client.get("/api/v1/audit/checkpoint").data)
    with house.engine.begin() as connection:
        connection.execute(delete(Checkpoint))
    assert seen(app, chromium, kept).steps == {"key": "Agrees", "signature": "Agrees", "appended": "Differs"}


@pytest.mark.browser
def test_a_site_that_does_not_answer_is_no_agreement(
    app: Flask, chromium: Chromium, receipt: Callable[[str], Document]
) -> None:
    instead = {"/api/v1/audit/proof": Response("away", status=503)}
    found = seen(app, chromium, receipt(CLOSED), instead)
    assert found.steps == {}
    assert found.sentence.startswith("It could not be checked")


def test_the_page_works_without_script(client: Browser, receipt: Callable[[str], Document]) -> None:
    receipt(CLOSED)
    page = client.page("/audit")
    assert "verify_receipt.py" in page
    key = client.get("/audit/log.pem")
    assert key.data.startswith(b"-----BEGIN PUBLIC KEY-----")
    assert client.get("/verify_receipt.py").data.decode() == receipt_verifier_source()
    newest = json.loads(client.get("/api/v1/audit/checkpoint").data)["checkpoint"]
    assert newest["root"] in page
    assert newest["key"] in page


def test_nothing_is_offered_before_there_is_a_checkpoint(client: Browser) -> None:
    page = client.page("/audit")
    assert "None yet" in page
    assert "/api/v1/audit/checkpoint" not in page


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The application on loopback."""

    class Quiet(WSGIRequestHandler):
        def log_message(self, *_words: object) -> None:
            """Keep quiet."""

    with make_server("127.0.0.1", 0, app, handler_class=Quiet) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_the_program_says_the_same_at_home(
    site: str, client: Browser, receipt: Callable[[str], Document], tmp_path: Path
) -> None:
    (tmp_path / "verify_receipt.py").write_text(receipt_verifier_source())
    documents = {"closed": receipt(CLOSED), "open": receipt(OPEN)}
    documents["checkpoint"] = json.loads(client.get("/api/v1/audit/checkpoint").data)
    documents["forged"] = copy.deepcopy(documents["closed"])
    documents["forged"]["envelopes"][0]["receipt"]["number"] = 7
    documents["lost"] = copy.deepcopy(documents["closed"])
    documents["lost"]["envelopes"][0]["receipt"]["envelope_sha256"] = "00" * 32
    for name, document in documents.items():
        (tmp_path / f"{name}.json").write_text(json.dumps(document))

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "verify_receipt.py", *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=60)  # noqa: S603

    well = run(site, "closed.json", "checkpoint.json")
    assert (well.returncode, well.stderr) == (0, "")
    assert well.stdout.count("agrees") == len(ALL) + 3
    assert well.stdout.endswith("\nVERIFIED\n")
    early = run(site, "open.json")
    assert (early.returncode, early.stdout.count("not yet")) == (0, len(LATER))
    lost = run(site, "lost.json")
    assert (lost.returncode, lost.stdout.count("DIFFERS")) == (1, 2), lost.stdout
    forged = run(site, "forged.json")
    assert forged.returncode == 1
    assert forged.stdout.count("DIFFERS") == 1
    assert forged.stdout.endswith("\nNOT VERIFIED\n")
    assert run("closed.json").returncode == 2
