"""Texts, lifecycles, chance, actors, clock, outbox: each does the one thing it is for."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum

import pytest
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from marketplace.kernel import outbox
from marketplace.kernel.actor import ANYONE, PLATFORM, Actor, Role, Seat
from marketplace.kernel.clock import MovableClock, SystemClock
from marketplace.kernel.database import UtcDateTime
from marketplace.kernel.entropy import SeededEntropy, SystemEntropy, readable_code
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.i18n import Text, from_json, mark
from marketplace.kernel.lifecycle import Lifecycle
from marketplace.kernel.money import Money
from marketplace.kernel.outbox import OutboxEntry
from marketplace.providers import Providers
from tests.clock import MONDAY


class Light(StrEnum):
    RED = "red"
    GREEN = "green"
    BROKEN = "broken"


LIGHT = Lifecycle(
    "light",
    Light.RED,
    {(Light.RED, "go"): Light.GREEN, (Light.GREEN, "stop"): Light.RED, (Light.GREEN, "crash"): Light.BROKEN},
    {Light.RED: mark("Wait."), Light.GREEN: mark("Go."), Light.BROKEN: mark("It is broken.")},
)


def test_a_lifecycle_takes_its_own_steps_only() -> None:
    assert LIGHT.after(Light.RED, "go") is Light.GREEN
    assert LIGHT.allows(Light.GREEN, "stop")
    assert not LIGHT.allows(Light.BROKEN, "go")
    with pytest.raises(Conflict, match="It is broken"):
        LIGHT.after(Light.BROKEN, "go")
    assert LIGHT.mermaid().splitlines() == [
        "stateDiagram-v2",
        "    [*] --> red",
        "    red --> green: go",
        "    green --> red: stop",
        "    green --> broken: crash",
        "    broken --> [*]",
    ]


def test_a_marked_text_survives_storage() -> None:
    text = mark("Up to %(cap)s for %(count)s", cap=Money(100), count=3)
    assert str(text) == "Up to 1.00 CNY for 3"
    assert text.as_json() == {"text": "Up to %(cap)s for %(count)s", "params": {"cap": "1.00 CNY", "count": 3}}
    assert str(from_json(text.as_json())) == str(text)
    assert str(Text("100%")) == "100%"


def test_refusals_always_say_something() -> None:
    assert str(NotFound())
    assert str(NotPermitted())
    assert str(Invalid()) == "Some answers need to be corrected."
    assert str(Invalid(fields={"price": mark("Too high.")})) == "Too high."


def test_chance_is_seeded_for_tests_and_true_otherwise() -> None:
    assert [SeededEntropy("a").token(8) for _ in range(2)] == [SeededEntropy("a").token(8)] * 2
    once = SeededEntropy("a")
    assert once.token(8) != once.token(8)
    assert SystemEntropy().token(32) != SystemEntropy().token(32)
    assert set(readable_code(SystemEntropy(), 200)).isdisjoint("01ILOU")


def test_seats() -> None:
    actor = Actor(1, frozenset({Seat(7, Role.DRAFTER), Seat(8, Role.APPROVER)}))
    assert actor.sits(7)
    assert actor.sits(7, Role.DRAFTER)
    assert not actor.sits(7, Role.APPROVER)
    assert not actor.sits(None)
    assert actor.has(Role.APPROVER)
    assert actor.organisations() == {7, 8}
    assert actor.organisations(Role.DRAFTER) == {7}
    assert not ANYONE.seats
    assert PLATFORM.is_platform


def test_a_naive_time_is_never_stored() -> None:
    engine = create_engine("sqlite://")
    with pytest.raises(ValueError, match="naive"):
        UtcDateTime().process_bind_param(MONDAY.replace(tzinfo=None), engine.dialect)
    assert UtcDateTime().process_bind_param(None, engine.dialect) is None


def test_the_system_clock_never_goes_behind_the_journal(house: Providers) -> None:
    future = datetime.now(UTC) + timedelta(days=1)  # noqa: TID251 - compared with the machine's own clock
    with house.writing(PLATFORM) as uow:
        uow._transaction._now = future  # noqa: SLF001 - a machine whose clock was set back afterwards
        uow.record("test", outbox_entry_like())
    with house.reading() as session:
        now = SystemClock().now(session)
        assert now == future or session.get_bind().dialect.name == "postgresql"
        assert now.tzinfo is not None


def outbox_entry_like() -> object:
    class Thing:
        ref = "thing"

    return Thing()


def test_the_demos_clock_moves_forward_only_for_everybody(house: Providers) -> None:
    clock = MovableClock()
    with Session(house.engine) as session:
        target = clock.now(session) + timedelta(days=3)
        clock.move(session, target)
        session.commit()
    with Session(house.engine) as other:
        assert MovableClock().now(other) >= target
        with pytest.raises(Invalid, match="forward"):
            clock.move(other, target - timedelta(days=1))


def test_an_outbox_entry_waits_longer_after_each_failure_and_dies_at_last(house: Providers) -> None:
    with house.writing(PLATFORM) as uow:
        outbox.put(uow.session, "job", {"x": 1}, MONDAY)
    with Session(house.engine) as session:
        entry = outbox.due(session, MONDAY)
        assert entry is not None
        outbox.failed(entry, "first", MONDAY)
        session.flush()
        assert outbox.due(session, MONDAY) is None
        assert outbox.due(session, MONDAY + outbox.FIRST_WAIT) is entry
        for _ in range(outbox.MAX_ATTEMPTS - 1):
            outbox.failed(entry, "again", MONDAY)
        session.flush()
        assert entry.dead_at == MONDAY
        assert outbox.due(session, MONDAY + timedelta(days=365)) is None
        assert session.scalars(select(OutboxEntry)).one().fault == "again"
