"""A rebuild goes on where it was interrupted, and several indexers leave what was committed last."""

import os
import signal
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from marketplace.domain.organisations.models import Organisation
from marketplace.domain.search import indexing
from marketplace.domain.search.documents import SOURCES
from marketplace.domain.search.ledger import Ledger
from marketplace.domain.search.ports import Kind, SearchDocument, SearchEngine
from marketplace.kernel.actor import PLATFORM
from tests.domain.market import Market
from tests.searching import faults, found, rebuild

KILLED_AFTER = 20


class Counting:
    """An engine that remembers how many documents it was given."""

    def __init__(self, engine: SearchEngine) -> None:
        self.engine = engine
        self.lots: list[int] = []

    @property
    def given(self) -> int:
        """All lots together."""
        return sum(self.lots)

    def put(self, documents: Iterable[SearchDocument]) -> None:
        wanted = list(documents)
        self.lots.append(len(wanted))
        self.engine.put(wanted)

    def __getattr__(self, name: str) -> object:
        return getattr(self.engine, name)


def count(market: Market) -> int:
    with market.house.reading() as session:
        return indexing.count(session)


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_rebuild_that_was_killed_goes_on_where_it_was(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(indexing, "BATCH", 5)
    monkeypatch.setattr(indexing, "HANDED_OVER", 1)
    engine = market.house.search.engine
    market.house.engine.dispose()
    child = os.fork()
    if child == 0:
        done = 0

        def die(more: int) -> None:
            nonlocal done
            done += more
            if done >= KILLED_AFTER:
                os.kill(os.getpid(), signal.SIGKILL)

        indexing.rebuild(market.house.looking, engine, die)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL
    held = sum(1 for kind in Kind for _ in engine.digests(kind))
    assert KILLED_AFTER <= held < count(market)
    counting = Counting(engine)
    assert indexing.rebuild(market.house.looking, counting, lambda _done: None) == count(market)  # type: ignore[arg-type]
    assert counting.given == count(market) - held, "what was there is not put again"
    assert faults(market.house) == []


def test_a_fresh_rebuild_or_one_of_another_analysis_begins_from_nothing(market: Market) -> None:
    rebuild(market.house)
    counting = Counting(market.house.search.engine)
    progress: list[int] = []
    indexing.rebuild(market.house.looking, counting, progress.append, fresh=True)  # type: ignore[arg-type]
    assert counting.given == count(market)
    assert sum(progress) == 2 * count(market)
    stale = Counting(market.house.search.engine)
    stale.is_current = lambda: False  # type: ignore[attr-defined]
    assert list(indexing.faults(market.house.looking, stale)) == [  # type: ignore[arg-type]
        "the index was made by another analysis of texts: rebuild it"
    ]
    indexing.rebuild(market.house.looking, stale, lambda _done: None)  # type: ignore[arg-type]
    assert stale.given == count(market)


def test_a_rebuild_hands_over_large_lots_and_nothing_where_nothing_is_wrong(
    market: Market, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(indexing, "BATCH", 2)
    monkeypatch.setattr(indexing, "HANDED_OVER", 5)
    engine = Counting(market.house.search.engine)
    indexing.rebuild(market.house.looking, engine, lambda _done: None)  # type: ignore[arg-type]
    kinds = Counter(kind for kind in Kind for _ in engine.engine.digests(kind))
    # Three batches are more than five documents; what is left of a kind is a lot of its own.
    assert engine.lots == [lot for kind in SOURCES for lot in [*[6] * (kinds[kind] // 6), kinds[kind] % 6] if lot]
    assert max(kinds.values()) > 6, "so that a kind has several lots"
    engine.lots = []
    indexing.rebuild(market.house.looking, engine, lambda _done: None)  # type: ignore[arg-type]
    assert engine.lots == []


def test_what_stops_being_public_during_a_rebuild_is_not_left_in_it(market: Market) -> None:
    rebuild(market.house)
    done, whole = 0, count(market)

    def progress(more: int) -> None:
        nonlocal done
        before, done = done, done + more
        if before < whole <= done:
            with market.house.writing(PLATFORM) as uow:
                left = update(Organisation).where(Organisation.ref == market.refs["agency1"]).values(state="RETURNED")
                uow.session.execute(left)

    indexing.rebuild(market.house.looking, market.house.search.engine, progress)
    assert market.refs["agency1"] not in dict(market.house.search.engine.digests(Kind.PROVIDER))
    assert faults(market.house) == []


def rename(market: Market, name: str) -> None:
    with market.house.writing(PLATFORM) as uow:
        uow.session.execute(update(Organisation).where(Organisation.ref == market.refs["agency1"]).values(name=name))


class Overtaken(Counting):
    """Before its first document stands in the index, the agency gets another name and another indexer is quicker."""

    def __init__(self, market: Market) -> None:
        super().__init__(market.house.search.engine)
        self.market = market

    def put(self, documents: Iterable[SearchDocument]) -> None:
        if not self.given:
            rename(self.market, "快乐鸟")
            indexing.refresh(self.market.house.looking, self.engine, concerned(self.market))
        super().put(documents)


def concerned(market: Market) -> dict[Kind, Collection[int]]:
    return {Kind.PROVIDER: [market.organisation_id("agency1")]}


def test_an_indexer_that_was_overtaken_leaves_the_newest(market: Market) -> None:
    rename(market, "沉睡鸟")
    indexing.refresh(market.house.looking, Overtaken(market), concerned(market))  # type: ignore[arg-type]
    assert found(market.house, Kind.PROVIDER, "快乐鸟") == [market.refs["agency1"]]
    assert found(market.house, Kind.PROVIDER, "沉睡") == []


def test_what_becomes_public_during_a_survey_is_not_too_much(market: Market) -> None:
    rebuild(market.house)
    ref = market.refs["agency1"]

    @contextmanager
    def looking() -> Iterator[tuple[Session, datetime]]:
        with market.house.looking() as (session, now):
            if next(turns) == 0:
                session.execute(update(Organisation).where(Organisation.ref == ref).values(state="RETURNED"))
            yield session, now

    turns = iter(range(1000))
    found = list(indexing.survey(looking, market.house.search.engine, Kind.PROVIDER))
    assert sum(difference.documents for difference in found) == 2
    assert [key for difference in found for key in difference.extra] == []


def test_a_ledger_ticks_off_and_keeps_the_rest() -> None:
    with closing(Ledger([("a", "1"), ("b", "2"), ("c", "3")])) as ledger:
        assert ledger.tick_off(["b", "x"]) == {"b": "2"}
        assert ledger.tick_off(["b"]) == {}
        assert list(ledger.left(1)) == [{"a": "1"}, {"c": "3"}]
        assert ledger.tick_off([]) == {}
