"""Recalling bids that were saved and not submitted: one that fails never holds up the others."""

from collections.abc import Mapping
from typing import Any

import pytest

from marketplace.domain.accounts.models import User
from marketplace.domain.notifications import operations
from marketplace.domain.notifications import queries as notifications
from marketplace.jobs import news
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.events import Event
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.domain.market import Market
from tests.domain.notifications.scenes import save_draft
from tests.domain.notifications.telling import told

KIND = "tender_closing"


@pytest.fixture
def ref(market: Market) -> str:
    """A tender about to close in which two agencies have saved a bid."""
    ref = market.published()
    for agency in ("agency1", "agency2"):
        save_draft(market, agency, ref)
    market.clock.at = market.deadline(ref)
    market.clock.advance(hours=-6)
    return ref


def activate(market: Market, name: str, *, active: bool) -> None:
    with market.house.writing(PLATFORM) as uow:
        uow.session.get_one(User, market.users[name]).active = active


def tellings(monkeypatch: pytest.MonkeyPatch, failing: str = "") -> list[str]:
    """The agencies that are told of from now on, as they come; telling of `failing` breaks."""
    real, tried = operations.tell, []

    def tell(uow: UnitOfWork, event: type[Event], named: Mapping[str, Any], cause: str) -> int:
        tried.append(named["agency_ref"])
        if named["agency_ref"] == failing:
            raise ValueError
        return real(uow, event, named, cause)

    monkeypatch.setattr(operations, "tell", tell)
    return tried


def test_one_that_fails_does_not_stop_the_others_and_is_tried_again(
    market: Market, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = min("agency1", "agency2", key=market.refs.__getitem__)
    with monkeypatch.context() as broken:
        tellings(broken, failing=market.refs[first])
        news.recall_unsent_bids(market.house)
    assert set(told(market, KIND)) == {"agency1", "agency2"} - {first}
    tried = tellings(monkeypatch)
    news.recall_unsent_bids(market.house)
    assert tried == [market.refs[first]]
    assert set(told(market, KIND)) == {"agency1", "agency2"}


def test_an_agency_in_which_nobody_has_an_account_is_not_tried_at_every_sweep(
    market: Market, ref: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    activate(market, "agency1", active=False)
    tried = tellings(monkeypatch)
    for _ in range(3):
        news.recall_unsent_bids(market.house)
    assert tried == [market.refs["agency2"]]
    activate(market, "agency1", active=True)
    news.recall_unsent_bids(market.house)
    assert set(told(market, KIND)) == {"agency1", "agency2"}, "who comes back in time is told"


def test_whoever_was_told_is_not_told_again(market: Market, ref: str) -> None:
    for _ in range(2):
        news.recall_unsent_bids(market.house)
    with market.house.reading() as session:
        for name in ("agency1", "agency2"):
            assert notifications.unread(session, market.users[name]) == 1
