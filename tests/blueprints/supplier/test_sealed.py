"""The canary: without an opening, agency2's price and proposal reach nobody else: no page, no file, no log."""

import io
import re
import sqlite3
from base64 import b64encode
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask

from marketplace.config import Settings
from marketplace.domain.bids import operations
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from tests.blueprints.client import Browser
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import SEALED_PROPOSAL, Stage
from tests.clock import HandClock
from tests.domain.market import Market
from tests.files import PDF

OWN_ROOM: Mapping[str | None, set[str]] = {
    "agency1": {"/supplier/", "/supplier/bids", "/account/"},
    "agency3": {"/supplier/", "/supplier/bids", "/account/"},
    "drafter": {"/buyer/", "/account/"},
    "regulator": {"/regulator/", "/regulator/tenders", "/regulator/journal"},
    "operator": {"/admin/", "/admin/journal", "/admin/jobs"},
}
"""Pages that must have been looked at; without them the search would prove nothing."""
LONG = 9
"""Characters of a canary that no chance spells."""
CHANCE = re.compile(rb"[0-9a-f]{16,}")
"""Request numbers and digests: one of them held the five digits by chance."""
FORMS = ("71234.56", "71,234.56", "7123456", "71234", SEALED_PROPOSAL, "canary-fresh", "canary-file", "canary-name")


def spellings(text: str) -> Iterator[bytes]:
    """As it stands, in hexadecimal, and in base64 wherever a group of three bytes may begin."""
    raw = text.encode()
    yield raw
    if len(raw) >= LONG:  # a short number's digits are met by chance
        yield raw.hex().encode()
        yield from (b64encode(raw[start : start + (len(raw) - start) // 3 * 3]) for start in range(3))


def with_file(**fields: str) -> dict[str, object]:
    """A bid's form with a file whose name and content are canaries."""
    return {**fields, "file": (io.BytesIO(PDF + b"canary-file"), "canary-name.pdf")}


def addresses(app: Flask, stage: Stage) -> Iterator[str]:
    """Every address that is read, with references that lead to the sealed bid; some around sign-in end a session."""
    references = {**stage.market_refs, **stage.refs}
    values = [references[name] for name in ("open", "sealed_bid", "agency2", "department")]
    for rule in app.url_map.iter_rules():
        is_sign_in = rule.endpoint.startswith("security.")
        if "GET" not in (rule.methods or ()) or is_sign_in or rule.endpoint in {"static", "health.ready"}:
            continue
        arguments = sorted(rule.arguments)
        if not arguments:
            yield rule.rule
        elif arguments == ["ref"]:
            yield from (rule.rule.replace("<ref>", value) for value in values)
        elif arguments == ["number"]:
            yield from (rule.rule.replace("<int:number>", str(number)) for number in range(1, 12))


@pytest.mark.parametrize("stands", ["open", "over", "failed for too few bids"])
@pytest.mark.parametrize(
    "person",
    [
        *("agency1", "agency3", "drafter", "approver", "evaluator1", "officer1"),
        *("other_approver", "regulator", "operator", None),
    ],
)
def test_no_answer_to_anybody_else_holds_a_sealed_price(  # noqa: PLR0913, PLR0917 - what the scene needs
    app: Flask,
    enter: Enter,
    client: Browser,
    stage: Stage,
    market: Market,
    clock: HandClock,
    person: str | None,
    stands: str,
) -> None:
    own = enter("agency2")
    path = f"/supplier/tenders/{stage.refs['open']}/bid"
    own.post(path, data=with_file(price="71234.56", proposal="canary-fresh", after="1", act="submit"))
    own.post(path, data=with_file(price="71234.56", proposal="canary-fresh", act="draft"))
    assert "71234.56" in own.page(path), "the canary is alive where it may be"
    if stands != "open":
        clock.at = market.deadline(stage.refs["open"])
    if stands == "failed for too few bids":
        with market.acting("platform") as uow:
            operations.close(uow, stage.refs["open"])
        assert market.get(Tender, stage.refs["open"]).state is TenderState.FAILED
        receipt = enter("agency2").page(f"/supplier/bids/{stage.refs['sealed_bid']}")
        assert "Nobody has read your bid, and nobody will" in receipt
        assert not [form for form in FORMS if form in receipt]
    browser = client if person is None else enter(person)
    opened = set()
    for address in addresses(app, stage):
        response = browser.get(address, check=False)
        assert response.status_code < 500, address
        if response.status_code == 200:
            opened.add(address)
        body = CHANCE.sub(b"", response.get_data() + repr(response.headers).encode())
        for form in FORMS:
            assert form.encode() not in body, (address, form)
    assert f"/tenders/{stage.refs['open']}" in opened
    assert OWN_ROOM.get(person, set()) <= opened, "nobody was signed out on the way"


def test_neither_the_database_nor_a_log_holds_it(
    enter: Enter, stage: Stage, settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    path = f"/supplier/tenders/{stage.refs['open']}/bid"
    browser = enter("agency2")
    for data in (
        with_file(price="71234.56", proposal="canary-fresh", act="attach"),
        with_file(price="71234.56", proposal="canary-fresh", after="1", act="submit"),
        with_file(price="71234.56", proposal="canary-fresh", after="1", act="submit"),
    ):
        browser.post(path, data=data)
    database = Path(settings.database.removeprefix("sqlite:///"))
    with closing(sqlite3.connect(database)) as live, closing(sqlite3.connect(settings.instance / "copy")) as backup:
        live.backup(backup)
    files = [*database.parent.glob(f"{database.name}*"), *(f for f in settings.instance.rglob("*") if f.is_file())]
    kept = b"".join(file.read_bytes() for file in files)
    assert {"copy", "documents", "search"} <= {file.name for file in settings.instance.iterdir()}
    assert b"bid:submit" in kept, "the journal is in what was searched"
    said = "".join(capfd.readouterr())
    for form in FORMS:
        assert form not in said, form
        for spelling in spellings(form):
            assert spelling not in kept, spelling
