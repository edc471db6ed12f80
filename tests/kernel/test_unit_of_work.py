"""One actor, one instant, one transaction."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import event, func, select, text

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.kernel import journal
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.errors import Conflict
from marketplace.kernel.journal import JournalEntry
from marketplace.providers import Providers


def organisation(ref: str) -> Organisation:
    return Organisation(
        ref=ref,
        kind=OrganisationKind.AGENCY,
        state=OrganisationState.ACTIVE,
        credit_code=f"code-{ref}"[:18],
        name=ref,
        legal_form="company",
        legal_representative="A",
        contact_name="A",
        contact_phone="13800000000",
        contact_email="a@example.org",
        submitted_at=datetime(2026, 3, 2, tzinfo=UTC),
    )


def test_the_journal_is_written_in_the_acts_own_transaction_and_chained(house: Providers) -> None:
    for name in ("one", "two"):
        with house.writing(PLATFORM) as uow:
            uow.record("organisation:register", uow.add(organisation(name)), name="甲")
    with house.reading() as session:
        assert [entry.seq for entry in session.scalars(select(JournalEntry).order_by(JournalEntry.seq))] == [1, 2]
        assert list(journal.faults(session)) == []


def test_a_failed_act_leaves_no_trace(house: Providers) -> None:
    def half_an_act() -> None:
        with house.writing(PLATFORM) as uow:
            uow.record("organisation:register", uow.add(organisation("one")))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_an_act()
    with house.reading() as session:
        assert session.scalar(select(func.count(Organisation.id))) == 0
        assert session.scalar(select(func.count(JournalEntry.seq))) == 0


def test_a_broken_constraint_is_a_conflict(house: Providers) -> None:
    with house.writing(PLATFORM) as uow:
        uow.add(organisation("one"))
    with pytest.raises(Conflict), house.writing(PLATFORM) as uow:
        uow.add(organisation("one"))


def test_a_row_put_by_a_plain_statement_is_the_same_row(house: Providers) -> None:
    with house.writing(PLATFORM) as uow:
        put, added = uow.put(organisation("one")), uow.add(organisation("two"))
        assert put.id != added.id
        assert put not in uow.session
    with house.reading() as session:
        one, two = session.scalars(select(Organisation).order_by(Organisation.ref)).all()
        assert one.id == put.id
        differs = {"id", "ref", "name", "credit_code"}
        for name in {column.key for column in Organisation.__mapper__.column_attrs} - differs:
            assert getattr(one, name) == getattr(two, name), name


def test_a_broken_constraint_of_a_plain_statement_is_a_conflict_too(house: Providers) -> None:
    with house.writing(PLATFORM) as uow:
        uow.put(organisation("one"))
    with pytest.raises(Conflict), house.writing(PLATFORM) as uow:
        uow.put(organisation("one"))


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE journal SET object_ref = 'else' WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 2",
        "DELETE FROM journal WHERE seq = 3",
        "UPDATE journal_head SET seq = 2",
    ],
)
def test_tampering_with_the_journal_is_found(house: Providers, tampering: str) -> None:
    with house.writing(PLATFORM) as uow:
        for name in ("one", "two", "three"):
            uow.record("organisation:register", uow.add(organisation(name)))
    with house.engine.begin() as connection:
        connection.execute(text(tampering))
    with house.reading() as session:
        assert list(journal.faults(session))


def test_a_claim_leaves_the_key_alone_so_that_pointing_rows_never_wait(house: Providers) -> None:
    with house.writing(PLATFORM) as uow:
        uow.add(organisation("one"))
    said: list[str] = []
    event.listen(house.engine, "before_cursor_execute", lambda *call: said.append(call[2]))
    with house.writing(PLATFORM) as uow:
        found = uow.claim(Organisation, "one", "organisation:pass_on_timeout")
        uow.lock(Organisation, found.id)
    locking = [statement for statement in said if " FOR " in statement]
    if house.engine.dialect.name == "postgresql":
        assert len(locking) == 2
        assert all("FOR NO KEY UPDATE" in statement for statement in locking)
    else:
        assert locking == []
