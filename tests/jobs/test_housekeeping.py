"""What nobody needs any more goes, and nothing else does."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from marketplace.domain.bids import enclosures
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.models import BidDraft, SealedFile
from marketplace.domain.bids.rules import Content
from marketplace.domain.documents import intake
from marketplace.domain.documents import operations as documents
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.documents.ports import SHELVES
from marketplace.jobs import housekeeping
from marketplace.jobs.housekeeping import NAMELESS_KEPT
from marketplace.kernel.clock import wall_clock
from tests.domain.complaints.cases import filed
from tests.domain.market import LOWEST, Market
from tests.files import PDF


@pytest.fixture
def shelves(tmp_path: Path) -> Path:
    return tmp_path / "documents"


def put(market: Market) -> StoredFile:
    return intake.receive(market.house.storage, market.house.sniffer, "a.pdf", PDF)


def sealed(market: Market, agency: str, tender: str) -> str:
    """A file that an agency has sealed for its bid; the key."""
    house, ref = market.house, market.refs[agency]
    made = enclosures.enclose(
        house.storage, house.sniffer, house.sealing, house.entropy, (tender, ref), ("plan.pdf", PDF)
    )
    with market.acting(agency) as uow:
        bids.seal_in(uow, tender, ref, made.sealed)
        bids.save_draft(uow, tender, ref, Content(LOWEST, "", files=(made,)), market.sealer)
    return made.storage_key


def left(market: Market, shelves: Path, *, age: timedelta) -> set[str]:
    """What is stored once every shelf was cleared, if everything has lain there so long."""
    written = (wall_clock() - age).timestamp()
    for file in shelves.rglob("*"):
        os.utime(file, (written, written))
    for shelf in range(SHELVES):
        housekeeping.clear_shelf(market.house, shelf, wall_clock())
    return {file.name for file in shelves.rglob("*") if file.is_file()}


def test_a_stored_file_that_no_row_names_goes_after_a_day(market: Market, shelves: Path) -> None:
    document, evidence, orphan = put(market), put(market), put(market)
    with market.acting("agency1") as uow:
        documents.register(uow, document, organisation_id=market.organisation_id("agency1"))
    filed(market, "", evidence)
    plan = sealed(market, "agency1", market.published())
    known = {document.storage_key, evidence.storage_key, plan}
    assert left(market, shelves, age=NAMELESS_KEPT - timedelta(minutes=5)) == known | {orphan.storage_key}
    assert left(market, shelves, age=NAMELESS_KEPT + timedelta(minutes=5)) == known


def test_an_abandoned_draft_and_its_files_go_once_the_tender_takes_no_bids(market: Market, shelves: Path) -> None:
    tender, running = market.published(), market.published(window_days=40)
    abandoned, submitted, open_one = (
        sealed(market, "agency1", tender),
        sealed(market, "agency2", tender),
        sealed(market, "agency1", running),
    )
    market.bid("agency2", tender, LOWEST)
    old = NAMELESS_KEPT + timedelta(days=1)
    housekeeping.forget(market.house)
    assert left(market, shelves, age=old) == {abandoned, submitted, open_one}
    market.clock.at = market.deadline(tender)
    with market.acting("platform") as uow:
        bids.close(uow, tender)
    housekeeping.forget(market.house)
    assert left(market, shelves, age=old) == {submitted, open_one}
    with market.house.reading() as session:
        assert len(session.scalars(select(BidDraft)).all()) == 1
        assert len(session.scalars(select(SealedFile)).all()) == 3, "that there was a file stays known"


def test_every_shelf_has_its_turn(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    present, looked_at = wall_clock(), []
    monkeypatch.setattr(housekeeping, "clear_shelf", lambda _house, shelf, _at: looked_at.append(shelf))
    for turn in range(SHELVES):
        at = present + timedelta(seconds=turn * housekeeping.SWEEP_SECONDS)
        monkeypatch.setattr(housekeeping, "wall_clock", lambda at=at: at)
        housekeeping.forget_files(market.house)
    assert sorted(looked_at) == list(range(SHELVES))
