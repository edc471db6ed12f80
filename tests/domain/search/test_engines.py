"""When it is time for another engine, it is said."""

import pytest

from marketplace.domain.search import engines, health
from marketplace.domain.search.engines import WHOOSH_DOCUMENTS, EngineName, Situation
from marketplace.kernel import heartbeat
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.heartbeat import Machine, Node
from tests.domain.market import Market
from tests.searching import rebuild


@pytest.mark.parametrize(
    ("engine", "documents", "machines", "is_current", "said"),
    [
        (EngineName.WHOOSH, 39_999, 1, True, []),
        (EngineName.WHOOSH, 40_000, 1, True, ["40000"]),
        (EngineName.TANTIVY, 40_000_000, 1, True, []),
        (EngineName.TANTIVY, 10, 2, True, ["2 serve this market"]),
        (EngineName.POSTGRES, 40_000_000, 9, True, []),
        (EngineName.WHOOSH, WHOOSH_DOCUMENTS, 2, False, ["another analysis", "2 serve", "50000"]),
    ],
)
def test_advice(engine: EngineName, documents: int, machines: int, is_current: bool, said: list[str]) -> None:
    found = [str(text) for text in engines.advice(Situation(engine, documents, machines, is_current))]
    assert len(found) == len(said)
    assert all(part in text for part, text in zip(said, found, strict=True))


def test_machines_of_the_last_minute_are_counted(market: Market) -> None:
    desk = market.house.search
    count = rebuild(market.house)
    assert health.held(desk) == count
    with market.house.looking() as (session, now):
        assert list(health.advice(session, desk, now)) == []
    with market.house.writing(PLATFORM) as uow:
        for boot in ("one", "two"):
            heartbeat.beat(uow.session, Node.WEB, Machine(boot, lambda: 0), uow.now)
    with market.house.looking() as (session, now):
        [said] = health.advice(session, desk, now)
        assert "2 serve this market" in str(said)
        assert heartbeat.machines(session, now + heartbeat.PRESENT * 2) == 0
