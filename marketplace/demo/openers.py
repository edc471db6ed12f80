"""The three people who hold the keys of the demonstration, and their openings.

Their private keys follow from their addresses, so that every load seals alike; a live instance refuses these people.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from marketplace.adapters.sealing import handing_in, key_files, threshold
from marketplace.demo import cast, sign_ins
from marketplace.demo.purchase import Purchase
from marketplace.demo.story import Story
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids import queries as bid_queries
from marketplace.domain.bids.sittings import sitting_of
from marketplace.domain.openers import operations as openers
from marketplace.domain.openers import queries as opener_queries
from marketplace.domain.openers.rules import proof_info
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.tenders import policies
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import Role
from marketplace.kernel.entropy import SeededEntropy
from marketplace.kernel.unit_of_work import UnitOfWork

PANEL = ("first key", "second key", "third key")
"""What the story calls the keys of the three."""
SPARE, UNSHOWN, RETIRED = "shiqiao-housing", "songping-resources", "qinghe-water"
"""Departments whose approvers hold keys that no panel names at first."""
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
        (sign_ins.ESCROW, sign_ins.of_office(sign_ins.ESCROW, Role.APPROVER, 1)),
    )


def private_key(address: str) -> X25519PrivateKey:
    """The key of one of the three."""
    return key_files.key_of(_private(address))


def key_files_in(folder: Path) -> dict[str, Path]:
    """By address, where the key files of the three are."""
    return {address: folder / f"{address.partition('@')[0]}.json" for _, address in addresses()}


def write_key_files(folder: Path) -> None:
    """Write them, under the password of the demonstration."""
    folder.mkdir(parents=True, exist_ok=True)
    for address, file in key_files_in(folder).items():
        document = key_files.lock(_private(address), sign_ins.PASSWORD, SeededEntropy(address))
        file.write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def _private(address: str) -> bytes:
    return hashlib.sha256(f"demo key of {address}".encode()).digest()


def enrol(story: Story) -> None:
    """The three register their keys and show them; of others one is spare, one is not shown yet, one is out of use."""
    for name, (office, address) in zip(PANEL, addresses(), strict=True):
        story.refs[name] = _register(story, office, address)
        _show(story, address)
    story.refs["spare key"] = _register(story, SPARE, sign_ins.of_office(SPARE, Role.APPROVER, 1))
    _show(story, sign_ins.of_office(SPARE, Role.APPROVER, 1))
    _register(story, UNSHOWN, sign_ins.of_office(UNSHOWN, Role.APPROVER, 1))
    with story.acting(sign_ins.of_office(RETIRED, Role.APPROVER, 1)) as uow:
        public = private_key(RETIRED).public_key().public_bytes_raw().hex()
        openers.retire(uow, openers.enrol(uow, story.refs[RETIRED], public, threshold).ref)


def panel(story: Story) -> list[str]:
    """References of the three."""
    return [story.refs[name] for name in PANEL]


def _register(story: Story, office: str, address: str) -> str:
    public = private_key(address).public_key().public_bytes_raw().hex()
    with story.acting(address) as uow:
        return openers.enrol(uow, story.refs[office], public, threshold).ref


def _show(story: Story, address: str) -> None:
    with story.acting(address) as uow:
        [(opener, _organisation)] = opener_queries.own(uow.session, uow.actor)
        secret = threshold.open_with(private_key(address), proof_info(opener.ref), bytes.fromhex(opener.challenge))
        openers.prove(uow, opener.ref, secret.hex())


def open_bids(purchase: Purchase) -> None:
    """Two of the three hand in what their keys read."""
    for _, address in addresses()[:PRESENT]:
        with purchase.story.acting(address) as uow:
            bids.hand_in(uow, purchase.ref, shares(uow, purchase.tender(), address), threshold)


def shares(uow: UnitOfWork, tender: Tender, address: str) -> Mapping[str, Any]:
    """What the device of one of the three, who acts, hands in."""
    [(opener, _organisation)] = opener_queries.own(uow.session, uow.actor)
    sealed = [(bid, written) for bid, written in bid_queries.to_open(uow.session, uow.actor, tender)]
    of_tender = policies.of_tender(uow.session, tender.id)
    return handing_in.document(of_tender, opener.ref, private_key(address), sealed, sitting_of(tender))


def damaged(written: bytes) -> bytes:
    """A sealed bid whose price does not open, as no honest device makes it."""
    document = json.loads(written)
    letter, *rest = document["parts"]["price"]["ciphertext"]
    document["parts"]["price"]["ciphertext"] = "".join(["B" if letter == "A" else "A", *rest])
    return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()
