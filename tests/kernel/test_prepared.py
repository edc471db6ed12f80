"""A question of the driver itself gives what a session would."""

import gc
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, create_engine, func, literal, select
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.orm import Session

from marketplace.domain.calendar.models import CalendarDay
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.kernel.prepared import _OWN, ask, rows
from tests.domain.conftest import market as market  # noqa: PLC0414 - the fixture
from tests.domain.market import Market

OF_KIND = (
    select(Organisation.id, Organisation.slug)
    .where(Organisation.kind == OrganisationKind.AGENCY, Organisation.id >= bindparam("least"))
    .order_by(Organisation.id)
)
OF_DAY = select(CalendarDay.is_workday).where(CalendarDay.date == bindparam("on"))


def test_values_of_the_statement_and_those_handed_in_are_both_sent(market: Market) -> None:
    least = market.organisation_id("agency2")
    found = ask(market.house.engine, OF_KIND, {"least": least})
    assert [tuple(row) for row in found] == [(least, "agency2"), (least + 1, "agency3")]
    assert ask(market.house.engine, OF_KIND, {"least": 10**6}) == []


def test_days_are_sent_as_each_database_keeps_them(market: Market) -> None:
    [row] = ask(market.house.engine, OF_DAY, {"on": date(2026, 1, 1)})
    assert not row[0]


def test_what_is_not_committed_is_not_seen_and_the_connection_goes_back(market: Market) -> None:
    for _ in range(50):
        ask(market.house.engine, OF_KIND, {"least": 0})
    with market.acting("platform") as uow:
        uow.session.get_one(Organisation, market.organisation_id("agency3")).slug = "heron"
        uow.flush()
        assert "heron" not in [row[1] for row in ask(market.house.engine, OF_KIND, {"least": 0})]
    assert "heron" in [row[1] for row in ask(market.house.engine, OF_KIND, {"least": 0})]


STATES = (
    select(Organisation.id, Organisation.slug, Organisation.state, Organisation.decided_at, Organisation.id)
    .where(
        Organisation.state.in_([OrganisationState.ACTIVE, OrganisationState.WITHDRAWN]),
        Organisation.slug == bindparam("slug"),
    )
    .order_by(Organisation.id)
)


def test_rows_are_what_a_session_gives(market: Market) -> None:
    with market.house.reading() as session:
        [plain] = rows(session, STATES, {"slug": "agency2"})
        assert tuple(plain) == tuple(session.execute(STATES, {"slug": "agency2"}).one())
        assert (plain.id, plain.slug, plain.state) == (
            market.organisation_id("agency2"),
            "agency2",
            OrganisationState.ACTIVE,
        )
        assert plain.decided_at.tzinfo is UTC
        assert rows(session, STATES, {"slug": "nobody"}) == []


def test_a_session_that_has_not_begun_stays_so_and_one_that_has_is_asked_itself(market: Market) -> None:
    with Session(market.house.engine) as session:
        assert rows(session, STATES, {"slug": "agency2"})
        assert not session.in_transaction()
    with market.acting("platform") as uow:
        uow.session.get_one(Organisation, market.organisation_id("agency3")).slug = "heron"
        uow.flush()
        assert [row.slug for row in rows(uow.session, STATES, {"slug": "heron"})] == ["heron"]


def test_what_the_driver_raises_comes_as_sqlalchemy_raises_it(market: Market) -> None:
    with Session(market.house.engine) as session, pytest.raises(SQLAlchemyError):
        rows(session, select(func.no_such_function()), {})


def test_a_database_that_is_not_there_is_sqlalchemys_error_too(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/none/one.sqlite", "postgresql+psycopg://nobody@127.0.0.1:1/none"):
        with pytest.raises(OperationalError):
            ask(create_engine(url), select(literal(1).label("one")), {})


def test_an_error_of_a_later_row_is_sqlalchemys_too(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/one.sqlite")
    rising = func.json_each("[1, -9223372036854775808]").table_valued("value")
    with pytest.raises(OperationalError), Session(engine) as session:
        rows(session, select(func.abs(rising.c.value).label("size")), {})


def test_single_questions_share_a_connection_that_holds_nothing_back(market: Market) -> None:
    engine = market.house.engine
    found: list[list[tuple[Any, ...]]] = []
    for _ in range(3):
        found.append(ask(engine, OF_KIND, {"least": 0}))
        with market.acting("platform") as uow:  # whoever writes is not kept waiting by what was asked
            uow.session.get_one(Organisation, market.organisation_id("agency3")).slug = f"heron{len(found)}"
    assert [answer[-1][1] for answer in found] == ["agency3", "heron1", "heron2"]


def test_each_thread_asks_for_itself(market: Market) -> None:
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: ask(market.house.engine, OF_KIND, {"least": 0}), range(40)))
    assert all(answer == answers[0] for answer in answers)


def test_the_connection_goes_with_its_engine(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path}/one.sqlite")
    assert ask(engine, select(literal(1).label("one")), {}) == [(1,)]
    connection = _OWN.kept[engine].connection
    del engine
    gc.collect()
    with pytest.raises(sqlite3.ProgrammingError):
        connection.cursor()
