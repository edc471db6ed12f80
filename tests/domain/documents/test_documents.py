"""From bytes to a document that only the right people read, on both databases."""

from pathlib import Path

import pytest
from sqlalchemy import select

from marketplace.adapters.documents.sniffing import ContentSniffer
from marketplace.adapters.storage.local import LocalStorage
from marketplace.domain.documents import intake, operations, queries
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.documents.models import Document
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import ANYONE, PLATFORM, Actor, Role
from marketplace.kernel.entropy import SeededEntropy
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Unavailable
from marketplace.kernel.journal import JournalEntry
from marketplace.providers import Providers
from tests.clock import HandClock
from tests.files import PDF, PNG
from tests.parties import agency, member, operator, organisation, person, regulator


@pytest.fixture
def storage(tmp_path: Path) -> LocalStorage:
    return LocalStorage(tmp_path / "files", SeededEntropy("files"))


@pytest.fixture
def stored(storage: LocalStorage) -> StoredFile:
    return intake.receive(storage, ContentSniffer(), "报告.pdf", PDF)


def test_a_file_is_checked_kept_and_given_back_as_it_was(house: Providers, storage: LocalStorage) -> None:
    firm, first = agency(house)
    stored = intake.receive(storage, ContentSniffer(), " 报告.pdf ", PDF)
    with house.writing(first) as uow:
        document = operations.register(uow, stored, organisation_id=firm.id)
    assert document.ref.startswith("D-")
    assert (document.filename, document.media_type, document.size) == ("报告.pdf", "application/pdf", len(PDF))
    assert (document.uploaded_by, document.is_public) == (first.user_id, False)
    with house.reading() as session:
        assert intake.content(storage, queries.by_ref(session, first, document.ref)) == PDF
        entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "document:upload")).one()
        assert entry.data["sha256"] == document.sha256


def test_a_refused_file_is_not_kept(storage: LocalStorage, tmp_path: Path) -> None:
    for name, data in (("a.pdf", PNG), ("../a.pdf", PDF), ("a.pdf", b"")):
        with pytest.raises(Invalid):
            intake.receive(storage, ContentSniffer(), name, data)
    assert not (tmp_path / "files").exists()


def test_a_file_that_was_changed_in_storage_is_not_served(
    house: Providers, storage: LocalStorage, stored: StoredFile, tmp_path: Path
) -> None:
    firm, first = agency(house)
    with house.writing(first) as uow:
        document = operations.register(uow, stored, organisation_id=firm.id)
    (tmp_path / "files" / stored.storage_key[:2] / stored.storage_key).write_bytes(PDF + b" ")
    with pytest.raises(Unavailable, match="not the one"):
        intake.content(storage, document)


def test_nobody_hands_in_a_file_for_another_organisation(house: Providers, stored: StoredFile) -> None:
    firm, _ = agency(house)
    for actor in (ANYONE, person(house), agency(house)[1]):
        with house.writing(actor) as uow, pytest.raises(NotFound):
            operations.register(uow, stored, organisation_id=firm.id)
    with house.reading() as session:
        assert session.scalars(select(Document)).all() == []


def test_who_reads_what(house: Providers, stored: StoredFile, storage: LocalStorage) -> None:
    firm, first = agency(house)
    rival = agency(house)[1]
    office = organisation(house, OrganisationKind.DEPARTMENT)
    other_office = organisation(house, OrganisationKind.DEPARTMENT)
    buyer, other_buyer = member(house, office, Role.EVALUATOR), member(house, other_office, Role.APPROVER)
    inspector, runner = regulator(house), operator(house)

    def keep(*, shared_with: int | None = None, is_public: bool = False) -> str:
        file = intake.receive(storage, ContentSniffer(), "a.pdf", PDF)
        with house.writing(first) as uow:
            return operations.register(
                uow, file, organisation_id=firm.id, shared_with_id=shared_with, is_public=is_public
            ).ref

    private, shared, public = keep(), keep(shared_with=office.id), keep(is_public=True)

    def reads(actor: Actor, ref: str) -> bool:
        try:
            with house.reading() as session:
                queries.by_ref(session, actor, ref)
        except (NotFound, NotPermitted):
            return False
        return True

    assert [reads(actor, private) for actor in (first, inspector)] == [True, True]
    assert not any(reads(actor, private) for actor in (ANYONE, rival, buyer, other_buyer, runner))
    assert reads(buyer, shared)
    assert not any(reads(actor, shared) for actor in (ANYONE, rival, other_buyer, runner))
    assert all(reads(actor, public) for actor in (ANYONE, rival, buyer, other_buyer, runner))
    with house.reading() as session:
        with pytest.raises(NotPermitted):  # whoever runs the platform knows of it, and reads no papers
            queries.by_ref(session, runner, private)
        for actor, ref in ((rival, private), (ANYONE, shared), (PLATFORM, "D-NOTHING")):
            with pytest.raises(NotFound):
                queries.by_ref(session, actor, ref)


def test_one_person_hands_in_only_so_much_a_day(
    house: Providers, stored: StoredFile, clock: HandClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "MAX_BYTES_PER_DAY", len(PDF) * 2)
    firm, first = agency(house)

    def hand_in(number: int) -> None:
        file = StoredFile("a.pdf", "application/pdf", len(PDF), "0" * 64, f"{number:032x}")
        with house.writing(first) as uow:
            operations.register(uow, file, organisation_id=firm.id)

    hand_in(1)
    hand_in(2)
    with pytest.raises(Conflict, match="24 hours"):
        hand_in(3)
    clock.advance(hours=24)
    hand_in(4)


def test_the_platform_keeps_papers_it_makes_itself(house: Providers, stored: StoredFile) -> None:
    firm, _ = agency(house)
    with house.writing(PLATFORM) as uow:
        assert operations.register(uow, stored, organisation_id=firm.id).uploaded_by is None
