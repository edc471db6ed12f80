"""Tables whose rows are never changed nor deleted: the database itself refuses. Migrations put it in place."""

from sqlalchemy import Connection

_POSTGRESQL = (
    """
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION USING MESSAGE = TG_TABLE_NAME || ' is append-only'; END $$
    """,
    """
    CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()
    """,
)
_SQLITE = tuple(
    f"CREATE TRIGGER {{table}}_append_only_{verb.lower()} BEFORE {verb} ON {{table}} "
    "BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    for verb in ("UPDATE", "DELETE")
)


def forbid_changes(connection: Connection, table: str) -> None:
    """Refuse UPDATE and DELETE on `table` from now on; what exists stays as it is."""
    for statement in _POSTGRESQL if connection.dialect.name == "postgresql" else _SQLITE:
        connection.exec_driver_sql(statement.format(table=table))


def allow_changes(connection: Connection, table: str) -> None:
    """Take the refusal away again, for a migration that rebuilds the table."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"DROP TRIGGER {table}_append_only ON {table}")
        return
    for verb in ("update", "delete"):
        connection.exec_driver_sql(f"DROP TRIGGER {table}_append_only_{verb}")
