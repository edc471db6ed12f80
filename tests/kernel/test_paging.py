"""A list is whole and in order however one walks through it, and a deep page reads no more than the first."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.orm import Session

from marketplace.kernel.paging import FRESH, Place, Walk
from tests.databases import Template

SIZE = 3
names = Table(
    "names", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(9)), Column("kept", Integer)
)
WALKS = {
    descending: Walk(select(names.c.id, names.c.name), names.c.kept == 1, (names.c.name,), SIZE, descending=descending)
    for descending in (False, True)
}


@pytest.fixture
def session(database: Template) -> Iterator[Session]:
    with database.fresh() as url:
        engine = create_engine(url)
        names.create(engine)
        with Session(engine) as session:
            yield session
        engine.dispose()


def _filled(session: Session, rows: list[tuple[str, bool]], *, descending: bool) -> list[int]:
    """The keys that are listed, in their order."""
    session.execute(names.delete())
    for number, (name, kept) in enumerate(rows, 1):
        session.execute(names.insert(), {"id": number, "name": name, "kept": int(kept)})
    listed = [(name, number) for number, (name, kept) in enumerate(rows, 1) if kept]
    return [number for _name, number in sorted(listed, reverse=descending)]


@pytest.mark.parametrize("descending", [False, True])
def test_every_way_through_a_list_shows_it_whole(session: Session, descending: bool) -> None:
    for length in (0, 1, 2, 3, 4, 6, 7, 11):
        rows = [("abc"[number % 3], number % 5 != 4) for number in range(length)]
        wanted = _filled(session, rows, descending=descending)
        assert list(_ways(session, WALKS[descending], len(wanted))) == [wanted] * 3


def _ways(session: Session, walk: Walk, total: int) -> Iterator[list[int]]:
    """By number, onwards from each last row, backwards from each first row."""

    def read(page: int, after: int = 0, before: int = 0) -> list[int]:
        return [row.id for row in walk.read(session, Place(page, after, before), lambda: total)]

    pages = -(-total // SIZE)
    yield [row for page in range(1, pages + 1) for row in read(page)]
    assert read(pages + 1) == read(pages + 9) == []
    shown = [read(1)]
    for page in range(2, pages + 1):
        shown.append(read(page, after=shown[-1][-1]))
    yield [row for rows in shown for row in rows]
    shown = shown[-1:]
    for page in range(pages - 1, 0, -1):
        shown.insert(0, read(page, before=shown[0][0]))
    yield [row for rows in shown for row in rows]


def test_a_row_that_is_gone_leads_to_the_page_of_that_number(session: Session) -> None:
    wanted = _filled(session, [("a", True)] * 8, descending=False)
    found = WALKS[False].read(session, Place(2, after=99), lambda: len(wanted))
    assert [row.id for row in found] == wanted[SIZE : 2 * SIZE]
    assert WALKS[False].read(session, Place(9, after=99), lambda: len(wanted)) == ()


def test_a_row_that_is_no_longer_listed_still_tells_its_place(session: Session) -> None:
    _filled(session, [("a", True), ("b", False), ("c", True)], descending=False)
    assert [row.id for row in WALKS[False].read(session, Place(2, after=2), lambda: 2)] == [3]


PAGES = 7


@pytest.fixture(params=[False, True])
def far(request: pytest.FixtureRequest, session: Session) -> tuple[Walk, list[int], list[datetime]]:
    """A walk that remembers every fourth row, the keys in its order, and the time that it is."""
    now = [datetime(2026, 6, 1, tzinfo=UTC)]
    walk = Walk(
        select(names.c.id, names.c.name),
        names.c.kept == 1,
        (names.c.name,),
        SIZE,
        descending=request.param,
        stride=4,
        wall=lambda: now[0],
    )
    rows = [("abcdefg"[number % 7], number % 6 != 5) for number in range(PAGES * SIZE + 4)]
    return walk, _filled(session, rows, descending=request.param), now


def test_pages_by_their_number_are_whole_in_any_order(
    session: Session, far: tuple[Walk, list[int], list[datetime]]
) -> None:
    walk, wanted, _now = far
    for page in (5, 2, 7, 1, 6, 3, 4, 9, 5):
        found = [row.id for row in walk.read(session, Place(page), lambda: len(wanted))]
        assert found == wanted[(page - 1) * SIZE : page * SIZE]


def test_a_remembered_place_stands_though_its_row_leaves_or_is_called_otherwise(
    session: Session, far: tuple[Walk, list[int], list[datetime]]
) -> None:
    walk, wanted, now = far

    def read(page: int) -> list[int]:
        return [row.id for row in walk.read(session, Place(page), lambda: len(wanted))]

    read(4)
    session.execute(names.update().where(names.c.id == wanted[3]).values(kept=0))
    session.execute(names.update().where(names.c.id == wanted[7]).values(name="zz"))
    assert read(4) == wanted[9:12], "the place of the eighth row is where it was"
    now[0] += FRESH
    assert read(4) != wanted[9:12], "counted anew, the list is shorter by a row"


def test_a_list_that_has_become_shorter_than_was_counted_ends(
    session: Session, far: tuple[Walk, list[int], list[datetime]]
) -> None:
    walk, _wanted, _now = far
    session.execute(names.delete())
    assert list(walk.read(session, Place(4), lambda: 30)) == []
