"""A copy of one's own data: complete, machine-readable, nobody else's."""

import json

import pytest

from marketplace.domain.personal.export import own_data
from marketplace.domain.personal.queries import pointing_columns
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.errors import NotFound
from tests.domain.market import Market
from tests.domain.personal.test_erasure import furnish


def test_everything_of_the_person_and_nothing_of_others(market: Market) -> None:
    market.paid()
    who = market.actor("drafter")
    furnish(market.house, who)
    with market.house.reading() as session:
        data = own_data(session, who, market.clock.at)
    written = json.dumps(data, ensure_ascii=False)
    assert data["account"]["name"] == "赵敏"
    assert data["account"]["has_second_factor"] is True
    assert [role["role"] for role in data["roles"]] == ["drafter"]
    assert [each["browser"] for each in data["sessions"]] == ["Firefox on her desk"]
    assert len(data["notices"]) == 1
    named = {(each["record"], each["as"]) for each in data["named_in"]}
    assert {("tender", "drafted_by"), ("selection", "run_by"), ("milestone", "accepted_by")} <= named
    assert {"tender:draft", "tender:publish"} <= {entry["act"] for entry in data["journal"]}
    for secret in ("secret", "hash", "approver@", "agency1@", "officer1", "13800000000", "Bearer"):
        assert secret not in written, secret


def test_an_agencys_contact_is_ones_own_where_it_is_ones_own_mailbox(market: Market) -> None:
    with market.house.reading() as session:
        data = own_data(session, market.actor("agency1"), market.clock.at)
    assert [contact["email"] for contact in data["contact_of"]] == ["agency1@example.org"]


def test_every_column_that_points_to_an_account_is_looked_at(market: Market) -> None:
    """Each of them can be asked, on both databases."""
    assert len(list(pointing_columns())) > 20
    with market.house.reading() as session:
        assert own_data(session, market.actor("officer2"), market.clock.at)["format"] == "personal-data-v1"


def test_a_visitor_has_none(market: Market) -> None:
    with market.house.reading() as session, pytest.raises(NotFound):
        own_data(session, ANYONE, market.clock.at)
