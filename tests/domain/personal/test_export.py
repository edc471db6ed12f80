"""A copy of one's own data: complete, machine-readable, nobody else's."""

import json

import pytest

from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.personal.export import own_data
from marketplace.domain.personal.queries import pointing_columns
from marketplace.kernel.actor import ANYONE, Role
from marketplace.kernel.errors import NotFound
from marketplace.providers import Providers
from tests import parties
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
    assert [notice["facts"] for notice in data["notices"]] == [{"text": "x"}]
    assert data["topics_without_mail"] == [next(iter(Topic)).value]
    assert [form["fields"] for form in data["begun_forms"]] == [{"title": "begun"}]
    named = {(each["record"], each["as"]) for each in data["named_in"]}
    assert {("tender", "drafted_by"), ("selection", "run_by"), ("milestone", "accepted_by")} <= named
    assert {"tender:draft", "tender:publish"} <= {entry["act"] for entry in data["journal"]}
    for secret in ("secret", "hash", "approver@", "agency1@", "officer1", "1380000000", "Bearer"):
        assert secret not in written, secret


def test_invitations_and_claims_of_ones_own(house: Providers) -> None:
    agency, member = parties.agency(house)
    person = parties.person(house)
    email = furnish(house, person).email
    with house.writing(member) as uow:
        for address in (email, "somebody@example.org"):
            organisations.invite(uow, agency.ref, address, Role.AGENCY_MEMBER, "en")
    with house.writing(person) as uow:
        stored = StoredFile("licence.pdf", "application/pdf", 3, "0" * 64, "key")
        organisations.open_dispute(uow, agency.credit_code, "The firm is mine.", stored)
    with house.reading() as session:
        data = own_data(session, person, uow.now)
        others = own_data(session, member, uow.now)
    assert [(each["organisation"], each["role"]) for each in data["invitations"]] == [(agency.ref, "agency_member")]
    assert [each["reason"] for each in data["claims"]] == ["The firm is mine."]
    assert (others["invitations"], others["claims"]) == ([], [])
    assert "somebody@example.org" not in json.dumps([data, others])


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
