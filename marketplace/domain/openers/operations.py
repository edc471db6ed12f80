"""Registering a key, showing that it is at hand, and taking it out of use."""

import hashlib

from sqlalchemy import select

from marketplace.domain.openers import rules
from marketplace.domain.openers.events import OpenerChallenged
from marketplace.domain.openers.models import Opener
from marketplace.domain.openers.panels import KEY_BYTES
from marketplace.domain.openers.ports import KeySealer
from marketplace.domain.openers.states import OPENER, OpenerState
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork


def enrol(uow: UnitOfWork, organisation_ref: str, public_key: str, keys: KeySealer) -> Opener:
    """Register the public half of a key that one's own device made, for one's department, regulator or operator.

    Whoever belongs to an agency holds none: the openers of a tender are nobody who may bid in it.
    """
    organisation = uow.claim(Organisation, organisation_ref, "opener:enrol")
    person = uow.actor.user_id or 0
    uow.take_turn(f"openers {person}")
    if not rules.is_key(public_key):
        raise Invalid(mark("This is not a public key. Make one on this page or with the command."))
    of_agency = select(Membership.id).where(Membership.user_id == person, Membership.role == Role.AGENCY_MEMBER)
    if uow.session.scalar(of_agency.limit(1)) is not None:
        raise Conflict(mark("You belong to an agency; whoever may bid does not hold a key of the openers."))
    in_use = select(Opener.id).where(Opener.user_id == person, Opener.state != OpenerState.RETIRED)
    if uow.session.scalar(in_use.limit(1)) is not None:
        raise Conflict(mark("You hold a key already. Take it out of use before you register another."))
    if uow.session.scalar(select(Opener.id).where(Opener.public_key == public_key)) is not None:
        raise Conflict(mark("This key is registered already. Make a new one."))
    opener = Opener(
        ref=uow.new_ref("K"),
        user_id=person,
        organisation_id=organisation.id,
        state=OPENER.initial,
        public_key=public_key,
        enrolled_at=uow.now,
    )
    _ask(uow, opener, keys)
    uow.add(opener)
    uow.record("opener:enrol", opener, organisation=organisation.ref, key=public_key)
    return opener


def challenge(uow: UnitOfWork, opener_ref: str, keys: KeySealer) -> Opener:
    """Ask for the key once more: its holder at will, the platform before every opening."""
    opener = uow.claim(Opener, opener_ref, "opener:challenge")
    opener.state = OPENER.after(opener.state, "challenge")
    _ask(uow, opener, keys)
    uow.record("opener:challenge", opener)
    if uow.actor.is_platform:
        uow.emit(OpenerChallenged(opener.ref))
    return opener


def prove(uow: UnitOfWork, opener_ref: str, answer: str) -> Opener:
    """Answer the challenge with the secret it hides, in hexadecimal: only the private key reads it."""
    opener = uow.claim(Opener, opener_ref, "opener:prove")
    try:
        secret = bytes.fromhex(answer)
    except ValueError:
        secret = b""
    if hashlib.sha256(secret).hexdigest() != opener.challenge_sha256:
        raise Invalid(mark("That is not what the challenge hides: another key was used, or a new challenge was made."))
    opener.state = OPENER.after(opener.state, "prove")
    opener.proved_at = uow.now
    uow.record("opener:prove", opener)
    return opener


def retire(uow: UnitOfWork, opener_ref: str) -> Opener:
    """Name the key in no new tender; tenders that name it already keep it."""
    opener = uow.claim(Opener, opener_ref, "opener:retire")
    opener.state = OPENER.after(opener.state, "retire")
    opener.retired_at = uow.now
    uow.record("opener:retire", opener)
    return opener


def _ask(uow: UnitOfWork, opener: Opener, keys: KeySealer) -> None:
    secret, ephemeral = uow.entropy.token(rules.SECRET_BYTES), uow.entropy.token(KEY_BYTES)
    try:
        sealed = keys.seal_to(bytes.fromhex(opener.public_key), rules.proof_info(opener.ref), secret, ephemeral)
    except ValueError as unusable:
        raise Invalid(mark("This is not a public key. Make one on this page or with the command.")) from unusable
    opener.challenge, opener.challenge_sha256 = sealed.hex(), hashlib.sha256(secret).hexdigest()
    opener.challenged_at = uow.now
