"""Stamps by an authority of our own: `openssl ts` on loopback."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from marketplace.adapters.stamping import stamper
from marketplace.adapters.stamping.rfc3161 import TimeStampAuthority
from marketplace.config import Misconfigured
from marketplace.domain.log.ports import StampBroken, Stamper
from marketplace.kernel.errors import Unavailable

MESSAGE = b'{"root":"00"}'
CONFIG = """
[ req ]
distinguished_name = dn
prompt = no
[ dn ]
CN = Test
[ ca ]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign
subjectKeyIdentifier = hash
[ tsa_cert ]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
[ tsa ]
default_tsa = here
[ here ]
serial = serial
crypto_device = builtin
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
ess_cert_id_alg = sha256
"""


class Authority:
    """A folder with a root, a time-stamping certificate, and a server that answers with them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.replay: bytes | None = None
        folder.mkdir()
        (folder / "openssl.cnf").write_text(CONFIG)
        (folder / "serial").write_text("01")
        key = ("-newkey", "rsa:2048", "-nodes", "-config", "openssl.cnf")
        self.run("req", "-x509", *key, "-keyout", "ca.key", "-out", "ca.pem", "-extensions", "ca", "-days", "2")
        self.run("req", *key, "-keyout", "tsa.key", "-out", "tsa.csr", "-subj", "/CN=Test stamps")
        signed = ("-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2")
        self.run(
            *("x509", "-req", "-in", "tsa.csr", "-out", "tsa.pem", *signed),
            *("-extfile", "openssl.cnf", "-extensions", "tsa_cert"),
        )
        self.server = HTTPServer(("127.0.0.1", 0), self.handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}/"

    def run(self, *words: str) -> None:
        openssl = shutil.which("openssl")
        if openssl is None:
            pytest.skip("no openssl")
        done = subprocess.run([openssl, *words], cwd=self.folder, capture_output=True, check=False)  # noqa: S603
        assert done.returncode == 0, done.stderr.decode()

    def answer(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        self.run(
            *("ts", "-reply", "-config", "openssl.cnf", "-queryfile", "query", "-out", "reply"),
            *("-signer", "tsa.pem", "-inkey", "tsa.key"),
        )
        return (self.folder / "reply").read_bytes()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                query = self.rfile.read(int(self.headers["Content-Length"]))
                answer = authority.answer(query) if authority.replay is None else authority.replay
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_words: object) -> None:
                """Keep quiet."""

        return Handler


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[Authority]:
    made = Authority(tmp_path / "authority")
    thread = Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    made.server.server_close()
    thread.join()


def opened(authority: Authority) -> Stamper:
    found = stamper(authority.url, str(authority.folder / "ca.pem"))
    assert found is not None
    return found


def test_a_stamp_says_when_and_over_what(authority: Authority) -> None:
    asked = opened(authority)
    answer = asked.stamp(MESSAGE)
    apart = datetime.now(UTC) - asked.stamped_at(answer, MESSAGE)  # noqa: TID251 - the authority has the machine's clock
    assert apart < timedelta(minutes=1)
    with pytest.raises(StampBroken):
        asked.stamped_at(answer, b"else")
    with pytest.raises(StampBroken):
        asked.stamped_at(answer[:-1] + b"\0", MESSAGE)
    with pytest.raises(StampBroken):
        asked.stamped_at(b"", MESSAGE)


def test_an_answer_to_another_question_is_not_kept(authority: Authority) -> None:
    asked = opened(authority)
    authority.replay = asked.stamp(MESSAGE)
    with pytest.raises(Unavailable):
        asked.stamp(MESSAGE)  # the same words, but the number of the question is another
    authority.replay = b"<html>"
    with pytest.raises(Unavailable):
        asked.stamp(MESSAGE)


def test_an_authority_that_nobody_vouches_for_is_not_believed(authority: Authority, tmp_path: Path) -> None:
    other = Authority(tmp_path / "other")
    other.server.server_close()
    with pytest.raises(Unavailable):
        TimeStampAuthority(authority.url, (other.folder / "ca.pem").read_bytes()).stamp(MESSAGE)


def test_an_authority_that_is_away_is_a_refusal(authority: Authority) -> None:
    roots = (authority.folder / "ca.pem").read_bytes()
    with pytest.raises(Unavailable):
        TimeStampAuthority("http://127.0.0.1:9/", roots).stamp(MESSAGE)


def test_a_file_without_certificates_is_refused() -> None:
    with pytest.raises(Misconfigured, match="no certificate"):
        stamper("http://127.0.0.1:9/", __file__)


def test_without_an_address_nobody_is_asked() -> None:
    assert stamper("", "") is None
