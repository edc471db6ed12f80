"""Closing an account: what goes at once, what a procurement file keeps and until when, and who must hand over first."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from marketplace.domain.accounts.models import User, WebSession
from marketplace.domain.documents.intake import StoredFile
from marketplace.domain.notifications.models import MutedTopic, Notice
from marketplace.domain.notifications.operations import queue_mail
from marketplace.domain.notifications.ports import Message
from marketplace.domain.notifications.topics import Topic
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Dispute, Invitation, Membership, Organisation
from marketplace.domain.organisations.states import DisputeState, InvitationState, OrganisationKind, OrganisationState
from marketplace.domain.personal import operations, queries
from marketplace.domain.personal.rules import kept_until
from marketplace.domain.tenders import drafting
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import TenderSketch
from marketplace.jobs import housekeeping
from marketplace.kernel.actor import ANYONE, PLATFORM, Actor, Role
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.journal import JournalEntry
from marketplace.kernel.outbox import OutboxEntry
from marketplace.providers import Providers
from tests import parties
from tests.domain.market import Market


def furnish(house: Providers, who: Actor) -> User:
    """Everything an account may leave behind."""
    with house.writing(PLATFORM) as uow:
        user = uow.session.get_one(User, who.user_id)
        user.name, user.password, user.confirmed_at = "赵敏", "hash", uow.now
        user.tf_primary_method, user.tf_totp_secret, user.mf_recovery_codes = "authenticator", "secret", ["hash"]
        times = {"created_at": uow.now, "seen_at": uow.now}
        uow.add(WebSession(token_hash=f"t{user.id}", user_id=user.id, data={}, agent="Firefox on her desk", **times))
        uow.add(Notice(user_id=user.id, kind="x", cause=f"test {user.id}", facts={"text": "x"}, created_at=uow.now))
        uow.add(MutedTopic(user_id=user.id, topic=next(iter(Topic))))
        uow.add(TenderSketch(user_id=user.id, about="x", number=1, fields={"title": "begun"}, saved_at=uow.now))
        queue_mail(uow.session, Message(user.email, "Link", "secret link"), uow.now)
        return user


def count(house: Providers, model: type, who: Actor) -> int:
    with house.reading() as session:
        found: int | None = session.scalar(
            select(func.count()).where(model.user_id == who.user_id),  # type: ignore[attr-defined]
        )
    return found or 0


def test_without_a_file_everything_goes_at_once_and_the_number_stays(house: Providers) -> None:
    person = parties.person(house)
    before = furnish(house, person)
    with house.writing(person) as uow:
        operations.erase(uow)
    with house.reading() as session:
        found = session.get_one(User, person.user_id)
        [entry] = session.scalars(select(JournalEntry).where(JournalEntry.action == "account:erase"))
        mail = session.scalars(select(OutboxEntry).where(OutboxEntry.job == "send_mail")).one()
    assert (found.name, found.password, found.tf_totp_secret, found.mf_recovery_codes) == ("", None, None, None)
    assert (found.active, found.confirmed_at, found.name_due_at) == (False, None, None)
    assert before.email not in found.email
    assert found.fs_uniquifier != before.fs_uniquifier
    for model in (WebSession, Notice, MutedTopic, TenderSketch):
        assert count(house, model, person) == 0
    assert mail.payload == {}
    assert mail.done_at is not None
    assert (entry.user_id, entry.object_ref) == (person.user_id, f"user-{person.user_id}")
    assert parties.again(house, person) == ANYONE


def test_nobody_closes_twice_nor_without_an_account(house: Providers) -> None:
    with pytest.raises(NotFound), house.writing(ANYONE) as uow:
        operations.erase(uow)


def test_the_address_may_be_used_again_afterwards(house: Providers) -> None:
    person = parties.person(house)
    email = furnish(house, person).email
    with house.writing(person) as uow:
        operations.erase(uow)
    with house.writing(PLATFORM) as uow:
        uow.add(User(email=email, fs_uniquifier="new", name="", active=True))


def test_a_dissolved_department_holds_nobody_back(house: Providers) -> None:
    department = parties.organisation(house, OrganisationKind.DEPARTMENT)
    administrator = parties.member(house, department, Role.DRAFTER)
    parties.member(house, department, Role.APPROVER)
    furnish(house, administrator)
    with pytest.raises(Conflict), house.writing(administrator) as uow:
        operations.erase(uow)
    with house.writing(PLATFORM) as uow:
        uow.session.get_one(Organisation, department.id).state = OrganisationState.DISSOLVED
    with house.writing(administrator) as uow:
        operations.erase(uow)
    assert count(house, Membership, administrator) == 0


def test_the_last_member_of_an_active_organisation_hands_over_first(house: Providers) -> None:
    agency, member = parties.agency(house)
    furnish(house, member)
    with pytest.raises(Conflict, match="清河环境评估有限公司"), house.writing(member) as uow:
        operations.erase(uow)
    locked = parties.member(house, agency, Role.AGENCY_MEMBER)
    with house.writing(PLATFORM) as uow:
        uow.session.get_one(User, locked.user_id).active = False
    with pytest.raises(Conflict), house.writing(member) as uow:
        operations.erase(uow)
    with house.writing(member) as uow:
        organisations.appoint_administrator(uow, agency.ref, locked.user_id or 0)
    with pytest.raises(Conflict), house.writing(member) as uow:
        operations.erase(uow)
    colleague = parties.member(house, agency, Role.AGENCY_MEMBER)
    with pytest.raises(Conflict, match="administrator"), house.writing(member) as uow:
        operations.erase(uow)
    assert count(house, WebSession, member) == 1
    with house.writing(member) as uow:
        organisations.appoint_administrator(uow, agency.ref, colleague.user_id or 0)
    with house.writing(member) as uow:
        operations.erase(uow)
    assert count(house, Membership, member) == 0


def test_a_member_who_administers_nothing_may_leave_at_once(house: Providers) -> None:
    agency, _ = parties.agency(house)
    colleague = parties.member(house, agency, Role.AGENCY_MEMBER)
    with house.writing(colleague) as uow:
        operations.erase(uow)
    assert count(house, Membership, colleague) == 0


def test_a_pending_agency_with_other_members_keeps_an_administrator(house: Providers) -> None:
    agency, registrar = parties.pending_agency(house)
    parties.member(house, agency, Role.AGENCY_MEMBER)
    with pytest.raises(Conflict), house.writing(registrar) as uow:
        operations.erase(uow)


def test_invitations_to_the_address_are_taken_back_and_blanked(house: Providers) -> None:
    first, inviter = parties.agency(house)
    second, other = parties.agency(house)
    person = parties.person(house)
    email = furnish(house, person).email
    tokens = []
    for agency, administrator in ((first, inviter), (second, other)):
        with house.writing(administrator) as uow:
            ref = organisations.invite(uow, agency.ref, email, Role.AGENCY_MEMBER, "en").ref
        with house.writing(PLATFORM) as uow:
            tokens.append(organisations.issue_token(uow, ref) or "")
    with house.writing(other) as uow:
        kept = organisations.invite(uow, second.ref, "somebody@example.org", Role.AGENCY_MEMBER, "en").ref
    with house.writing(person) as uow:
        organisations.accept_invitation(uow, tokens[0])
    with house.writing(parties.again(house, person)) as uow:
        operations.erase(uow)
    with house.reading() as session:
        rows = session.scalars(select(Invitation).order_by(Invitation.id)).all()
        assert [(row.email, row.state, row.token_hash) for row in rows if row.ref != kept] == [
            ("", InvitationState.ACCEPTED, None),
            ("", InvitationState.REVOKED, None),
        ]
        assert [row.email for row in rows if row.ref == kept] == ["somebody@example.org"]
    with house.writing(PLATFORM) as uow:
        successor = Actor(uow.add(User(email=email, fs_uniquifier="next", name="", active=True)).id)
    with pytest.raises(NotFound), house.writing(successor) as uow:
        organisations.accept_invitation(uow, tokens[1])


def test_an_open_claim_is_withdrawn_and_its_reason_forgotten(house: Providers) -> None:
    agency, _ = parties.agency(house)
    person = parties.person(house)
    with house.writing(person) as uow:
        stored = StoredFile("licence.pdf", "application/pdf", 3, "0" * 64, "key")
        organisations.open_dispute(uow, agency.credit_code, "The firm is mine, says Zhao Min.", stored)
    with house.writing(person) as uow:
        operations.erase(uow)
    with house.reading() as session:
        dispute = session.scalars(select(Dispute)).one()
        assert (dispute.state, dispute.reason) == (DisputeState.WITHDRAWN, "")
        assert dispute.claimant_id == person.user_id


def test_who_registered_an_agency_that_is_not_active_yet_may_leave(house: Providers) -> None:
    _, registrar = parties.pending_agency(house)
    with house.writing(registrar) as uow:
        operations.erase(uow)
    assert count(house, Membership, registrar) == 0


@pytest.mark.parametrize("name", ["drafter", "approver", "officer1", "officer2", "agency1"])
def test_who_acted_in_a_paid_purchase_keeps_the_name_for_fifteen_years(market: Market, name: str) -> None:
    house, clock = market.house, market.clock
    market.paid()
    paid_at = clock.at
    clock.advance(days=40)
    who = market.actor(name)
    furnish(house, who)
    if name == "agency1":
        with market.acting("operator") as uow:
            organisations.add_member(uow, market.refs["agency1"], market.person("colleague"), Role.AGENCY_MEMBER)
        hand_over(market, name, "agency1", "colleague")
    elif name == "drafter":
        hand_over(market, name, "department", "approver")
    with house.reading() as session:
        found = queries.stays(session, who.user_id or 0, clock.at)
    assert found.until == kept_until(paid_at)
    with house.writing(who) as uow:
        operations.erase(uow)
    user = user_of(market, name)
    assert (user.name, user.active, user.tf_totp_secret, user.password) == ("赵敏", False, None, None)
    assert user.name_due_at == kept_until(paid_at)
    clock.at = kept_until(paid_at) - timedelta(seconds=1)
    housekeeping.forget_names(house)
    assert user_of(market, name).name == "赵敏"
    clock.at = kept_until(paid_at)
    housekeeping.forget_names(house)
    assert (user_of(market, name).name, user_of(market, name).name_due_at) == ("", None)


def test_a_purchase_that_is_not_over_keeps_the_name_without_an_end(market: Market) -> None:
    market.signed()
    who = market.actor("drafter")
    with market.house.reading() as session:
        found = queries.stays(session, who.user_id or 0, market.clock.at)
    assert len(found.purchases) == 1
    assert found.until is None
    furnish(market.house, who)
    hand_over(market, "drafter", "department", "approver")
    with market.house.writing(who) as uow:
        operations.erase(uow)
    market.clock.at += timedelta(days=366 * 16)
    housekeeping.forget_names(market.house)
    assert user_of(market, "drafter").name == "赵敏", "it is still not over: it is looked at again later"


def test_a_draft_that_was_never_published_and_a_failed_tender(market: Market) -> None:
    market.draft()
    who = market.actor("drafter")
    with market.house.reading() as session:
        assert queries.stays(session, who.user_id or 0, market.clock.at).purchases == []
    market.closed({}, title="Nobody came")
    with market.house.reading() as session:
        found = queries.stays(session, who.user_id or 0, market.clock.at)
        assert found.until == kept_until(market.clock.at)
        assert queries.stays(session, market.users["evaluator1"], market.clock.at).purchases == []


def test_whoever_wrote_in_a_draft_of_somebody_else_stands_in_its_file(market: Market) -> None:
    with market.acting("operator") as uow:
        organisations.add_member(uow, market.refs["department"], market.person("colleague"), Role.DRAFTER)
    ref = market.draft()
    with market.acting("colleague") as uow:
        drafting.attach(uow, ref, StoredFile("plan.pdf", "application/pdf", 3, "0" * 64, "key"))
    for name, step in (("drafter", tenders.submit), ("approver", tenders.approve), ("drafter", tenders.publish)):
        with market.acting(name) as uow:
            step(uow, ref)
    with market.house.reading() as session:
        found = queries.stays(session, market.users["colleague"], market.clock.at)
    assert [purchase.ref for purchase in found.purchases] == [ref]


def test_fifteen_years_are_counted_to_the_end_of_the_day_in_the_market() -> None:
    assert kept_until(datetime(2026, 3, 2, 17, tzinfo=UTC)) == datetime(2041, 3, 3, 16, tzinfo=UTC)
    assert kept_until(datetime(2028, 2, 29, 4, tzinfo=UTC)) == datetime(2043, 3, 1, 16, tzinfo=UTC)


def hand_over(market: Market, name: str, organisation: str, to: str) -> None:
    with market.acting(name) as uow:
        organisations.appoint_administrator(uow, market.refs[organisation], market.users[to])


def user_of(market: Market, name: str) -> User:
    with market.house.reading() as session:
        return session.get_one(User, market.users[name])
