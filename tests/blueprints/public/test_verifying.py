"""The reader's own browser computes the draw again and says line by line whether it agrees."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser as Chromium
from sqlalchemy import update
from werkzeug.wrappers import Response

from marketplace.domain.awards.models import Selection
from marketplace.domain.selection.canonical import canonical
from marketplace.domain.selection.evidence import DRAND, make_evidence
from marketplace.domain.tenders.models import Tender
from tests.blueprints.client import Browser
from tests.blueprints.public.scene import Scene
from tests.blueprints.visits import Visit, visit
from tests.domain.market import Market
from tests.domain.tenders.beaconed import pulse

pytestmark = pytest.mark.browser


def seen(app: Flask, chromium: Chromium, ref: str, document: Any = None) -> tuple[Visit, dict[str, bool]]:  # noqa: ANN401
    """The page, and for each line of its table whether it agrees; `document` stands in for the evidence."""
    path = f"/tenders/{ref}/selection.json"
    instead = {} if document is None else {path: Response(canonical(document), mimetype="application/json")}
    shown = visit(app, chromium, f"/tenders/{ref}/selection/verify", instead)
    assert path in shown.asked
    rows = shown.page.locator("#own tbody tr").all()
    texts = [(row.get_attribute("data-line"), row.locator(".govuk-tag").all_inner_texts()) for row in rows]
    return shown, {str(line): tags == ["Agrees"] for line, tags in texts}


def evidence_of(client: Browser, ref: str) -> Any:  # noqa: ANN401
    return json.loads(client.get(f"/tenders/{ref}/selection.json").data)


def test_every_line_of_a_draw_agrees(app: Flask, chromium: Chromium, scene: Scene) -> None:
    shown, agrees = seen(app, chromium, scene.tenders["drawn"])
    assert agrees == dict.fromkeys(("bidders", "nonces", "seed", "ticket", "order", "digest"), True)
    assert not shown.said
    said = shown.page.locator("#own [role=status]")
    assert said.inner_text() == "Computed in your browser: every line agrees with the record."
    assert not shown.page.get_by_text("no lot had to be drawn").is_visible()


def test_without_script_the_page_says_how_to_do_it_at_home(chromium: Chromium, client: Browser, scene: Scene) -> None:
    page = chromium.new_page(java_script_enabled=False)
    page.set_content(client.page(f"/tenders/{scene.tenders['drawn']}/selection/verify"))
    assert page.get_by_text("This part needs JavaScript").is_visible()
    assert not page.locator("#own table").is_visible()
    assert page.get_by_text("python3 verify_selection.py").is_visible()
    page.close()


def test_where_nobody_was_equal_no_lot_is_shown(app: Flask, chromium: Chromium, scene: Scene) -> None:
    shown, agrees = seen(app, chromium, scene.tenders["paid"])
    assert agrees == dict.fromkeys(("bidders", "nonces", "seed", "digest"), True)
    assert shown.page.get_by_text("no lot had to be drawn").is_visible()


def other_nonce(record: Any) -> None:  # noqa: ANN401
    record["candidates"][0]["nonce"] = "00" * 32


def one_bid_more(record: Any) -> None:  # noqa: ANN401
    record["candidates"].append(record["candidates"][0] | {"id": "B-LATE"})


def other_seed(record: Any) -> None:  # noqa: ANN401
    record["seed"] = "00" * 32


def other_order(record: Any) -> None:  # noqa: ANN401
    first, second, *rest = record["result"]["ranking"]
    record["result"]["ranking"] = [second, first, *rest]


def other_beacon(record: Any) -> None:  # noqa: ANN401
    record["draw"]["beacon"]["value"] = "c0ffee"


def other_reason(record: Any) -> None:  # noqa: ANN401
    record["result"]["ranking"][0]["reasons"][0]["text"] = "Friend of the house"


@pytest.mark.parametrize(
    ("change", "differing"),
    [
        (other_nonce, {"nonces", "seed", "ticket", "order", "digest"}),
        (one_bid_more, {"bidders", "nonces", "seed", "ticket", "order", "digest"}),
        (other_seed, {"seed", "digest"}),
        (other_order, {"order", "digest"}),
        (other_beacon, {"seed", "ticket", "order", "digest"}),
        (other_reason, {"digest"}),
    ],
    ids=lambda each: each.__name__ if callable(each) else "",
)
def test_a_record_that_was_tampered_with_differs_where_it_was(
    app: Flask,
    chromium: Chromium,
    client: Browser,
    scene: Scene,
    change: Callable[[Any], None],
    differing: set[str],
) -> None:
    ref = scene.tenders["drawn"]
    record = evidence_of(client, ref)
    change(record)
    shown, agrees = seen(app, chromium, ref, record)
    found = {line for line, is_so in agrees.items() if not is_so}
    assert found <= differing
    assert found >= differing - {"order"}, "by chance an order may stay as it was"
    assert "lines differ from the record" in shown.page.locator("#own [role=status]").inner_text()


def test_evidence_that_cannot_be_read_is_said(app: Flask, chromium: Chromium, scene: Scene) -> None:
    shown, _ = seen(app, chromium, scene.tenders["drawn"], {"candidates": 1})
    assert "could not compute it" in shown.page.locator("#own [role=status]").inner_text()
    assert not shown.page.locator("#own table").is_visible()


@pytest.mark.parametrize("is_there", [True, False])
def test_the_beacon_is_computed_from_its_signature(
    app: Flask, chromium: Chromium, client: Browser, scene: Scene, market: Market, *, is_there: bool
) -> None:
    ref = scene.tenders["drawn"]
    record = evidence_of(client, ref)
    found = pulse(7)
    beacon = {"source": DRAND, "round": 7, "signature": found.signature, "value": found.value}
    inputs = {name: record[name] for name in ("tender", "lot", "settings", "candidates", "journal")}
    inputs |= {"method": record["method"]["code"]}
    document = make_evidence(inputs | {"beacon": beacon if is_there else beacon | {"signature": "", "value": ""}})
    tender = market.get(Tender, ref)
    with market.house.writing(market.actor("platform")) as uow:
        uow.session.execute(update(Selection).where(Selection.tender_id == tender.id).values(evidence=document))
    _, agrees = seen(app, chromium, ref)
    assert agrees == dict.fromkeys(("bidders", "nonces", "beacon", "seed", "ticket", "order", "digest"), True)
    if is_there:
        forged: Any = copy.deepcopy(document)
        forged["draw"]["beacon"]["signature"] = "00" * 48
        _, agrees = seen(app, chromium, ref, forged)
        assert not agrees["beacon"]
