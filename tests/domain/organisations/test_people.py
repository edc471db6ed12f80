"""Invitations, administrators and those who leave, on both databases."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.accounts.models import User
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries, rules
from marketplace.domain.organisations.models import Invitation, Membership, Organisation
from marketplace.domain.organisations.states import ClaimState, InvitationState, OrganisationKind, Proof
from marketplace.kernel.actor import PLATFORM, Actor, Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.outbox import OutboxEntry
from marketplace.providers import Providers
from tests.clock import HandClock
from tests.domain.market import Market
from tests.domain.test_concurrency import at_once
from tests.parties import again, agency, member, operator, organisation, person


def email_of(house: Providers, who: Actor) -> str:
    with house.reading() as session:
        return session.get_one(User, who.user_id).email


def invited(
    house: Providers, inviter: Actor, of: Organisation, email: str, role: Role = Role.AGENCY_MEMBER
) -> tuple[str, str]:
    """(reference, token) of an invitation whose mail is written."""
    with house.writing(inviter) as uow:
        ref = organisations.invite(uow, of.ref, email, role, "zh").ref
    return ref, written(house, ref)


def written(house: Providers, ref: str) -> str:
    with house.writing(PLATFORM) as uow:
        token = organisations.issue_token(uow, ref)
    assert token is not None
    return token


def test_an_invited_person_takes_the_role_and_the_token_opens_once(house: Providers) -> None:
    firm, first = agency(house)
    colleague = person(house)
    ref, token = invited(house, first, firm, f" {email_of(house, colleague).upper()} ")
    with house.writing(colleague) as uow:
        organisations.accept_invitation(uow, token)
    seated = again(house, colleague)
    assert seated.sits(firm.id, Role.AGENCY_MEMBER)
    assert not seated.administers(firm.id)
    with pytest.raises(Conflict, match="accepted"), house.writing(colleague) as uow:
        organisations.accept_invitation(uow, token)
    with house.reading() as session:
        kept = session.scalars(select(Invitation).where(Invitation.ref == ref)).one()
        assert kept.token_hash != token
        assert token not in str([entry.payload for entry in session.scalars(select(OutboxEntry))])
        assert (kept.state, kept.accepted_by) == (InvitationState.ACCEPTED, colleague.user_id)


def test_nobody_accepts_what_they_wrote_themselves(house: Providers) -> None:
    firm, _ = agency(house)
    inviter = operator(house)
    _, token = invited(house, inviter, firm, "new.address@example.org")
    with house.writing(PLATFORM) as uow:
        uow.session.get_one(User, inviter.user_id).email = "new.address@example.org"
    with pytest.raises(NotPermitted, match="themselves"), house.writing(inviter) as uow:
        organisations.accept_invitation(uow, token)


def test_a_locked_administrator_is_not_the_one_who_stays(house: Providers) -> None:
    firm, first = agency(house)
    second = member(house, firm, Role.AGENCY_MEMBER)
    with house.writing(first) as uow:
        organisations.appoint_administrator(uow, firm.ref, second.user_id or 0)
    with house.writing(PLATFORM) as uow:
        uow.session.get_one(User, second.user_id).active = False
    with pytest.raises(Conflict, match="at least one administrator"), house.writing(first) as uow:
        organisations.leave(uow, firm.ref)


def test_whoever_comes_while_the_administrator_is_locked_does_not_take_the_place(house: Providers) -> None:
    firm, first = agency(house)
    guest = person(house)
    _, token = invited(house, first, firm, email_of(house, guest))
    with house.writing(PLATFORM) as uow:
        uow.session.get_one(User, first.user_id).active = False
    with house.writing(guest) as uow:
        organisations.accept_invitation(uow, token)
    assert not again(house, guest).administers(firm.id)


def test_a_removed_person_does_not_come_back_with_the_same_link(house: Providers) -> None:
    firm, first = agency(house)
    colleague = person(house)
    _, token = invited(house, first, firm, email_of(house, colleague))
    with house.writing(colleague) as uow:
        organisations.accept_invitation(uow, token)
    assert colleague.user_id is not None
    with house.writing(first) as uow:
        organisations.remove_member(uow, firm.ref, colleague.user_id, Role.AGENCY_MEMBER)
    with pytest.raises(Conflict), house.writing(colleague) as uow:
        organisations.accept_invitation(uow, token)
    assert again(house, colleague).seats == frozenset()


def test_a_link_opens_for_its_address_alone_and_no_other_link_opens(house: Providers) -> None:
    firm, first = agency(house)
    thief = person(house)
    _, token = invited(house, first, firm, "invited@example.org")
    with pytest.raises(NotPermitted, match="another address"), house.writing(thief) as uow:
        organisations.accept_invitation(uow, token)
    for wrong in ("", "0" * 64, token[:-1]):
        with pytest.raises(NotFound), house.writing(thief) as uow:
            organisations.accept_invitation(uow, wrong)


def test_a_link_expires_to_the_second(house: Providers, clock: HandClock) -> None:
    firm, first = agency(house)
    colleague = person(house)
    ref, token = invited(house, first, firm, email_of(house, colleague))
    clock.at += rules.INVITATION_VALID
    with pytest.raises(Conflict, match="expired"), house.writing(colleague) as uow:
        organisations.accept_invitation(uow, token)
    with house.writing(PLATFORM) as uow:
        assert organisations.issue_token(uow, ref) is None
    with house.reading() as session:
        assert not queries.open_invitations(session, firm.id, clock.at)
    clock.at -= timedelta(seconds=1)
    with house.writing(colleague) as uow:
        organisations.accept_invitation(uow, token)


def test_a_newer_mail_a_newer_invitation_and_a_change_of_mind_close_the_older_link(house: Providers) -> None:
    firm, first = agency(house)
    colleague = person(house)
    ref, older = invited(house, first, firm, email_of(house, colleague))
    newer = written(house, ref)
    with pytest.raises(NotFound), house.writing(colleague) as uow:
        organisations.accept_invitation(uow, older)
    again_ref, newest = invited(house, first, firm, email_of(house, colleague))
    with pytest.raises(Conflict), house.writing(colleague) as uow:
        organisations.accept_invitation(uow, newer)
    with house.writing(first) as uow:
        organisations.revoke_invitation(uow, firm.ref, again_ref)
    with pytest.raises(Conflict), house.writing(colleague) as uow:
        organisations.accept_invitation(uow, newest)
    assert again(house, colleague).seats == frozenset()


def test_only_administrators_invite_and_never_themselves(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    head = member(house, office, Role.DRAFTER)
    other = member(house, office, Role.APPROVER)
    with pytest.raises(NotPermitted), house.writing(other) as uow:
        organisations.invite(uow, office.ref, "x@example.org", Role.DRAFTER, "zh")
    with house.writing(head) as uow:
        with pytest.raises(NotPermitted, match="themselves"):
            organisations.invite(uow, office.ref, email_of(house, head), Role.APPROVER, "zh")
        with pytest.raises(Invalid):
            organisations.invite(uow, office.ref, "x@example.org", Role.OPERATOR, "zh")
        with pytest.raises(Invalid):
            organisations.invite(uow, office.ref, "no address", Role.DRAFTER, "zh")
        with pytest.raises(Conflict, match="already"):
            organisations.invite(uow, office.ref, email_of(house, other), Role.APPROVER, "zh")
    firm, stranger = agency(house)
    with pytest.raises(NotPermitted), house.writing(stranger) as uow:
        organisations.invite(uow, office.ref, "x@example.org", Role.DRAFTER, "zh")
    ref, _ = invited(house, stranger, firm, "y@example.org")
    with pytest.raises(NotFound), house.writing(head) as uow:
        organisations.revoke_invitation(uow, office.ref, ref)


def test_invitations_are_counted(house: Providers, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MAX_INVITATIONS", 2)
    firm, first = agency(house)
    for number in range(2):
        invited(house, first, firm, f"many{number}@example.org")
    with pytest.raises(Conflict, match="24 hours"), house.writing(first) as uow:
        organisations.invite(uow, firm.ref, "more@example.org", Role.AGENCY_MEMBER, "zh")


def test_the_first_member_administers_and_hands_over(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    head = member(house, office, Role.DRAFTER)
    heir = member(house, office, Role.APPROVER)
    assert head.administers(office.id)
    assert not heir.administers(office.id)
    assert heir.user_id is not None
    assert head.user_id is not None
    for act in (organisations.leave, organisations.step_down):
        with pytest.raises(Conflict, match="at least one"), house.writing(head) as uow:
            act(uow, office.ref)
    with pytest.raises(NotPermitted), house.writing(heir) as uow:
        organisations.appoint_administrator(uow, office.ref, heir.user_id)
    with pytest.raises(Conflict), house.writing(heir) as uow:
        organisations.step_down(uow, office.ref)
    with house.writing(head) as uow:
        organisations.appoint_administrator(uow, office.ref, heir.user_id)
    with pytest.raises(Conflict), house.writing(head) as uow:
        organisations.appoint_administrator(uow, office.ref, heir.user_id)
    with pytest.raises(NotFound), house.writing(head) as uow:
        organisations.appoint_administrator(uow, office.ref, 9999)
    with house.writing(head) as uow:
        organisations.step_down(uow, office.ref)
    assert not again(house, head).administers(office.id)
    with house.writing(again(house, heir)) as uow:
        organisations.remove_member(uow, office.ref, head.user_id, Role.DRAFTER)
    assert again(house, head).seats == frozenset()
    with pytest.raises(Conflict, match="at least one"), house.writing(again(house, heir)) as uow:
        organisations.remove_member(uow, office.ref, heir.user_id, Role.APPROVER)


def test_an_administrator_keeps_the_rights_in_every_role(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    head = member(house, office, Role.DRAFTER)
    member(house, office, Role.APPROVER, head)
    assert head.user_id is not None
    with house.writing(operator(house)) as uow:
        organisations.remove_member(uow, office.ref, head.user_id, Role.DRAFTER)
    assert again(house, head).administers(office.id)


def test_who_left_has_nothing_left_to_leave(house: Providers) -> None:
    firm, first = agency(house)
    colleague = member(house, firm, Role.AGENCY_MEMBER)
    with house.writing(colleague) as uow:
        organisations.leave(uow, firm.ref)
    with pytest.raises(NotFound), house.writing(colleague) as uow:
        organisations.leave(uow, firm.ref)
    with pytest.raises(NotPermitted), house.writing(again(house, colleague)) as uow:
        organisations.leave(uow, firm.ref)
    assert again(house, first).administers(firm.id)


@pytest.mark.parametrize("way", ["leave", "step_down", "remove_each_other"])
def test_two_administrators_who_go_at_the_same_moment_leave_one(market: Market, way: str) -> None:
    ref, pair = market.refs["department"], ("drafter", "approver")
    with market.acting("drafter") as uow:
        organisations.appoint_administrator(uow, ref, market.users["approver"])
    acts = {
        "leave": [(name, lambda uow: organisations.leave(uow, ref)) for name in pair],
        "step_down": [(name, lambda uow: organisations.step_down(uow, ref)) for name in pair],
        "remove_each_other": [
            ("drafter", lambda uow: organisations.remove_member(uow, ref, market.users["approver"], Role.APPROVER)),
            ("approver", lambda uow: organisations.remove_member(uow, ref, market.users["drafter"], Role.DRAFTER)),
        ],
    }
    assert at_once(market, *acts[way]) == {"done": 1, "Conflict": 1}
    with market.house.reading() as session:
        left = session.scalars(
            select(Membership.user_id).where(
                Membership.organisation_id == market.organisation_id("department"),
                Membership.is_administrator.is_(True),
            )
        ).all()
    assert len(left) == 1


def test_a_member_with_an_address_of_the_firm_proves_its_claim(house: Providers) -> None:
    firm, first = agency(house)
    with house.writing(operator(house)) as uow:
        organisations.record_mail_domain(uow, firm.ref, "@Firm.Example")
    colleague = person(house)
    with house.writing(PLATFORM) as uow:
        account = uow.session.get_one(User, colleague.user_id)
        account.email, account.confirmed_at = "li@firm.example", uow.now
    _, token = invited(house, first, firm, "li@firm.example")
    with house.writing(colleague) as uow:
        organisations.accept_invitation(uow, token)
    with house.reading() as session:
        found = session.get_one(Organisation, firm.id)
        assert (found.claim, found.proof, found.proof_note) == (
            ClaimState.VERIFIED,
            Proof.MAIL_DOMAIN,
            "firm.example",
        )


def test_an_operator_who_is_a_member_does_not_make_themselves_administrator(house: Providers) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    head = member(house, office, Role.DRAFTER)
    insider = member(house, office, Role.APPROVER, operator(house))
    assert insider.user_id is not None
    with pytest.raises(NotPermitted), house.writing(insider) as uow:
        organisations.appoint_administrator(uow, office.ref, insider.user_id)
    assert not again(house, insider).administers(office.id)
    with house.writing(head) as uow:
        organisations.appoint_administrator(uow, office.ref, insider.user_id)
    assert again(house, insider).administers(office.id)


@pytest.mark.parametrize(("change", "words"), [("erased_at", "closed"), ("active", "locked")])
def test_an_account_that_nobody_can_use_gets_no_seat(house: Providers, change: str, words: str) -> None:
    office = organisation(house, OrganisationKind.DEPARTMENT)
    firm, first = agency(house)
    gone, email = person(house), "gone@example.org"
    _, token = invited(house, first, firm, email)
    with house.writing(PLATFORM) as uow:
        account = uow.session.get_one(User, gone.user_id)
        account.email, account.active = email, False
        account.erased_at = uow.now if change == "erased_at" else None
    with pytest.raises(Conflict, match=words), house.writing(operator(house)) as uow:
        organisations.add_member(uow, office.ref, gone.user_id or 0, Role.DRAFTER)
    with pytest.raises(Conflict, match=words), house.writing(gone) as uow:
        organisations.accept_invitation(uow, token)
    assert again(house, gone).seats == frozenset()


def test_whom_an_operator_seats_proves_no_claim(house: Providers) -> None:
    firm, _ = agency(house)
    with house.writing(operator(house)) as uow:
        organisations.record_mail_domain(uow, firm.ref, "firm.example")
    employee = person(house)
    with house.writing(PLATFORM) as uow:
        account = uow.session.get_one(User, employee.user_id)
        account.email, account.confirmed_at = "li@firm.example", uow.now
    with house.writing(operator(house)) as uow:
        organisations.add_member(uow, firm.ref, employee.user_id or 0, Role.AGENCY_MEMBER)
    with house.reading() as session:
        assert session.get_one(Organisation, firm.id).claim is ClaimState.UNVERIFIED
