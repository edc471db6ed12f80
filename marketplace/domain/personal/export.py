"""Everything the house knows of one person, as JSON (个人信息保护法 Art 45: to see, copy and move it)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.accounts.models import User, WebSession
from marketplace.domain.notifications.models import MutedTopic, Notice
from marketplace.domain.organisations.models import Dispute, Invitation, Membership, Organisation
from marketplace.domain.personal.queries import pointing_columns
from marketplace.domain.personal.register import GOES_WITH_THE_ACCOUNT
from marketplace.domain.saved_searches.models import SavedSearch
from marketplace.domain.tenders.models import TenderSketch
from marketplace.kernel.actor import Actor
from marketplace.kernel.errors import NotFound
from marketplace.kernel.journal import JournalEntry

FORMAT = "personal-data-v1"


def own_data(session: Session, actor: Actor, now: datetime) -> dict[str, Any]:
    """The actor's own data and nobody else's; secrets are told to exist, never shown. Raises NotFound for a visitor.

    Shape: ``{"format", "made_at", "account", "passkeys", "roles", "sessions", "notices", "topics_without_mail",
    "saved_searches", "begun_forms", "invitations", "claims", "contact_of", "named_in", "journal"}``; times in ISO 8601.
    """
    person = None if actor.user_id is None else session.get(User, actor.user_id)
    if person is None:
        raise NotFound
    return {
        "format": FORMAT,
        "made_at": now.isoformat(),
        "account": _account(person),
        "passkeys": list(_passkeys(person)),
        "roles": list(_roles(session, person)),
        "sessions": list(_sessions(session, person)),
        "notices": list(_notices(session, person)),
        "topics_without_mail": _muted(session, person),
        "saved_searches": list(_searches(session, person)),
        "begun_forms": list(_sketches(session, person)),
        "invitations": list(_invitations(session, person)),
        "claims": list(_claims(session, person)),
        "contact_of": list(_contacts(session, person)),
        "named_in": list(_named_in(session, person)),
        "journal": list(_journal(session, person)),
    }


def _account(person: User) -> dict[str, Any]:
    return {
        "number": person.id,
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "created_at": _time(person.create_datetime),
        "address_confirmed_at": _time(person.confirmed_at),
        "has_password": person.password is not None,
        "has_second_factor": person.has_second_factor,
        "unused_recovery_codes": len(person.mf_recovery_codes or ()),
    }


def _passkeys(person: User) -> Iterator[dict[str, Any]]:
    for each in person.webauthn:
        yield {
            "name": each.name,
            "reached_by": each.transports,
            "added_at": _time(each.created_at),
            "used_at": _time(each.lastuse_datetime),
            "signatures_counted": each.sign_count,
        }


def _roles(session: Session, person: User) -> Iterator[dict[str, Any]]:
    for seat, organisation in session.execute(
        select(Membership, Organisation)
        .join(Organisation, Organisation.id == Membership.organisation_id)
        .where(Membership.user_id == person.id)
        .order_by(Membership.id)
    ):
        yield {
            "organisation": organisation.ref,
            "name": organisation.name,
            "role": seat.role.value,
            "is_administrator": seat.is_administrator,
            "since": _time(seat.granted_at),
        }


def _sessions(session: Session, person: User) -> Iterator[dict[str, Any]]:
    for each in session.scalars(
        select(WebSession).where(WebSession.user_id == person.id).order_by(WebSession.created_at)
    ):
        yield {
            "browser": each.agent,
            "signed_in_at": _time(each.created_at),
            "seen_at": _time(each.seen_at),
            "ended_at": _time(each.ended_at),
        }


def _notices(session: Session, person: User) -> Iterator[dict[str, Any]]:
    for notice in session.scalars(select(Notice).where(Notice.user_id == person.id).order_by(Notice.id)):
        yield {
            "kind": notice.kind,
            "facts": notice.facts,
            "created_at": _time(notice.created_at),
            "read_at": _time(notice.read_at),
        }


def _muted(session: Session, person: User) -> list[str]:
    wanted = select(MutedTopic.topic).where(MutedTopic.user_id == person.id).order_by(MutedTopic.topic)
    return [topic.value for topic in session.scalars(wanted)]


def _sketches(session: Session, person: User) -> Iterator[dict[str, Any]]:
    """What was typed into the form of a tender and not saved."""
    for each in session.scalars(
        select(TenderSketch).where(TenderSketch.user_id == person.id).order_by(TenderSketch.about)
    ):
        yield {"about": each.about, "fields": each.fields, "saved_at": _time(each.saved_at)}


def _searches(session: Session, person: User) -> Iterator[dict[str, Any]]:
    """What was searched for and saved."""
    own = select(SavedSearch).where(SavedSearch.user_id == person.id).order_by(SavedSearch.id)
    for each in session.scalars(own):
        yield {
            "name": each.name,
            "kind": each.kind,
            "query": each.query,
            "saved_at": _time(each.saved_at),
            "looked_at": _time(each.looked_at),
            "tell_at": _time(each.tell_at),
        }


def _invitations(session: Session, person: User) -> Iterator[dict[str, Any]]:
    """Invitations that were sent to one's own address; not by whom."""
    for each, organisation in session.execute(
        select(Invitation, Organisation)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.email == person.email)
        .order_by(Invitation.id)
    ):
        yield {
            "number": each.ref,
            "organisation": organisation.ref,
            "role": each.role.value,
            "state": each.state.value,
            "invited_at": _time(each.invited_at),
            "ended_at": _time(each.ended_at),
        }


