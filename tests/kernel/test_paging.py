"""A list is whole and in order however one walks through it, and a deep page reads no more than the first."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select
from sqlalchemy.orm import Session

from marketplace.kernel.paging import Place, Walk
from tests.databases import Template

SIZE = 3
names = Table(
    "names", MetaData(), Column("id", Integer, primary_key=True), Column("name", String(9)), Column("kept", Integer)
)
WALKS = {
    descending: Walk(
        select(names.c.id, names.c.name), names, names.c.kept == 1, (names.c.name,), size=SIZE, descending=descending
    )
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
    walk = WALKS[descending]
    for length in (0, 1, 2, 3, 4, 6, 7, 11):
        rows = [("abc"[number % 3], number % 5 != 4) for number in range(length)]
        wanted = _filled(session, rows, descending=descending)
        total = len(wanted)
        pages = max(1, -(-total // SIZE))
        by_number = [row.id for page in range(1, pages + 1) for row in walk.read(session, Place(page), lambda: total)]
        assert by_number == wanted
        assert walk.read(session, Place(pages + 1), lambda: total) == ()
        shown = walk.read(session, Place(), lambda: total)
        onwards = [row.id for row in shown]
        page = 1
        while len(shown) == SIZE and (after := walk.read(session, Place(page + 1, after=shown[-1].id), lambda: total)):
            shown, page = after, page + 1
            onwards += [row.id for row in shown]
        assert onwards == wanted
        backwards = [row.id for row in shown]
        while page > 1:
            page -= 1
            shown = walk.read(session, Place(page, before=shown[0].id), lambda: total)
            backwards = [row.id for row in shown] + backwards
        assert backwards == wanted


def test_a_row_that_is_gone_leads_to_the_page_of_that_number(session: Session) -> None:
    wanted = _filled(session, [("a", True)] * 8, descending=False)
    found = WALKS[False].read(session, Place(2, after=99), lambda: len(wanted))
    assert [row.id for row in found] == wanted[SIZE : 2 * SIZE]
    assert WALKS[False].read(session, Place(9, after=99), lambda: len(wanted)) == ()


def test_a_row_that_is_no_longer_listed_still_tells_its_place(session: Session) -> None:
    _filled(session, [("a", True), ("b", False), ("c", True)], descending=False)
    assert [row.id for row in WALKS[False].read(session, Place(2, after=2), lambda: 2)] == [3]
