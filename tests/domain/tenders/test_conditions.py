"""Requirements and files of a tender from the draft to the corrigendum, and what was typed beside it."""

from itertools import count

import pytest
from sqlalchemy import select

from marketplace.domain.bids import operations as bids
from marketplace.domain.documents import queries as documents
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.tenders import attachments, drafting, queries, requirements
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.attachments import MAX_ATTACHMENTS
from marketplace.domain.tenders.drafting import MAX_TYPED
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import Amendment
from marketplace.domain.tenders.requirements import Kind, Requirement
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from marketplace.kernel.journal import JournalEntry
from tests.domain.market import ITEM, Market, terms

ENGINEERS = Requirement(Kind.PRACTITIONERS, "注册安全工程师", "Two sites at a time.", number=2)
NUMBERS = count()
PROOF = Requirement(Kind.PROOF, "ck-08", "So that the contract names the right body.")


def attach(market: Market, tender: str, name: str = "图.pdf", who: str = "drafter") -> str:
    number = next(NUMBERS)
    with market.acting(who) as uow:
        stored = StoredFile(name, "application/pdf", 9, f"{number:064d}", f"file{number}")
        return drafting.attach(uow, tender, stored).ref


def notices(market: Market, tender: str) -> list[str]:
    with market.house.reading() as session:
        query = select(JournalEntry).where(JournalEntry.action == "tender:notice", JournalEntry.object_ref == tender)
        return [entry.data["sha256"] for entry in session.scalars(query.order_by(JournalEntry.seq))]


def test_requirements_are_drafted_corrected_and_published(market: Market) -> None:
    ref = market.draft(conditions=(PROOF,))
    with market.acting("drafter") as uow:
        tenders.edit(
            uow, ref, market.refs["line"], terms(conditions=(ENGINEERS, PROOF)), market.get(Tender, ref).version
        )
    assert requirements.read(market.get(Tender, ref).conditions) == (ENGINEERS, PROOF)


def test_a_requirement_without_a_reason_is_refused(market: Market) -> None:
    silent = Requirement(Kind.OTHER, "A boat", "")
    with pytest.raises(Invalid) as refused:
        market.draft(conditions=(PROOF, silent))
    assert set(refused.value.fields) == {"conditions-1-justification"}


def test_a_corrigendum_changes_them_and_the_journal_knows_each_state(market: Market) -> None:
    ref = market.published(conditions=(ENGINEERS,))
    tender = market.get(Tender, ref)
    with market.acting("approver") as uow:
        change = Amendment(tender.description, "", tender.service_days, (PROOF,))
        tenders.amend(uow, ref, "Two were too many.", tender.version, change)
    assert requirements.read(market.get(Tender, ref).conditions) == (PROOF,)
    with market.house.reading() as session:
        [amendment] = queries.amendments(session, tender.id)
    assert amendment.changes == [
        {"field": "conditions", "before": [ENGINEERS.as_json()], "after": [PROOF.as_json()]},
    ]
    first, second = notices(market, ref)
    assert first != second


def test_a_corrigendum_that_does_not_speak_of_them_leaves_them(market: Market) -> None:
    ref = market.published(conditions=(ENGINEERS,))
    tender = market.get(Tender, ref)
    with market.acting("approver") as uow:
        tenders.amend(uow, ref, "Clearer.", tender.version, Amendment("Other", "", tender.service_days))
    assert requirements.read(market.get(Tender, ref).conditions) == (ENGINEERS,)


def test_files_are_the_departments_until_published_and_then_everybodys(market: Market) -> None:
    ref = market.draft()
    document = attach(market, ref)
    with market.house.reading() as session:
        assert documents.by_ref(session, market.actor("approver"), document).filename == "图.pdf"
        for stranger in (ANYONE, market.actor("agency1"), market.actor("other_drafter")):
            with pytest.raises(NotFound):
                documents.by_ref(session, stranger, document)
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", tenders.publish)):
        with market.acting(name) as uow:
            step(uow, ref)
    with market.house.reading() as session:
        assert documents.by_ref(session, ANYONE, document).ref == document
    for change in (lambda: attach(market, ref), lambda: detach(market, ref, document)):
        with pytest.raises(Conflict):
            change()


def detach(market: Market, tender: str, document: str, who: str = "drafter") -> None:
    with market.acting(who) as uow:
        drafting.detach(uow, tender, document)


def test_a_foreign_department_touches_no_file(market: Market) -> None:
    ref = market.draft()
    document = attach(market, ref)
    with pytest.raises(NotFound):
        attach(market, ref, who="other_drafter")
    with pytest.raises(NotFound):
        detach(market, ref, document, who="other_drafter")
    with pytest.raises(NotFound):
        detach(market, market.draft(), document)
    detach(market, ref, document)
    with market.house.reading() as session:
        assert attachments.of_tender(session, market.get(Tender, ref).id) == []


def test_who_attached_a_file_does_not_approve_it(market: Market) -> None:
    ref = market.draft()
    attach(market, ref)
    assert market.get(Tender, ref).authors == [market.users["drafter"]]
    for _ in range(MAX_ATTACHMENTS - 1):
        attach(market, ref)
    with pytest.raises(Conflict, match="at most"):
        attach(market, ref)


def test_a_tender_that_is_issued_again_keeps_requirements_and_files(market: Market) -> None:
    ref = market.draft(conditions=(ENGINEERS,))
    document = attach(market, ref)
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", tenders.publish)):
        with market.acting(name) as uow:
            step(uow, ref)
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    with market.acting("drafter") as uow:
        again = tenders.reissue(uow, ref)
    assert requirements.read(again.conditions) == (ENGINEERS,)
    with market.house.reading() as session:
        assert [each.ref for each in attachments.of_tender(session, again.id)] == [document]


def keep(market: Market, seen: int, title: str, who: str = "drafter") -> int:
    with market.acting(who) as uow:
        return drafting.keep(uow, market.refs["department"], ITEM, {"title": title}, seen).number


def test_what_was_typed_is_its_persons_alone_and_newer_text_is_not_overwritten(market: Market) -> None:
    assert keep(market, 0, "Half") == 1
    assert keep(market, 1, "Half a title") == 2
    for seen in (0, 1, 3):
        with pytest.raises(Conflict, match="another window"):
            keep(market, seen, "Stale")
    with market.house.reading() as session:
        found = drafting.sketch(session, market.actor("drafter"), ITEM)
        assert found is not None
        assert found.fields == {"title": "Half a title"}
        for other in (ANYONE, market.actor("approver"), market.actor("other_drafter"), market.actor("operator")):
            assert drafting.sketch(session, other, ITEM) is None
    with pytest.raises(Invalid):
        keep(market, 2, "x" * MAX_TYPED)
    with market.acting("drafter") as uow:
        drafting.forget(uow, market.refs["department"], ITEM)
    assert keep(market, 0, "Anew") == 1
