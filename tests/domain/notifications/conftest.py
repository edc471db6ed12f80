"""News is mailed in words and seen on pages, so the application's fixtures are wanted here."""

from tests.blueprints.conftest import (  # noqa: F401 - fixtures
    _push_request_context,
    app,
    browser,
    database_url,
    house,
    mails,
    settings,
    sign_in,
)
