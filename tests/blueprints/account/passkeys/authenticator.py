"""An authenticator in software: makes key pairs and signs what a page asks, honestly or not."""

import hashlib
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from html import unescape
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, ATTESTED = 0x01, 0x04, 0x40
ORIGIN = "http://localhost"
HOST = "localhost"


@dataclass(frozen=True)
class Question:
    """What a page asks of an authenticator, and where the answer goes."""

    options: dict[str, Any]
    action: str


def question(page: str) -> Question:
    """The question of a page."""
    form = re.search(r'<form[^>]*action="([^"]+)"[^>]*data-options="([^"]+)"', page)
    assert form, page
    return Question(json.loads(unescape(form[2])), unescape(form[1]))


@dataclass
class Passkey:
    """One key pair. `counter` is what the next answer counts; None: it counts nothing."""

    credential_id: bytes = b"passkey-of-chance"
    counter: int | None = None
    handle: bytes = b""
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def make(self, options: dict[str, Any], *, flags: int = PRESENT | VERIFIED, **lies: Any) -> str:  # noqa: ANN401
        """The answer to a request for a new passkey."""
        self.handle = unpacked(options["user"]["id"])
        attested = bytes(15) + b"\1" + len(self.credential_id).to_bytes(2, "big") + self.credential_id + self._cose()
        said = self._said(flags | ATTESTED, lies) + attested
        return self._written(
            clientDataJSON=packed(_client_data("webauthn.create", options, lies)),
            attestationObject=packed(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": said})),
            transports=["internal", "telepathy"],
        )

    def answer(self, options: dict[str, Any], *, flags: int = PRESENT | VERIFIED, **lies: Any) -> str:  # noqa: ANN401
        """The answer to a request for a signature. `lies`: origin, host, kind, challenge, handle."""
        data = _client_data("webauthn.get", options, lies)
        said = self._said(flags, lies)
        signed = self.key.sign(said + hashlib.sha256(data).digest(), ec.ECDSA(SHA256()))
        handle = lies.get("handle", self.handle)
        return self._written(
            clientDataJSON=packed(data),
            authenticatorData=packed(said),
            signature=packed(signed),
            userHandle=None if handle is None else packed(handle),
        )

    def _said(self, flags: int, lies: dict[str, Any]) -> bytes:
        if self.counter is not None:
            self.counter += 1
        host = hashlib.sha256(lies.get("host", HOST).encode()).digest()
        return host + bytes([flags]) + (self.counter or 0).to_bytes(4, "big")

    def _cose(self) -> bytes:
        point = self.key.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")})

    def _written(self, **response: Any) -> str:  # noqa: ANN401
        name = packed(self.credential_id)
        return json.dumps({"id": name, "rawId": name, "type": "public-key", "response": response})


def _client_data(kind: str, options: dict[str, Any], lies: dict[str, Any]) -> bytes:
    return json.dumps(
        {
            "type": lies.get("kind", kind),
            "challenge": lies.get("challenge", options["challenge"]),
            "origin": lies.get("origin", ORIGIN),
            "crossOrigin": False,
        }
    ).encode()


def packed(raw: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(raw).decode().rstrip("=")


def unpacked(text: str) -> bytes:
    """Bytes from base64url."""
    return urlsafe_b64decode(f"{text}===")
