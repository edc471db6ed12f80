"""What operators may do with accounts: with somebody else's only, with a reason, in the journal, and told by mail."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import selectinload

from marketplace.domain.accounts import operations
from marketplace.domain.accounts.models import User, WebSession
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Membership
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import PLATFORM, Actor, Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.outbox import OutboxEntry
from marketplace.providers import Providers
from tests import parties

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
ACTS: tuple[Callable[..., Any], ...] = (
    lambda uow, number, reason: operations.lock(uow, number, reason, AT),
    operations.unlock,
    lambda uow, number, reason: operations.reset_second_factor(uow, number, reason, AT),
    lambda uow, number, reason: operations.end_all_sessions(uow, number, reason, AT),
)


def open_session(house: Providers, who: Actor) -> None:
    with house.writing(PLATFORM) as uow:
        uow.add(WebSession(token_hash=f"t{who.user_id}", user_id=who.user_id, data={"a": 1}, created_at=AT, seen_at=AT))
        user = uow.session.get_one(User, who.user_id)
        user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes = "authenticator", "secret", ["hash"]


def account(house: Providers, who: Actor) -> User:
    with house.reading() as session:
        return session.get_one(User, who.user_id, options=[selectinload(User.webauthn)])


def session_ended_at(house: Providers, who: Actor) -> datetime | None:
    with house.reading() as session:
        return session.scalars(select(WebSession.ended_at).where(WebSession.user_id == who.user_id)).one()


def test_a_locked_account_is_nobody_and_its_sessions_are_over(house: Providers) -> None:
    operator, person = parties.operator(house), parties.person(house)
    open_session(house, person)
    with house.writing(operator) as uow:
        operations.lock(uow, person.user_id, "Left the office", AT)
    assert not account(house, person).active
    assert session_ended_at(house, person) == AT
    assert parties.again(house, person).user_id is None
    with house.writing(operator) as uow:
        operations.unlock(uow, person.user_id, "Came back")
    assert parties.again(house, person) == person
    with house.reading() as session:
        entries = session.scalars(select(JournalEntry).where(JournalEntry.object_ref == f"user-{person.user_id}")).all()
        told = session.scalars(select(OutboxEntry).where(OutboxEntry.job == "mail_account")).all()
    assert [(entry.action, entry.data, entry.user_id) for entry in entries] == [
        ("account:lock", {"reason": "Left the office"}, operator.user_id),
        ("account:unlock", {"reason": "Came back"}, operator.user_id),
    ]
    assert [job.payload["act"] for job in told] == ["lock", "unlock"]


def test_a_lost_factor_is_removed_with_its_recovery_codes_and_sessions(house: Providers) -> None:
    operator, person = parties.operator(house), parties.person(house)
    open_session(house, person)
    with house.writing(operator) as uow:
        operations.reset_second_factor(uow, person.user_id, "Lost telephone, shown at the desk", AT)
    found = account(house, person)
    assert (found.has_second_factor, found.tf_totp_secret, found.mf_recovery_codes) == (False, None, None)
    assert found.active
    assert session_ended_at(house, person) == AT
    with pytest.raises(Conflict), house.writing(operator) as uow:
        operations.reset_second_factor(uow, person.user_id, "Again", AT)


@pytest.mark.parametrize("act", ACTS)
def test_nobody_but_another_operator(house: Providers, act: Callable[..., Any]) -> None:
    operator, person = parties.operator(house), parties.person(house)
    others = (operator, parties.regulator(house), person, parties.agency(house)[1])
    for target in (operator, person):
        open_session(house, target)
    for actor in others:
        target = operator if actor is operator else person
        with pytest.raises((NotPermitted, NotFound)), house.writing(actor) as uow:
            act(uow, target.user_id, "Why")
    assert account(house, operator).has_second_factor
    assert session_ended_at(house, operator) is None
    assert session_ended_at(house, person) is None


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("reason", ["", " \n", "x" * 501])
def test_without_a_reason_nothing_happens(house: Providers, act: Callable[..., Any], reason: str) -> None:
    operator, person = parties.operator(house), parties.person(house)
    open_session(house, person)
    with pytest.raises(Invalid) as refusal, house.writing(operator) as uow:
        act(uow, person.user_id, reason)
    assert list(refusal.value.fields) == ["reason"]
    assert account(house, person).has_second_factor


def test_a_state_that_is_there_already_is_a_conflict_and_nobody_is_not_found(house: Providers) -> None:
    operator, person = parties.operator(house), parties.person(house)
    with pytest.raises(Conflict), house.writing(operator) as uow:
        operations.unlock(uow, person.user_id, "Why")
    with house.writing(operator) as uow:
        operations.lock(uow, person.user_id, "Why", AT)
    with pytest.raises(Conflict), house.writing(operator) as uow:
        operations.lock(uow, person.user_id, "Why", AT)
    with pytest.raises(NotFound), house.writing(operator) as uow:
        operations.lock(uow, 10**9, "Why", AT)


@pytest.mark.parametrize(
    ("kind", "role"),
    [
        (OrganisationKind.DEPARTMENT, Role.APPROVER),
        (OrganisationKind.REGULATOR, Role.REGULATOR),
        (OrganisationKind.OPERATOR, Role.OPERATOR),
    ],
)
def test_an_operator_gives_no_role_to_themselves(house: Providers, kind: OrganisationKind, role: Role) -> None:
    operator, other = parties.operator(house), parties.operator(house)
    office = parties.organisation(house, kind)
    with pytest.raises(NotPermitted), house.writing(operator) as uow:
        organisations.add_member(uow, office.ref, operator.user_id, role)
    assert roles(house, operator) == [Role.OPERATOR]
    with house.writing(other) as uow:
        organisations.add_member(uow, office.ref, operator.user_id, role)
    assert sorted(roles(house, operator)) == sorted([Role.OPERATOR, role])


def test_an_operator_neither_joins_an_agency_nor_checks_one_they_registered(house: Providers) -> None:
    operator = parties.operator(house)
    agency, _ = parties.agency(house)
    with pytest.raises(NotPermitted), house.writing(operator) as uow:
        organisations.add_member(uow, agency.ref, operator.user_id, Role.AGENCY_MEMBER)
    with house.writing(operator) as uow:
        own = organisations.register_agency(uow, parties.particulars(), services=(), has_committed=True, slug="own")
    with pytest.raises(NotPermitted), house.writing(parties.again(house, operator)) as uow:
        organisations.pass_check(uow, own.ref)
    with house.writing(parties.operator(house)) as uow:
        organisations.pass_check(uow, own.ref)


def roles(house: Providers, who: Actor) -> list[Role]:
    with house.reading() as session:
        return list(session.scalars(select(Membership.role).where(Membership.user_id == who.user_id)))
