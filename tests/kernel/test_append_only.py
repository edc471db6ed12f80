"""The database itself refuses to change what is append-only."""

import pytest
from sqlalchemy.exc import DBAPIError

from marketplace.kernel.append_only import allow_changes, forbid_changes
from marketplace.providers import Providers

ENTRY = (
    "INSERT INTO journal (seq, at, action, object_type, object_ref, data, previous_hash, hash) "
    "VALUES (1, '2026-03-02', 'a', 'b', 'c', '{}', 'x', 'y')"
)


@pytest.mark.parametrize("change", ["UPDATE journal SET seq = 2", "DELETE FROM journal"])
def test_rows_are_added_and_never_changed(house: Providers, change: str) -> None:
    with house.engine.begin() as connection:
        forbid_changes(connection, "journal")
        connection.exec_driver_sql(ENTRY)
    with pytest.raises(DBAPIError, match="journal is append-only"), house.engine.begin() as connection:
        connection.exec_driver_sql(change)
    with house.engine.begin() as connection:
        allow_changes(connection, "journal")
        assert connection.exec_driver_sql(change).rowcount == 1
