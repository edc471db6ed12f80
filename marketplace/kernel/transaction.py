"""What the acts of one transaction share: a session, an instant, what is locked, and what is written at its end.

Most transactions have one act; of several that go together (`kernel.together`) each has its own `UnitOfWork`.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import insert, inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from marketplace.kernel import journal, outbox
from marketplace.kernel.clock import Clock
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark

AT_THE_SAME_MOMENT = mark("Someone else changed this at the same moment. Read it again and repeat.")


class Transaction:
    """One transaction on one session. `now` is read at its first use, which is after the first claim's lock."""

    def __init__(self, session: Session, clock: Clock, company: Sequence[str] = ()) -> None:
        self.session = session
        self.company = company
        """Whose acts these are, where several go together."""
        self.held: dict[tuple[type[Any], str], Any] = {}
        """What has been claimed, by model and reference: it is locked and needs no reading again."""
        self.known: dict[Hashable, Any] = {}
        """What was found out once (`UnitOfWork.once`)."""
        self._clock = clock
        self._now: datetime | None = None
        self._jobs: list[outbox.Job] = []
        self._last: dict[type[Any], list[_Last]] = defaultdict(list)

    @property
    def now(self) -> datetime:
        """The instant everything in it counts as, in UTC."""
        if self._now is None:
            self._now = self._clock.now(self.session)
        return self._now

    def flush(self) -> None:
        """Send what is pending, so that a constraint speaks now; raises Conflict when one does."""
        try:
            self.session.flush()
        except (IntegrityError, StaleDataError) as broken:
            raise Conflict(AT_THE_SAME_MOMENT) from broken

    def put(self, entity: object) -> None:
        """Insert a row by one plain statement and give `entity` its key; the session neither watches nor keeps it."""
        self.flush()
        row = _row_of(type(entity))
        try:
            key = self.session.connection().execute(row.insert, row.values(entity)).inserted_primary_key
        except IntegrityError as broken:
            raise Conflict(AT_THE_SAME_MOMENT) from broken
        row.identify(entity, key or ())

    def put_last(self, entity: object, **owners: object) -> None:
        """Insert a row at the end, with others of its kind; nobody needs its key before.

        `owners` are rows that are put before it, of another kind, by the column that shall have their key.
        """
        self._last[type(entity)].append(_Last(entity, owners))

    def queue(self, job: str, payload: dict[str, Any]) -> None:
        """Queue a job, to run after the commit."""
        self._jobs.append(outbox.Job(job, payload))

    def commit(self, chapters: Iterable[journal.Chapter]) -> None:
        """Write what comes last, the journal behind it, and commit; raises Conflict when a constraint speaks now."""
        self.flush()
        try:
            self._put_what_comes_last()
        except IntegrityError as broken:
            raise Conflict(AT_THE_SAME_MOMENT) from broken
        if self._jobs:
            outbox.put_all(self.session, self._jobs, self.now)
        if told := list(chapters):
            journal.append(self.session, told)
        self.flush()
        self.session.commit()

    def _put_what_comes_last(self) -> None:
        connection = self.session.connection()
        owners = {type(owner) for rows in self._last.values() for last in rows for owner in last.owners.values()}
        for model, rows in self._last.items():
            row = _row_of(model)
            for last in rows:
                for name, owner in last.owners.items():
                    setattr(last.entity, name, getattr(owner, _row_of(type(owner)).key[0]))
            values = [row.values(last.entity) for last in rows]
            if model not in owners:
                connection.execute(row.insert, values)
                continue
            for last, key in zip(rows, connection.execute(row.insert_in_order, values), strict=True):
                row.identify(last.entity, key)


class _Last(NamedTuple):
    """A row that is put last, and who owns it."""

    entity: object
    owners: dict[str, object]


class _Row:
    """How a new row of a model is written."""

    def __init__(self, model: type[Any]) -> None:
        table, columns = inspect(model).local_table, inspect(model).columns
        names = {column.name: attribute for attribute, column in columns.items()}
        self.insert = insert(table)
        self.insert_in_order = self.insert.returning(*table.primary_key, sort_by_parameter_order=True)
        self.key = [names[column.name] for column in table.primary_key]
        self._names = names

    def values(self, entity: object) -> dict[str, Any]:
        """What is set; the rest is left to the columns' defaults."""
        given = vars(entity)
        return {column: given[name] for column, name in self._names.items() if name in given}

    def identify(self, entity: object, key: Iterable[Any]) -> None:
        """Tell a row that was written its key."""
        for name, value in zip(self.key, key, strict=True):
            setattr(entity, name, value)


_ROWS: dict[type[Any], _Row] = {}
"""Worked out once for each model."""


def _row_of(model: type[Any]) -> _Row:
    if model not in _ROWS:
        _ROWS[model] = _Row(model)
    return _ROWS[model]
