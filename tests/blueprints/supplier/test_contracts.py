"""Signing, handing over, replying; and every file that must not be taken."""

import html
import io
from collections.abc import Iterable
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from marketplace.config import Settings
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract, Deliverable, Milestone
from marketplace.domain.contracts.states import ContractState, MilestoneState
from marketplace.domain.documents.models import Document
from marketplace.domain.ratings.models import Rating
from marketplace.kernel.journal import Chapter
from marketplace.kernel.transaction import Transaction
from marketplace.providers import Providers
from tests.blueprints.client import Browser
from tests.blueprints.rooms import Enter
from tests.blueprints.stage import Stage
from tests.clock import HandClock
from tests.domain.market import Market
from tests.files import PDF, PNG, archive, docx


def hand_over(browser: Browser, stage: Stage, name: str, data: bytes, note: str = "") -> tuple[int, str]:
    path = f"/supplier/milestones/{stage.refs['milestone']}/deliver"
    response = browser.post(path, data={"file": (io.BytesIO(data), name), "note": note})
    return response.status_code, html.unescape(response.get_data(as_text=True))


def kept(settings: Settings) -> list[Path]:
    """Files in storage."""
    return [file for file in (settings.instance / "documents").rglob("*") if file.is_file()]


def handed(house: Providers, stage: Stage) -> int:
    with house.reading() as session:
        return (
            session.scalar(
                select(func.count(Deliverable.id))
                .join(Milestone, Milestone.id == Deliverable.milestone_id)
                .where(Milestone.ref == stage.refs["milestone"])
            )
            or 0
        )


def test_a_contract_is_signed_only_with_the_box_and_after_the_publicity(
    enter: Enter, stage: Stage, market: Market, clock: HandClock
) -> None:
    path = f"/supplier/contracts/{stage.refs['unsigned_contract']}"
    assert "Sign the contract" not in enter("agency1").page(path)
    assert enter("agency1").post(path, data={"agrees": "y"}).status_code == 409
    clock.advance(days=7)
    browser = enter("agency1")
    assert "Sign the contract" in browser.page(path)
    response = browser.post(path)
    assert response.status_code == 422
    assert "Tick the box to sign." in response.get_data(as_text=True)
    assert market.get(Contract, stage.refs["unsigned_contract"]).state is ContractState.DRAWN_UP
    assert browser.post(path, data={"agrees": "y"}).status_code == 303
    assert market.get(Contract, stage.refs["unsigned_contract"]).state is ContractState.SUPPLIER_SIGNED
    assert browser.post(path, data={"agrees": "y"}).status_code == 409


def test_a_deliverable_is_handed_over_and_shown_with_its_digest(
    enter: Enter, stage: Stage, house: Providers, market: Market, settings: Settings
) -> None:
    browser = enter("agency1")
    status, _ = hand_over(browser, stage, "报告 终稿.pdf", PDF, "Twelve files.")
    assert status == 303
    assert market.get(Milestone, stage.refs["milestone"]).state is MilestoneState.DELIVERED
    with house.reading() as session:
        document = session.scalars(select(Document).order_by(Document.id.desc())).first()
    assert document is not None
    shown = html.unescape(browser.page(f"/supplier/contracts/{stage.refs['active_contract']}"))
    assert document.sha256 in shown
    assert "报告 终稿.pdf" in shown
    assert "Twelve files." in shown
    assert [file.read_bytes() for file in kept(settings)] == [PDF]


def test_a_document_is_an_attachment_that_never_runs(enter: Enter, stage: Stage, house: Providers) -> None:
    browser = enter("agency1")
    hand_over(browser, stage, "报告 终稿.pdf", PDF)
    with house.reading() as session:
        ref = session.scalars(select(Document.ref).order_by(Document.id.desc())).first()
    response = browser.get(f"/documents/{ref}")
    assert response.data == PDF
    assert response.mimetype == "application/pdf"
    assert response.headers["Content-Disposition"] == (
        "attachment; filename=\"__ __.pdf\"; filename*=UTF-8''%E6%8A%A5%E5%91%8A%20%E7%BB%88%E7%A8%BF.pdf"
    )
    assert response.headers["Content-Security-Policy"].startswith("sandbox;")
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cache-Control"] == "no-store"
    for person, status in (
        ("drafter", 200),
        ("regulator", 200),
        ("agency2", 404),
        ("other_drafter", 404),
        ("nobody", 404),
    ):
        assert enter(person).get(f"/documents/{ref}").status_code == status, person


def test_a_visitor_finds_no_document(client: Browser, enter: Enter, stage: Stage, house: Providers) -> None:
    hand_over(enter("agency1"), stage, "a.pdf", PDF)
    with house.reading() as session:
        ref = session.scalars(select(Document.ref).order_by(Document.id.desc())).first()
    assert client.get(f"/documents/{ref}").status_code == 404
    assert client.get("/documents/D-NOTHERE").status_code == 404


