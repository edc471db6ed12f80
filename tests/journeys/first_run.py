"""A live instance set up by typing what docs/first-run.md says, and served as `make serve` serves it."""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from marketplace.config import ROOT
from tests.journeys.site import mailed_link

PAGE = ROOT / "docs" / "first-run.md"
OWN_SETTINGS = ("LANG", "PATH", "HOME", "TMPDIR")
PATIENCE_SECONDS = 300
"""A loaded machine starts a command in half a minute."""


@dataclass
class Instance:
    """An instance in a folder of its own, in mode live on this machine only."""

    folder: Path
    port: int
    said: str = ""
    """What the commands of the page printed."""

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the surroundings but where programs are."""
        kept = {name: os.environ[name] for name in OWN_SETTINGS if name in os.environ}
        return kept | {"INSTANCE": str(self.folder), "MARKET_PORT": str(self.port), "PYTHONDONTWRITEBYTECODE": "1"}

    @property
    def password(self) -> str:
        """The one that `users create` printed."""
        return self.said.split("password: ")[1].splitlines()[0]

    def set_up(self) -> None:
        """Type every `sh` block of the page, as it stands but for addresses."""
        for block in re.findall(r"^```sh\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL):
            self.said += self.run(self._here(block))

    def run(self, script: str) -> str:
        done = subprocess.run(  # noqa: S603 - the page's own commands
            ["/bin/sh", "-eu", "-c", script],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def flask(self, words: str) -> str:
        return self.run(f"{sys.executable} -m flask --app wsgi {words}")

    def work(self) -> None:
        """The worker inside the server does it."""

    def link_mailed_to(self, address: str) -> str:
        """The path of the link in the latest mail to an address, once the worker has sent it."""
        until = time.monotonic() + PATIENCE_SECONDS
        while (found := mailed_link(self.folder, self.url, address)) is None:
            assert time.monotonic() < until, f"no mail to {address}"
            time.sleep(0.2)
        return found

    @contextmanager
    def served(self) -> Iterator[None]:
        command = [sys.executable, "-m", "gunicorn", "--config", "gunicorn.conf.py", "wsgi:app"]
        log = self.folder / "server.log"
        with log.open("wb") as said:
            server = subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=said, stderr=said)  # noqa: S603
            try:
                self._await(server, log)
                yield
            finally:
                server.terminate()
                server.wait(PATIENCE_SECONDS)

    def _here(self, block: str) -> str:
        """The page's addresses are another machine's; everything else is typed as it stands."""
        for there, here in (
            ("/srv/market", str(self.folder)),
            ("https://market.example.gov", self.url),
            ("smtps://user:password@mail.example.gov", "folder:"),
            ("proxy_hops = 1\n", ""),
            ("make migrate", f"{sys.executable} -m flask --app wsgi db upgrade"),
            (".venv/bin/flask", f"{sys.executable} -m flask"),
        ):
            block = block.replace(there, here)
        return block

    def _await(self, server: "subprocess.Popen[bytes]", log: Path) -> None:
        until = time.monotonic() + PATIENCE_SECONDS
        while True:
            assert server.poll() is None, log.read_text()
            assert time.monotonic() < until, log.read_text()
            try:
                with urlopen(f"{self.url}/readyz", timeout=5):  # noqa: S310 - this machine
                    return
            except (URLError, OSError):
                time.sleep(0.2)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
