"""One application and one file for all cells of a run."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from jinja2 import FileSystemBytecodeCache

from marketplace.adapters.sealing.instance_key import KEY_BYTES
from marketplace.config import Mode, Settings, make_keys
from marketplace.kernel.entropy import SeededEntropy
from tests.blueprints.matrix.world import World
from tests.databases import SqliteTemplate, in_memory


@pytest.fixture(scope="session")
def world(sqlite_template: SqliteTemplate, bytecode: FileSystemBytecodeCache) -> Iterator[World]:
    with tempfile.TemporaryDirectory(prefix="market-matrix-", dir=in_memory()) as name:
        folder = Path(name)
        settings = Settings(
            instance=folder,
            keys=make_keys(folder / "keys", SeededEntropy("keys")),
            mode=Mode.TEST,
            database_url=f"sqlite:///{folder / 'world.sqlite'}",
            base_url="http://localhost",
            mail_url="folder:",
            mail_from="Market <no-reply@market.example>",
            language="en",
            freshness=timedelta(days=1),
        )
        (folder / "keys" / "sealing.key").write_bytes(b"k" * KEY_BYTES)
        made = World(sqlite_template, settings, folder / "world.sqlite")
        made.app.jinja_env.bytecode_cache = bytecode
        yield made
        made.close()