def test_a_stored_file_that_was_changed_is_not_given_out(
    enter: Enter, stage: Stage, house: Providers, settings: Settings
) -> None:
    browser = enter("agency1")
    hand_over(browser, stage, "a.pdf", PDF)
    [file] = kept(settings)
    file.write_bytes(PDF + b"x")
    with house.reading() as session:
        ref = session.scalars(select(Document.ref).order_by(Document.id.desc())).first()
    assert browser.get(f"/documents/{ref}").status_code == 503


BOMB = archive({"[Content_Types].xml": b"<t/>", "word/document.xml": b"0" * 30_000_000})


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("a.exe", b"MZ" + b"\0" * 100, "Only PDF, Word"),
        ("a.pdf", b"<html><script>1</script></html>", "Only PDF, Word"),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "Only PDF, Word"),
        ("a.pdf", PNG, "does not end as its content says"),
        ("a.pdf.exe", PDF, "does not end as its content says"),
        ("a.zip", archive({"x": b"y"}), "Only PDF, Word"),
        ("a.pdf", b"", "This file is empty."),
        ("a.pdf", PDF + b"0" * (10 * 1024**2), "at most 10 MB"),
        ("a.docx", BOMB, "unpacks to far more"),
        ("a.docx", docx({"word/vbaProject.bin": b"x"}), "has macros"),
        ("a.docx", docx()[:-40], "Only PDF, Word"),
        ("../../etc/passwd.pdf", PDF, "holds characters that no file may have"),
        ("..\\a.pdf", PDF, "holds characters that no file may have"),
        (".pdf", PDF, "holds characters that no file may have"),
        ("a\x00.pdf", PDF, "name"),
        ("a" * 300 + ".pdf", PDF, "cannot be kept"),
    ],
)
def test_what_must_not_be_taken_is_refused_in_words_and_leaves_nothing(
    enter: Enter, stage: Stage, house: Providers, settings: Settings, name: str, data: bytes, words: str
) -> None:
    status, shown = hand_over(enter("agency1"), stage, name, data, note="typed note")
    assert status == 422
    assert words in shown
    assert "typed note" in shown
    assert handed(house, stage) == 0
    assert kept(settings) == []


def test_no_file_at_all_is_said(enter: Enter, stage: Stage) -> None:
    response = enter("agency1").post(f"/supplier/milestones/{stage.refs['milestone']}/deliver", data={"note": ""})
    assert response.status_code == 422
    assert "Choose a file." in response.get_data(as_text=True)


def test_more_than_a_request_may_hold_is_413(enter: Enter, stage: Stage, settings: Settings) -> None:
    status, _ = hand_over(enter("agency1"), stage, "a.pdf", b"0" * (settings.max_upload + 1))
    assert status == 413
    assert kept(settings) == []


def test_when_the_act_is_refused_the_stored_file_is_taken_back(enter: Enter, stage: Stage, settings: Settings) -> None:
    browser = enter("agency1")
    assert hand_over(browser, stage, "a.pdf", PDF)[0] == 303
    assert hand_over(browser, stage, "b.pdf", PDF)[0] == 409
    assert len(kept(settings)) == 1


def test_when_the_commit_has_no_known_outcome_the_stored_file_stays(
    enter: Enter, stage: Stage, house: Providers, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    commit, lost = Transaction.commit, OperationalError("COMMIT", {}, ConnectionError("the line broke"))

    def line_breaks(transaction: Transaction, chapters: Iterable[Chapter]) -> None:
        commit(transaction, chapters)
        raise lost

    browser = enter("agency1")
    monkeypatch.setattr(Transaction, "commit", line_breaks)
    assert hand_over(browser, stage, "a.pdf", PDF)[0] == 503
    assert handed(house, stage) == 1
    assert [file.read_bytes() for file in kept(settings)] == [PDF]


def test_what_was_returned_says_why_and_can_be_handed_over_again(
    enter: Enter, stage: Stage, market: Market, house: Providers
) -> None:
    browser = enter("agency1")
    hand_over(browser, stage, "a.pdf", PDF)
    with market.acting("drafter") as uow:
        contracts.send_back(uow, stage.refs["milestone"], "Page 3 is missing.")
    assert "Page 3 is missing." in browser.page(f"/supplier/contracts/{stage.refs['active_contract']}")
    assert "Page 3 is missing." in browser.page(f"/supplier/milestones/{stage.refs['milestone']}/deliver")
    assert hand_over(browser, stage, "b.pdf", PDF)[0] == 303
    assert handed(house, stage) == 2


def test_a_rating_is_replied_to_once(enter: Enter, stage: Stage, market: Market) -> None:
    browser = enter("agency1")
    path = f"/supplier/ratings/{stage.refs['rating']}/reply"
    assert browser.post(path, data={"reply": " "}).status_code == 422
    assert browser.post(path, data={"reply": "Thank you."}).status_code == 303
    response = browser.post(path, data={"reply": "And another thing."})
    assert response.status_code == 409
    assert market.get(Rating, stage.refs["rating"]).reply == "Thank you."
    assert "Thank you." in browser.page("/supplier/ratings")
