"""What goes by itself: addresses of people who never came, and people who left an agency."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Invitation, Practitioner
from marketplace.domain.organisations.rules import INVITATION_ADDRESS_KEPT, INVITATION_VALID
from marketplace.domain.personal import operations, queries
from marketplace.domain.personal.rules import PRACTITIONER_KEPT, kept_until
from marketplace.domain.tenders import operations as tenders
from marketplace.jobs import housekeeping
from marketplace.kernel.actor import PLATFORM, Role
from marketplace.kernel.errors import Conflict
from marketplace.kernel.journal import JournalEntry
from tests.domain.market import LOWEST, Market
from tests.evidence import name_person

SECOND = timedelta(seconds=1)


def addresses(market: Market) -> list[str]:
    with market.house.reading() as session:
        return list(session.scalars(select(Invitation.email).order_by(Invitation.id)))


def test_the_address_of_who_never_accepted_goes_some_time_after_the_link_has_ended(market: Market) -> None:
    firm = market.refs["agency1"]
    market.person("colleague")
    with market.acting("agency1") as uow:
        asked = [
            organisations.invite(uow, firm, f"{name}@example.org", Role.AGENCY_MEMBER, "zh").ref
            for name in ("never", "revoked", "colleague")
        ]
        organisations.revoke_invitation(uow, firm, asked[1])
    with market.house.writing(PLATFORM) as uow:
        token = organisations.issue_token(uow, asked[2])
    assert token is not None
    with market.acting("colleague") as uow:
        organisations.accept_invitation(uow, token)
    began = market.clock.at
    for at, left in (
        (INVITATION_ADDRESS_KEPT - SECOND, ["never@example.org", "revoked@example.org"]),
        (INVITATION_ADDRESS_KEPT, ["never@example.org", ""]),
        (INVITATION_ADDRESS_KEPT + INVITATION_VALID - SECOND, ["never@example.org", ""]),
        (INVITATION_ADDRESS_KEPT + INVITATION_VALID, ["", ""]),
    ):
        market.clock.at = began + at
        housekeeping.forget(market.house)
        assert addresses(market) == [*left, "colleague@example.org"]


def ended_person(market: Market) -> str:
    """A person of agency1 whose last day is today."""
    ref = name_person(market)
    with market.acting("agency1") as uow:
        organisations.end_practitioner(uow, ref, today(market))
    return ref


def today(market: Market) -> date:
    return market.clock.at.date()


def forget(market: Market, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many people are left after the sweep's turn."""
    monkeypatch.setattr(housekeeping, "_turn", lambda _present: 0)
    housekeeping.forget_practitioners(market.house)
    with market.house.reading() as session:
        return len(session.scalars(select(Practitioner)).all())


def test_who_left_is_forgotten_when_no_file_needs_them(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    ref = ended_person(market)
    market.clock.at += PRACTITIONER_KEPT
    assert forget(market, monkeypatch) == 1
    with pytest.raises(Conflict), market.acting("platform") as uow:
        operations.forget_practitioner(uow, ref)
    market.clock.at += timedelta(days=1)
    assert forget(market, monkeypatch) == 0
    with market.house.reading() as session:
        noted = session.scalars(select(JournalEntry).where(JournalEntry.object_ref == ref)).all()
    assert noted[-1].action == "organisation:forget_practitioner"


def test_who_works_there_stays(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    name_person(market)
    market.clock.at += timedelta(days=365 * 20)
    assert forget(market, monkeypatch) == 1


def test_who_left_stays_as_long_as_the_files_of_their_time(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    tender = market.published()
    market.bid("agency1", tender, LOWEST)
    ref = ended_person(market)
    market.clock.at += PRACTITIONER_KEPT + timedelta(days=1)
    assert forget(market, monkeypatch) == 1, "the purchase is not over"
    with market.acting("approver") as uow:
        tenders.cancel(uow, tender, "No longer needed")
    until = kept_until(market.clock.at)
    market.clock.at = until - SECOND
    assert forget(market, monkeypatch) == 1
    with pytest.raises(Conflict), market.acting("platform") as uow:
        operations.forget_practitioner(uow, ref)
    market.clock.at = until
    assert forget(market, monkeypatch) == 0


def test_a_purchase_that_came_later_keeps_nobody(market: Market, monkeypatch: pytest.MonkeyPatch) -> None:
    ended_person(market)
    market.clock.at += timedelta(days=1)
    market.bid("agency1", market.published(), LOWEST)
    market.clock.at += PRACTITIONER_KEPT
    with market.house.reading() as session:
        assert len(queries.practitioners_due(session, market.clock.at)) == 1
    assert forget(market, monkeypatch) == 0
