"""What an index says it holds, set down outside the memory: a directory may have millions of documents."""

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping


class Ledger:
    """(key, digest) of everything in an index, ticked off as it is found in the database."""

    def __init__(self, held: Iterable[tuple[str, str]]) -> None:
        self._rows = sqlite3.connect("")  # a file of this connection alone, that vanishes with it
        self._rows.execute("CREATE TABLE held (key TEXT PRIMARY KEY, digest TEXT NOT NULL) WITHOUT ROWID")
        self._rows.executemany("INSERT OR REPLACE INTO held VALUES (?, ?)", held)

    def tick_off(self, keys: Collection[str]) -> Mapping[str, str]:
        """``{key: digest}`` of those that the index holds; they are no longer left."""
        held = f"FROM held WHERE key IN ({','.join('?' * len(keys))})"
        found = dict(self._rows.execute(f"SELECT key, digest {held}", tuple(keys)))
        self._rows.execute(f"DELETE {held}", tuple(keys))
        return found

    def left(self, size: int) -> Iterator[Mapping[str, str]]:
        """``{key: digest}`` of what nobody has ticked off, so many at a time."""
        rows = self._rows.execute("SELECT key, digest FROM held")
        while some := rows.fetchmany(size):
            yield dict(some)

    def close(self) -> None:
        """Forget it all."""
        self._rows.close()
