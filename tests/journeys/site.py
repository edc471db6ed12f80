"""The real application on a loopback port, with a migrated database, a mail folder and a clock in the test's hand."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from threading import Thread

from flask import Flask
from flask_migrate import upgrade
from jinja2 import BytecodeCache
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from marketplace.app import MIGRATIONS, create_app
from marketplace.blueprints.web.work import EXTENSION, House
from marketplace.config import Mode, Settings, make_keys
from marketplace.domain.budgets import queries as budgets
from marketplace.domain.search import indexing as search
from marketplace.kernel import journal
from marketplace.kernel.entropy import SystemEntropy
from marketplace.providers import Providers
from tests.clock import HandClock


@dataclass
class Site:
    """A running instance. Background jobs run when the test says so."""

    url: str
    app: Flask
    folder: Path
    clock: HandClock

    @property
    def house(self) -> Providers:
        found: House = self.app.extensions[EXTENSION]
        return found.providers

    def work(self) -> None:
        """One round of the worker: due deadlines, then everything in the outbox."""
        with self.app.app_context():
            self.app.extensions[EXTENSION].work.run_once()

    def link_mailed_to(self, address: str) -> str:
        """The path of the link in the latest mail to an address."""
        found = mailed_link(self.folder, self.url, address)
        assert found is not None, f"no mail to {address}"
        return found

    @contextmanager
    def reading(self) -> Iterator[Session]:
        with self.house.reading() as session:
            yield session

    def faults(self) -> list[str]:
        """What the journal, the budget lines and, once its jobs have run, the search index say against themselves."""
        self.work()
        with self.reading() as session:
            return [
                *journal.faults(session),
                *budgets.faults(session),
                *search.faults(self.house.looking, self.house.search.engine),
            ]

    def keeps(self, secret: str) -> bool:
        """Whether a text can be read in any file the instance has written."""
        return any(secret.encode() in file.read_bytes() for file in self.folder.rglob("*") if file.is_file())


def mailed_link(folder: Path, url: str, address: str) -> str | None:
    """The path of the link in the latest mail to an address; None when there is no mail."""
    for file in sorted((folder / "mail").glob("*.eml"), reverse=True):
        letter = message_from_bytes(file.read_bytes(), policy=default)
        body = letter.get_body()
        if letter["To"] == address and body is not None:
            found = re.search(rf"{re.escape(url)}(/\S+)", body.get_content())
            assert found, body.get_content()
            return found[1]
    return None


class Silent(WSGIRequestHandler):
    """Says nothing of requests that were answered."""

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None: ...


@contextmanager
def running(folder: Path, clock: HandClock, migrated: Path, bytecode: BytecodeCache) -> Iterator[Site]:
    """An empty instance in `folder`, begun with a copy of a migrated database, and served."""
    shutil.copy(migrated, folder / migrated.name)
    server = make_server("127.0.0.1", 0, Flask("not yet"), threaded=True, request_handler=Silent)
    url = f"http://127.0.0.1:{server.server_port}"
    app = create_app(_settings(folder, url), clock)
    app.jinja_env.bytecode_cache = bytecode
    with served(app, server):
        yield Site(url, app, folder, clock)


def migrate(folder: Path) -> Path:
    """The database that the revisions make, in a file for journeys to begin with."""
    app = create_app(_settings(folder, "http://localhost"))
    engine = app.extensions[EXTENSION].providers.engine
    with app.app_context():
        upgrade(MIGRATIONS)
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    engine.dispose()
    return Path(engine.url.database)


def _settings(folder: Path, url: str) -> Settings:
    return Settings(
        instance=folder,
        keys=make_keys(folder / "keys", SystemEntropy()),
        mode=Mode.TEST,
        base_url=url,
        mail_url="folder:",
        mail_from="Market <no-reply@market.example>",
    )


@contextmanager
def served(app: Flask, server: BaseWSGIServer) -> Iterator[None]:
    """`app` answers on `server` from a thread of its own as long as the block lasts."""
    server.app = app
    thread = Thread(target=server.serve_forever, name="site")
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        app.extensions[EXTENSION].providers.engine.dispose()
