"""What every test may ask for. `house` runs a test on both databases.

With ``REQUIRE_ALL=1`` a skipped test is a failed one, except those that read reference data which is not part of the
product and is absent.
"""

import gc
import os
from collections.abc import Generator, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

from marketplace.providers import Providers
from tests import dialects
from tests.clock import HandClock
from tests.databases import PostgresTemplate, SqliteTemplate, Template, in_memory
from tests.houses import open_house

settings.register_profile("market", deadline=None)
settings.load_profile("market")

dialects.remember()

SHARED = Path(os.environ.get("SHARED", "../shared"))


@pytest.fixture
def shared() -> Path:
    """The folder of reference data; a test that asks for it is marked `needs_shared`."""
    if not SHARED.is_dir():
        pytest.skip("no reference data at SHARED")
    return SHARED


TOGETHER = {
    "tests/blueprints/matrix/": "matrix",
    "tests/demo/": "demonstration",
    "tests/journeys/test_looks.py": "demonstration",
}
"""Tests that share what is dear to build: with `--dist loadgroup` one worker has them all, and begins with them."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that runs on both databases is measured on SQLite: on the other it goes through the same lines.

    Being watched, where `--cov` is asked for, makes Python half as slow again.
    """
    for item in items:
        for beginning, group in TOGETHER.items():
            if item.nodeid.startswith(beginning):
                item.add_marker(pytest.mark.xdist_group(group))
        callspec = getattr(item, "callspec", None)
        if callspec is not None and callspec.params.get("database") == "postgres":
            item.add_marker(pytest.mark.no_cover)


def pytest_collection_finish() -> None:
    """What the imports have left stays to the end: the garbage collector need not look through it ever again."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    excused = item.get_closest_marker("needs_shared") and not SHARED.is_dir()
    if report.skipped and os.environ.get("REQUIRE_ALL") == "1" and not excused and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although REQUIRE_ALL=1: {report.longrepr}"
    return report


@pytest.fixture(scope="session")
def sqlite_template() -> Iterator[SqliteTemplate]:
    with TemporaryDirectory(prefix="market-sqlite-", dir=in_memory()) as folder:
        yield SqliteTemplate(Path(folder))


@pytest.fixture(scope="session")
def postgres_template() -> Iterator[PostgresTemplate]:
    template = PostgresTemplate()
    yield template
    template.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> Template:
    """Where a test's database comes from; a test that asks runs on both."""
    template: Template = request.getfixturevalue(f"{request.param}_template")
    return template


@pytest.fixture(scope="session")
def bytecode(tmp_path_factory: pytest.TempPathFactory) -> FileSystemBytecodeCache:
    """The templates that some application of this run has compiled; each test has an application of its own."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("jinja")))


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


@pytest.fixture
def house(database: Template, clock: HandClock, tmp_path: Path) -> Iterator[Providers]:
    """The house on an empty database, with a clock and a chance that tests hold in their hands."""
    with database.fresh() as url, open_house(url, clock, tmp_path) as providers:
        yield providers
