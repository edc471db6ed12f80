"""A deadline that was moved because nobody could be served is told of in public, in the reader's language."""

from datetime import timedelta

import pytest

from marketplace.jobs import deadlines
from marketplace.kernel import heartbeat
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.heartbeat import Node
from marketplace.providers import Providers
from tests.blueprints.client import Browser
from tests.blueprints.conftest import SignIn
from tests.clock import HandClock
from tests.domain.market import Market

HOUR = timedelta(hours=1)


@pytest.fixture
def moved(market: Market, house: Providers, clock: HandClock) -> str:
    """A tender before whose deadline nobody was served for forty minutes."""
    ref = market.published(title="Moved")
    clock.at = market.deadline(ref)
    with house.writing(PLATFORM) as uow:
        for minutes in (*range(-180, -39), 0):
            heartbeat.beat(uow.session, Node.WEB, None, clock.at + timedelta(minutes=minutes))
    deadlines.close_tenders(house)
    assert market.deadline(ref) == clock.at + HOUR
    return ref


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "could not be reached for 40 minutes"), ("zh", "平台有40分钟无法访问")],
)
def test_everybody_reads_why_and_until_when(client: Browser, moved: str, language: str, words: str) -> None:
    page = client.page(f"/tenders/{moved}?lang={language}")
    assert page.count(words) == 2, "in the story and with the changes"
    assert ("Bids are due by" if language == "en" else "投标截止时间") in page


def test_the_department_and_the_regulator_read_it_too(market: Market, sign_in: SignIn, moved: str) -> None:
    for name, path in (("drafter", f"/buyer/tenders/{moved}"), ("regulator", f"/regulator/tenders/{moved}")):
        assert "could not be reached for 40 minutes" in sign_in(market.actor(name)).page(f"{path}?lang=en")
