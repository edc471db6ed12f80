"""A time-stamp authority (RFC 3161) over HTTP. An answer is kept only when it verifies against the given roots."""

from datetime import UTC, datetime
from urllib.error import URLError
from urllib.request import Request, urlopen

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    Verifier,
    VerifierBuilder,
    decode_timestamp_response,
)

from marketplace.domain.log.ports import StampBroken
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark

TIMEOUT_SECONDS = 10
MOST_BYTES = 64 * 1024
"""No honest answer is longer."""


class TimeStampAuthority:
    """The authority at an ``http:`` or ``https:`` address; `roots` are certificates in PEM."""

    def __init__(self, url: str, roots: bytes) -> None:
        self._url = url
        self._roots = load_pem_x509_certificates(roots)

    def stamp(self, message: bytes) -> bytes:
        """The authority's answer over the SHA-256 of `message`, in DER; raises Unavailable."""
        asked = TimestampRequestBuilder().data(message).hash_algorithm(HashAlgorithm.SHA256).build()
        request = Request(  # noqa: S310 - the settings allow http and https only
            self._url, asked.as_bytes(), {"Content-Type": "application/timestamp-query"}
        )
        try:
            with urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
                answer: bytes = response.read(MOST_BYTES)
            _verified(VerifierBuilder.from_request(asked), self._roots, answer, message)
        except (URLError, OSError) as silence:
            raise Unavailable(mark("The time-stamp authority does not answer.")) from silence
        except StampBroken as broken:
            raise Unavailable(mark("The time-stamp authority's answer is not what was asked for.")) from broken
        return answer

    def stamped_at(self, answer: bytes, message: bytes) -> datetime:
        """The time that the answer states; raises StampBroken when it is not the authority's over `message`."""
        return _verified(VerifierBuilder(), self._roots, answer, message).tst_info.gen_time.astimezone(UTC)


def _verified(builder: VerifierBuilder, roots: list[Certificate], answer: bytes, message: bytes) -> TimeStampResponse:
    for root in roots:
        builder = builder.add_root_certificate(root)
    verifier: Verifier = builder.build()
    try:
        found = decode_timestamp_response(answer)
        verifier.verify_message(found, message)
    except (VerificationError, ValueError) as broken:
        raise StampBroken from broken
    return found
