"""One engine for many databases in turn: what was compiled for the first serves all of them."""

from typing import Any

from sqlalchemy import Engine, create_engine, event, make_url

from marketplace.kernel.database import prepare


class OneEngine:
    """Its connections lead to the database it was last pointed at."""

    def __init__(self) -> None:
        self._engine: Engine | None = None
        self._url = ""

    def at(self, url: str) -> Engine:
        """The engine, with no connection left to the database before."""
        self._url = url
        if self._engine is None:
            self._engine = prepare(create_engine(url))
            event.listen(self._engine, "do_connect", self._lead)
        self._engine.dispose()
        return self._engine

    def _lead(self, dialect: Any, _record: Any, arguments: list[Any], named: dict[str, Any]) -> None:  # noqa: ANN401
        arguments[:], there = dialect.create_connect_args(make_url(self._url))
        named.update(there)
