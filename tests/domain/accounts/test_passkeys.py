"""Passkeys behind the pages: whose, how many, which is the last, and that one question is answered once."""

from datetime import UTC, datetime
from threading import Barrier, Thread

import pytest
from sqlalchemy import select

from marketplace.domain.accounts import operations
from marketplace.domain.accounts.models import Passkey, User, WebSession
from marketplace.domain.accounts.rules import MOST_PASSKEYS
from marketplace.domain.personal import operations as personal
from marketplace.domain.personal.export import own_data
from marketplace.kernel.actor import ANYONE, PLATFORM, Actor
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.outbox import OutboxEntry
from marketplace.providers import Providers
from tests import parties

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)


def add(house: Providers, who: Actor, name: str = "Telephone", credential_id: bytes = b"id", count: int = 0) -> int:
    with house.writing(who) as uow:
        return operations.add_passkey(
            uow, name=name, credential_id=credential_id, public_key=b"key", sign_count=count, transports=["usb"]
        ).id


def open_session(house: Providers, token_hash: str) -> str:
    with house.writing(PLATFORM) as uow:
        uow.add(WebSession(token_hash=token_hash, data={"a": 1}, created_at=AT, seen_at=AT))
    return token_hash


def use(house: Providers, number: int, asked_in: str, count: int = 0) -> None:
    with house.writing(ANYONE) as uow:
        operations.use_passkey(uow, number, sign_count=count, asked_in=asked_in, at=AT)


def numbers(house: Providers, who: Actor) -> list[int]:
    with house.reading() as session:
        return [passkey.id for passkey in session.get_one(User, who.user_id).webauthn]


def test_it_is_a_second_factor_and_its_owner_is_told(house: Providers) -> None:
    person = parties.person(house)
    number = add(house, person)
    with house.reading() as session:
        assert session.get_one(User, person.user_id).has_second_factor
        assert not session.get_one(User, person.user_id).has_app
    with house.writing(person) as uow:
        operations.remove_passkey(uow, number)
    with house.reading() as session:
        assert not session.get_one(User, person.user_id).has_second_factor
        told = session.scalars(select(OutboxEntry).where(OutboxEntry.job == "mail_passkey")).all()
    assert [(job.payload["user_id"], job.payload["act"]) for job in told] == [
        (person.user_id, "add"),
        (person.user_id, "remove"),
    ]


def test_one_passkey_belongs_to_one_account_and_one_name_to_one_passkey(house: Providers) -> None:
    mine, other = parties.person(house), parties.person(house)
    add(house, mine)
    with pytest.raises(Conflict):
        add(house, other)
    with pytest.raises(Conflict):
        add(house, mine, credential_id=b"second")
    add(house, other, credential_id=b"third")
    with pytest.raises(NotFound):
        add(house, ANYONE, credential_id=b"fourth")


def test_there_is_a_most(house: Providers) -> None:
    person = parties.person(house)
    for number in range(MOST_PASSKEYS):
        add(house, person, str(number), bytes([number]))
    with pytest.raises(Conflict):
        add(house, person, "more", b"more")


def test_nobody_removes_anothers(house: Providers) -> None:
    person = parties.person(house)
    number = add(house, person)
    for actor in (parties.person(house), parties.operator(house), ANYONE):
        with pytest.raises(NotFound), house.writing(actor) as uow:
            operations.remove_passkey(uow, number)
    assert numbers(house, person) == [number]


def test_an_answer_counts_once_and_a_counter_only_goes_on(house: Providers) -> None:
    person = parties.person(house)
    number = add(house, person, count=4)
    asked_in = open_session(house, "first")
    use(house, number, asked_in, count=5)
    with pytest.raises(Conflict):
        use(house, number, asked_in, count=6)
    for count in (5, 0):
        with pytest.raises(Conflict):
            use(house, number, open_session(house, f"again {count}"), count=count)
    with house.reading() as session:
        passkey, ended = session.get_one(Passkey, number), session.get_one(WebSession, "first")
    assert passkey.sign_count == 5
    assert passkey.lastuse_datetime >= passkey.created_at
    assert (ended.ended_at, ended.data) == (AT, {})


def test_of_several_at_the_same_moment_one_counts(house: Providers) -> None:
    number, asked_in = add(house, parties.person(house)), open_session(house, "one")
    outcomes: list[str] = []
    together = Barrier(4)

    def come() -> None:
        together.wait()
        try:
            use(house, number, asked_in)
        except Conflict:
            outcomes.append("refused")
        else:
            outcomes.append("used")

    crowd = [Thread(target=come) for _ in range(4)]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert sorted(outcomes) == ["refused", "refused", "refused", "used"]


def test_a_locked_account_and_a_removed_passkey_are_refused(house: Providers) -> None:
    person = parties.person(house)
    first, second = add(house, person), add(house, person, "Key", b"second")
    with house.writing(person) as uow:
        operations.remove_passkey(uow, first)
    with pytest.raises(Conflict):
        use(house, first, open_session(house, "a"))
    with house.writing(parties.operator(house)) as uow:
        operations.lock(uow, person.user_id or 0, "Why", AT)
    with pytest.raises(Conflict):
        use(house, second, open_session(house, "b"))


def test_the_last_factor_of_an_office_is_not_removed(house: Providers) -> None:
    officer = parties.regulator(house)
    first, second = add(house, officer), add(house, officer, "Key", b"second")
    with house.writing(officer) as uow:
        operations.remove_passkey(uow, first)
    with pytest.raises(Conflict), house.writing(officer) as uow:
        operations.remove_passkey(uow, second)
    with house.writing(PLATFORM) as uow:
        user = uow.session.get_one(User, officer.user_id)
        user.tf_primary_method, user.tf_totp_secret = "authenticator", "secret"
    with house.writing(officer) as uow:
        operations.remove_passkey(uow, second)
    assert numbers(house, officer) == []


def test_of_two_removed_at_the_same_moment_one_stays(house: Providers) -> None:
    officer = parties.regulator(house)
    both = [add(house, officer), add(house, officer, "Key", b"second")]
    together = Barrier(2)

    def remove(number: int) -> None:
        together.wait()
        try:
            with house.writing(officer) as uow:
                operations.remove_passkey(uow, number)
        except Conflict:
            pass

    crowd = [Thread(target=remove, args=(number,)) for number in both]
    for each in crowd:
        each.start()
    for each in crowd:
        each.join()
    assert len(numbers(house, officer)) == 1


def test_they_go_with_a_reset_and_with_the_account(house: Providers) -> None:
    reset, closed = parties.person(house), parties.person(house)
    add(house, reset)
    add(house, closed, credential_id=b"second")
    with house.reading() as session:
        [shown] = own_data(session, closed, AT)["passkeys"]
    assert (shown["name"], shown["reached_by"], shown["signatures_counted"]) == ("Telephone", ["usb"], 0)
    with house.writing(parties.operator(house)) as uow:
        user = operations.reset_second_factor(uow, reset.user_id or 0, "Lost", AT)
        assert not user.has_second_factor
    with house.writing(closed) as uow:
        personal.erase(uow)
    assert numbers(house, reset) == numbers(house, closed) == []
