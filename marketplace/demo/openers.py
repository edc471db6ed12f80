"""The three people who hold the keys of the demonstration, and their openings.

Their private keys follow from their addresses, so that every load seals alike; a live instance refuses these people.
"""

import hashlib
import json
from collections.abc import Sequence

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from marketplace.adapters.sealing import handing_in, threshold
from marketplace.demo import cast, sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Story
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.openers import operations as openers
from marketplace.domain.openers import queries as opener_queries
from marketplace.domain.openers.rules import proof_info
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.tenders import policies
from marketplace.kernel.actor import Role

ESCROW = "yunling-finance"
"""The department that holds the third key."""
PRESENT = 2
"""So many of the three come to an opening."""


def addresses() -> Sequence[tuple[str, str]]:
    """(office, address) of the three: of the first department, of the regulator and of the escrow."""
    offices = cast.offices()
    first = next(office.key for office in offices if office.kind is OrganisationKind.DEPARTMENT)
    regulator = next(office.key for office in offices if office.kind is OrganisationKind.REGULATOR)
    return (
        (first, sign_ins.of_office(first, Role.APPROVER, 1)),
        (regulator, sign_ins.of_office(regulator, Role.REGULATOR, 1)),
        (ESCROW, sign_ins.of_office(ESCROW, Role.APPROVER, 1)),
    )


def private_key(address: str) -> X25519PrivateKey:
    """The key of one of the three."""
    return X25519PrivateKey.from_private_bytes(hashlib.sha256(f"demo key of {address}".encode()).digest())


def enrol(story: Story) -> None:
    """They register their keys and show them."""
    for office, address in addresses():
        key = private_key(address)
        with story.acting(address) as uow:
            public = key.public_key().public_bytes_raw().hex()
            opener = openers.enrol(uow, story.refs[office], public, threshold)
            secret = threshold.open_with(key, proof_info(opener.ref), bytes.fromhex(opener.challenge))
            openers.prove(uow, opener.ref, secret.hex())


def open_bids(purchase: Purchase) -> None:
    """Two of the three hand in what their keys read."""
    story, tender = purchase.story, purchase.tender()
    for _, address in addresses()[:PRESENT]:
        with story.acting(address) as uow:
            [(opener, _organisation)] = opener_queries.own(uow.session, uow.actor)
            sealed = [(bid, written) for bid, written in bid_queries.to_open(uow.session, uow.actor, tender)]
            of_tender = policies.of_tender(uow.session, tender.id)
            document = handing_in.document(of_tender, opener.ref, private_key(address), sealed)
            bids.hand_in(uow, tender.ref, document, threshold)


def damaged(written: bytes) -> bytes:
    """A sealed bid whose price does not open, as no honest device makes it."""
    document = json.loads(written)
    letter, *rest = document["parts"]["price"]["ciphertext"]
    document["parts"]["price"]["ciphertext"] = "".join(["B" if letter == "A" else "A", *rest])
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
