"""The browser's HPKE against the vector of RFC 9180 A.1.1 and against Python's, both ways."""

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from playwright.sync_api import Error

from tests.static.conftest import Run

SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
VECTOR = {
    "info": "4f6465206f6e2061204772656369616e2055726e",
    "ephemeral": "52c4a758a802cd8b936eceea314432798d5baf2d7e9235dc084ab1b9cfa2f736",
    "encapsulated": "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
    "private": "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
    "public": "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
    "aad": "436f756e742d30",
    "text": "4265617574792069732074727574682c20747275746820626561757479",
    "sealed": "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
}
INFO, TEXT = b"tender T-1, bidder O-2", "密封报价 88,000".encode()


def test_the_published_vector(run: Run) -> None:
    sealed = run(
        "hpke.js",
        """const options = { ephemeral: bytes(given.ephemeral), aad: bytes(given.aad), keyBytes: 16 };
        return hex(await it.seal(bytes(given.public), bytes(given.info), bytes(given.text), options));""",
        VECTOR,
    )
    assert sealed == VECTOR["encapsulated"] + VECTOR["sealed"]
    opened = run(
        "hpke.js",
        """const options = { aad: bytes(given.aad), keyBytes: 16 };
        const message = bytes(given.encapsulated + given.sealed);
        return hex(await it.open(bytes(given.private), bytes(given.info), message, options));""",
        VECTOR,
    )
    assert opened == VECTOR["text"]
    assert run("hpke.js", "return hex(await it.publicKeyOf(bytes(given.private)));", VECTOR) == VECTOR["public"]


def test_python_opens_what_the_browser_sealed(run: Run) -> None:
    own = X25519PrivateKey.generate()
    public = own.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    sealed = run(
        "hpke.js",
        "return hex(await it.seal(bytes(given.public), bytes(given.info), bytes(given.text)));",
        {"public": public.hex(), "info": INFO.hex(), "text": TEXT.hex()},
    )
    assert SUITE.decrypt(bytes.fromhex(sealed), own, INFO) == TEXT
    with pytest.raises(InvalidTag):
        SUITE.decrypt(bytes.fromhex(sealed), own, b"another tender")


def test_the_browser_opens_what_python_sealed_and_nothing_else(run: Run) -> None:
    pair = run(
        "hpke.js",
        "const pair = await it.newKey(); return [hex(pair.privateKey), hex(pair.publicKey)];",
    )
    private, public = map(bytes.fromhex, pair)
    assert X25519PrivateKey.from_private_bytes(private).public_key() == X25519PublicKey.from_public_bytes(public)
    sealed = SUITE.encrypt(TEXT, X25519PublicKey.from_public_bytes(public), INFO)

    def opened(message: bytes, info: bytes, key: bytes = private) -> str:
        found: str = run(
            "hpke.js",
            "return hex(await it.open(bytes(given[0]), bytes(given[1]), bytes(given[2])));",
            [key.hex(), info.hex(), message.hex()],
        )
        return found

    assert bytes.fromhex(opened(sealed, INFO)) == TEXT
    flipped = bytes([*sealed[:-1], sealed[-1] ^ 1])
    stranger = X25519PrivateKey.generate().private_bytes_raw()
    for message, info, key in ((sealed, b"other", private), (flipped, INFO, private), (sealed, INFO, stranger)):
        with pytest.raises(Error, match="OperationError"):
            opened(message, info, key)


@pytest.mark.parametrize("public", ["00" * 32, "01" + "00" * 31])
def test_a_key_that_agrees_on_nothing_is_refused(run: Run, public: str) -> None:
    with pytest.raises(Error, match="OperationError"):
        run("hpke.js", "return hex(await it.seal(bytes(given), bytes(''), bytes('')));", public)
