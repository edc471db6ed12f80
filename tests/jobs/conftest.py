"""Jobs act on a small market."""

from tests.domain.conftest import market  # noqa: F401 - a fixture
