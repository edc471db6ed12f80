"""Notices: one per person, mailed in their language, read by their owner."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from marketplace.domain.accounts.models import User
from marketplace.domain.notifications import operations, queries
from marketplace.kernel.actor import PLATFORM, Actor
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.i18n import mark
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.conftest import SignIn

TEXT = mark("Tender %(ref)s was published.", ref="T-1")


def confirm(house: Providers, *people: Actor) -> None:
    with house.writing(PLATFORM) as uow:
        for person in people:
            user = uow.session.get_one(User, person.user_id)
            user.confirmed_at, user.language = datetime(2026, 3, 1, tzinfo=UTC), "en"


def test_a_notice_is_in_the_account_and_in_the_mailbox(
    house: Providers,
    mails: Callable[[], list[tuple[str, str, str]]],
    sign_in: SignIn,
) -> None:
    reader, closed = parties.person(house), parties.person(house)
    confirm(house, reader, closed)
    with house.writing(PLATFORM) as uow:
        uow.session.get_one(User, closed.user_id).active = False
        assert reader.user_id is not None
        assert closed.user_id is not None
        operations.tell(uow, [reader.user_id, reader.user_id, closed.user_id], TEXT, "/tenders/T-1")
    ((to, _, body),) = mails()
    assert to.startswith("person")
    assert "Tender T-1 was published." in body
    assert "http://localhost/tenders/T-1" in body
    page = sign_in(reader)
    assert "Tender T-1 was published." in page.page("/account/")
    with house.reading() as session:
        assert queries.unread(session, reader.user_id) == 1
    assert page.post("/account/notices/read").status_code == 303
    with house.reading() as session:
        assert queries.unread(session, reader.user_id) == 0
        assert queries.unread(session, closed.user_id) == 1, "only one's own"


def test_only_the_platform_tells(house: Providers) -> None:
    person = parties.person(house)
    with pytest.raises(NotPermitted), house.writing(person) as uow:
        operations.tell(uow, [person.user_id or 0], TEXT, "/")
