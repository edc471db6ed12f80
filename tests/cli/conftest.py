"""The command line on an instance of its own."""

from tests.blueprints.conftest import (  # noqa: F401 - fixtures
    _push_request_context,
    app,
    database_url,
    house,
    settings,
)
