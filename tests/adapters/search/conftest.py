"""Every engine, opened as often as a test likes on the same index, as by several processes."""

from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import create_engine

from marketplace.adapters.names.script import ChineseScript
from marketplace.adapters.search.postgres import PostgresEngine
from marketplace.adapters.search.tantivy import TantivyEngine
from marketplace.adapters.search.whoosh import WhooshEngine
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import SearchEngine
from marketplace.kernel.database import prepare
from tests.databases import PostgresTemplate

Opening = Callable[[Analysis], SearchEngine]


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return Analysis(ChineseScript())


@pytest.fixture(scope="module")
def whoosh(tmp_path_factory: pytest.TempPathFactory) -> Opening:
    folder = tmp_path_factory.mktemp("whoosh")
    return lambda analysis: WhooshEngine(folder, analysis)


@pytest.fixture(scope="module")
def tantivy(tmp_path_factory: pytest.TempPathFactory) -> Opening:
    folder = tmp_path_factory.mktemp("tantivy")
    return lambda analysis: TantivyEngine(folder, analysis)


@pytest.fixture(scope="module")
def postgres(postgres_template: PostgresTemplate) -> Iterator[Opening]:
    with postgres_template.fresh("empty") as url:
        engine = prepare(create_engine(url))
        yield lambda analysis: PostgresEngine(engine, analysis)
        engine.dispose()


@pytest.fixture(scope="module", params=["whoosh", "tantivy", "postgres"])
def opening(request: pytest.FixtureRequest) -> Opening:
    """The engines by the names of their fixtures."""
    opening: Opening = request.getfixturevalue(request.param)
    return opening


@pytest.fixture
def engine(opening: Opening, analysis: Analysis) -> SearchEngine:
    engine = opening(analysis)
    engine.clear()
    return engine