def _claims(session: Session, person: User) -> Iterator[dict[str, Any]]:
    """One's own claims to a credit code, with what one wrote."""
    for each in session.scalars(select(Dispute).where(Dispute.claimant_id == person.id).order_by(Dispute.id)):
        yield {
            "number": each.ref,
            "organisation": each.organisation.ref,
            "reason": each.reason,
            "document": each.document.ref,
            "state": each.state.value,
            "opened_at": _time(each.opened_at),
            "decided_at": _time(each.decided_at),
            "decision": each.decision,
        }


def _contacts(session: Session, person: User) -> Iterator[dict[str, Any]]:
    """Where an organisation one belongs to names one's own mailbox as its contact."""
    for organisation in session.scalars(
        select(Organisation)
        .join(Membership, Membership.organisation_id == Organisation.id)
        .where(Membership.user_id == person.id, Organisation.contact_email == person.email)
        .distinct()
        .order_by(Organisation.id)
    ):
        yield {
            "organisation": organisation.ref,
            "name": organisation.contact_name,
            "phone": organisation.contact_phone,
            "email": organisation.contact_email,
        }


def _named_in(session: Session, person: User) -> Iterator[dict[str, Any]]:
    """Every record that points to the account: which one, and as what. What else stands in it is the record's own."""
    for column in pointing_columns():
        table = column.table
        if table.name in GOES_WITH_THE_ACCOUNT:
            continue
        key = [table.c.ref] if "ref" in table.c else list(table.primary_key)
        for row in session.execute(select(*key).where(column == person.id).order_by(*key)):
            yield {"record": table.name, "number": "/".join(map(str, row)), "as": column.name}


def _journal(session: Session, person: User) -> Iterator[dict[str, Any]]:
    """What the person did, and what was done with the account; the data of other people's objects stay with them."""
    for entry in session.scalars(
        select(JournalEntry)
        .where((JournalEntry.user_id == person.id) | (JournalEntry.object_ref == person.ref))
        .order_by(JournalEntry.seq)
    ):
        yield {
            "number": entry.seq,
            "at": _time(entry.at),
            "by_you": entry.user_id == person.id,
            "act": entry.action,
            "object": entry.object_ref,
            "data": entry.data if entry.object_ref == person.ref else None,
        }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
