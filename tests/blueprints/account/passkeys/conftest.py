"""`owner`, somebody with an account and no app, and `home`, their browser."""

import pytest

from marketplace.domain.accounts.models import User
from marketplace.kernel.actor import PLATFORM, Actor
from marketplace.providers import Providers
from tests import parties
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn


def confirm(house: Providers, person: Actor) -> Actor:
    """Their mailbox is theirs, and they read English."""
    with house.writing(PLATFORM) as uow:
        user = uow.session.get_one(User, person.user_id)
        user.confirmed_at, user.language = uow.now, "en"
    return person


@pytest.fixture
def owner(house: Providers) -> Actor:
    return confirm(house, parties.person(house))


@pytest.fixture
def home(owner: Actor, sign_in: SignIn) -> Browser:
    return sign_in(owner, second_factor=False)
