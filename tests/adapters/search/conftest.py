"""Every engine, opened as often as a test likes on the same index, as by several processes."""

from collections.abc import Callable

import pytest

from marketplace.adapters.names.script import ChineseScript
from marketplace.adapters.search.tantivy import TantivyEngine
from marketplace.domain.search.analysis import Analysis
from marketplace.domain.search.ports import SearchEngine

Opening = Callable[[Analysis], SearchEngine]


@pytest.fixture(scope="session")
def analysis() -> Analysis:
    return Analysis(ChineseScript())


@pytest.fixture(scope="module")
def tantivy(tmp_path_factory: pytest.TempPathFactory) -> Opening:
    folder = tmp_path_factory.mktemp("tantivy")
    return lambda analysis: TantivyEngine(folder, analysis)


@pytest.fixture(scope="module", params=["tantivy"])
def opening(request: pytest.FixtureRequest) -> Opening:
    """The engines by the names of their fixtures."""
    opening: Opening = request.getfixturevalue(request.param)
    return opening


@pytest.fixture
def engine(opening: Opening, analysis: Analysis) -> SearchEngine:
    engine = opening(analysis)
    engine.clear()
    return engine
