"""People with keys, as tests need them: made on the spot, shown, and used at openings."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.adapters.sealing import handing_in, threshold
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries
from marketplace.domain.bids.sittings import sitting_of
from marketplace.domain.openers import operations as openers
from marketplace.domain.openers.models import Opener
from marketplace.domain.openers.rules import proof_info
from marketplace.domain.tenders import policies
from marketplace.domain.tenders import queries as tenders
from marketplace.kernel.actor import Actor
from marketplace.providers import Providers


def key_of(name: str) -> X25519PrivateKey:
    """Somebody's private key."""
    return X25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def answer_to(opener: Opener, key: X25519PrivateKey) -> str:
    """What the challenge hides."""
    return threshold.open_with(key, proof_info(opener.ref), bytes.fromhex(opener.challenge)).hex()


@dataclass
class Openers:
    """Those who hold keys, by name; `actor` gives the person as the next request sees them.

    `refs` is the market's own memory of references.
    """

    house: Providers
    actor: Callable[[str], Actor]
    refs: dict[str, str]

    def ref(self, name: str) -> str:
        """The reference of somebody's key."""
        return self.refs[f"key of {name}"]

    def enrol(self, name: str, organisation_ref: str) -> str:
        """A key that is registered and not shown; its reference."""
        public = key_of(name).public_key().public_bytes_raw().hex()
        with self.house.writing(self.actor(name)) as uow:
            self.refs[f"key of {name}"] = openers.enrol(uow, organisation_ref, public, threshold).ref
        return self.ref(name)

    def prove(self, name: str) -> None:
        """Show the key."""
        with self.house.writing(self.actor(name)) as uow:
            opener = uow.session.scalars(select(Opener).where(Opener.ref == self.ref(name))).one()
            openers.prove(uow, opener.ref, answer_to(opener, key_of(name)))

    def add(self, name: str, organisation_ref: str) -> None:
        """A key that tenders may name."""
        self.enrol(name, organisation_ref)
        self.prove(name)

    def shares(self, name: str, tender_ref: str) -> Mapping[str, Any]:
        """What the device of `name` hands in."""
        with self.house.reading() as session:
            return self.document(session, name, tender_ref)

    def document(self, session: Session, name: str, tender_ref: str) -> Mapping[str, Any]:
        """The same, read in a session of the caller's."""
        tender = tenders.see(session, self.actor(name), tender_ref)
        rows = queries.to_open(session, self.actor(name), tender)
        return handing_in.document(
            policies.of_tender(session, tender.id),
            self.ref(name),
            key_of(name),
            [(bid, of) for bid, of in rows],
            sitting_of(tender),
        )

    def open(self, tender_ref: str, names: Iterable[str]) -> None:
        """Each of them hands in what their key reads."""
        for name in names:
            document = self.shares(name, tender_ref)
            with self.house.writing(self.actor(name)) as uow:
                bids.hand_in(uow, tender_ref, document, threshold)
