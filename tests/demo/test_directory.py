"""The directory over the whole demonstration: after all its events every record is what one built anew would be."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Connection, delete, select

from marketplace.demo import load
from marketplace.demo.scenes import Size
from marketplace.demo.settlement import Secrets
from marketplace.demo.story import Story
from marketplace.domain.directory import queries
from marketplace.jobs import directory
from marketplace.kernel.actor import Actor
from marketplace.kernel.outbox import OutboxEntry
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.providers import Providers
from marketplace.wiring import SUBSCRIPTIONS
from tests.demo.conftest import Instance

JOB = "refresh_directory"
HEARD = {event: (JOB,) for event, jobs in SUBSCRIPTIONS.items() if JOB in jobs}


class Heard(Providers):
    """After each act the records follow what it told, as the worker would have them do."""

    @contextmanager
    def writing(self, actor: Actor, request_id: str | None = None) -> Iterator[UnitOfWork]:
        with super().writing(actor, request_id) as uow:
            yield uow
        with self.reading() as session:
            told = session.scalars(select(OutboxEntry.payload).where(OutboxEntry.job == JOB)).all()
        if told:
            with super().writing(actor) as uow:
                uow.session.execute(delete(OutboxEntry).where(OutboxEntry.job == JOB))
        for payload in told:
            directory.refresh(self, payload)


def faults_after_all_events(instance: Instance, monkeypatch: pytest.MonkeyPatch, heard: dict[Any, Any]) -> list[str]:
    """Tell the story with the jobs of its events, and compare."""
    begin = Story.on.__func__  # type: ignore[attr-defined]

    def on(cls: type[Story], connection: Connection, house: Providers) -> Story:
        story: Story = begin(cls, connection, house)
        values = {name: getattr(story.house, name) for name in Providers.__dataclass_fields__}
        story.house = Heard(**values | {"subscriptions": heard})
        return story

    monkeypatch.setattr(Story, "on", classmethod(on))
    monkeypatch.setattr(directory, "rebuild", lambda *_: None)
    house = instance.house.providers
    load.load(house, Size.SMALL, Secrets(password_hash="x", encrypted_totp=lambda key: key))
    with house.reading() as session:
        return list(queries.faults(session, house.clock.now(session)))


def test_after_all_events_every_record_is_as_if_built_anew(empty: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    found = faults_after_all_events(empty, monkeypatch, HEARD)
    assert [fault for fault in found if "has no market" not in fault] == [], "services nobody deals in have no market"


def test_the_loaded_demonstration_agrees_and_a_changed_record_is_found(small: Instance) -> None:
    result = small.run("directory", "check")
    assert (result.exit_code, result.stdout) == (0, "every record says what the other tables say\n"), result.stderr
    first = "(SELECT min(organisation_id) FROM provider_record)"
    small.tamper(f"UPDATE provider_record SET awards = awards + 1 WHERE organisation_id = {first}")  # noqa: S608
    result = small.run("directory", "check")
    assert result.exit_code == 1
    assert "differs in awards" in result.stderr
    result = small.run("directory", "rebuild")
    assert result.exit_code == 0
    assert "go on with --after" in result.stderr
    assert small.run("directory", "check").exit_code == 0


def test_a_rebuild_goes_on_behind_a_number(small: Instance) -> None:
    result = small.run("directory", "rebuild", "--after", "999999")
    assert result.stdout.startswith("0 providers")
