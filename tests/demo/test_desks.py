"""Whoever signs in with an account that is shown finds something to do."""

from datetime import UTC, datetime

import pytest

from marketplace.demo import sign_ins
from marketplace.domain.accounts import queries as accounts
from tests.blueprints.client import Browser
from tests.demo.conftest import Instance

WAITS = {
    "agency": ("/supplier/", "Waiting for you"),
    "regulator": ("/regulator/complaints", "Received"),
    "operator": ("/admin/", "Registrations to check"),
}
NOTHING = "Nothing waits for you"
AT_A_DESK = [each for each in sign_ins.shown() if each["role"] != "legal_officer"]
"""A legal officer is called by colleagues: no stage of a purchase waits for one."""


@pytest.fixture
def browser(small: Instance) -> Browser:
    small.app.test_client_class = Browser
    made = small.app.test_client()
    assert isinstance(made, Browser)
    return made


@pytest.mark.parametrize("sign_in", AT_A_DESK, ids=lambda sign_in: sign_in["email"].split("@")[0])
def test_something_waits(small: Instance, browser: Browser, sign_in: dict[str, str]) -> None:
    with small.house.providers.reading() as session:
        user = accounts.by_email(session, sign_in["email"])
        assert user is not None
        uniquifier = user.fs_uniquifier
    with browser.session_transaction() as kept:
        kept["_user_id"] = uniquifier
        kept["_fresh"] = True
        kept["fs_paa"] = datetime.now(UTC).timestamp()  # noqa: TID251 - Flask-Security reads the machine's clock
    path, word = WAITS.get(sign_in["role"], ("/buyer/", "Waiting for you"))
    page = browser.page(path)
    assert word in page
    assert NOTHING not in page
