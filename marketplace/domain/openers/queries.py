"""Reads of openers."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from marketplace.domain.accounts.models import User
from marketplace.domain.openers.models import Opener
from marketplace.domain.openers.panels import KeyHolder
from marketplace.domain.openers.states import OpenerState
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import Actor
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotFound


def own(session: Session, actor: Actor) -> Sequence[AnyRow]:
    """(Opener, Organisation) of the actor's keys, the newest first."""
    return session.execute(
        select(Opener, Organisation)
        .join(Organisation, Organisation.id == Opener.organisation_id)
        .where(Opener.user_id == actor.user_id)
        .order_by(Opener.id.desc())
    ).all()


def see_own(session: Session, actor: Actor, ref: str) -> Opener:
    """A key of the actor's; raises NotFound for any other."""
    opener = session.scalars(select(Opener).where(Opener.ref == ref, Opener.user_id == actor.user_id)).first()
    if opener is None:
        raise NotFound
    return opener


def nameable(session: Session, buyer_id: int) -> Sequence[AnyRow]:
    """(Opener, Organisation, User) whom a tender of this department may name: its own first, then regulators, others.

    Of equals the one whose key was shown last comes first.
    """
    nearness = case(
        (Opener.organisation_id == buyer_id, 0), (Organisation.kind == OrganisationKind.REGULATOR, 1), else_=2
    )
    return session.execute(
        select(Opener, Organisation, User)
        .join(Organisation, Organisation.id == Opener.organisation_id)
        .join(User, User.id == Opener.user_id)
        .where(Opener.state == OpenerState.PROVED, User.active)
        .order_by(nearness, Opener.proved_at.desc(), Opener.id)
    ).all()


def suggested(session: Session, buyer_id: int, count: int) -> list[str]:
    """References of up to `count` openers of different organisations."""
    found: dict[int, str] = {}
    for opener, organisation, _user in nameable(session, buyer_id):
        found.setdefault(organisation.id, opener.ref)
    return list(found.values())[:count]


def holders(session: Session, refs: Collection[str]) -> dict[str, tuple[Opener, KeyHolder]]:
    """Those of the references that exist, each with what a policy says of it."""
    rows = session.execute(
        select(Opener, Organisation.name, User.name)
        .join(Organisation, Organisation.id == Opener.organisation_id)
        .join(User, User.id == Opener.user_id)
        .where(Opener.ref.in_(refs))
    )
    return {
        opener.ref: (opener, KeyHolder(opener.ref, name, organisation, opener.public_key))
        for opener, organisation, name in rows
    }


def unasked(session: Session, user_ids: Collection[int], since: datetime) -> Sequence[str]:
    """References of keys of these people that nobody has asked for since then."""
    return session.scalars(
        select(Opener.ref)
        .where(Opener.user_id.in_(user_ids), Opener.state == OpenerState.PROVED, Opener.challenged_at < since)
        .order_by(Opener.id)
    ).all()


def silent(session: Session, user_ids: Collection[int]) -> Sequence[str]:
    """References of keys of these people that were asked for and not shown since."""
    return session.scalars(
        select(Opener.ref)
        .where(
            Opener.user_id.in_(user_ids), Opener.state == OpenerState.PROVED, Opener.proved_at < Opener.challenged_at
        )
        .order_by(Opener.id)
    ).all()
