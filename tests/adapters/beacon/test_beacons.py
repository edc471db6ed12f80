"""The client of the beacon against servers on loopback: the round it asked for, or Unavailable."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest

from marketplace import config, wiring
from marketplace.adapters.beacon import drand
from marketplace.adapters.beacon.drand import Drand
from marketplace.adapters.beacon.none import NoBeacon
from marketplace.domain.tenders.beacons import CHAIN
from marketplace.domain.tenders.ports import Beacon
from marketplace.kernel.errors import Unavailable
from tests.domain.tenders.beaconed import pulse

ROUND = 20_791_007
GOOD = pulse(ROUND)
ANSWER = {"round": ROUND, "randomness": GOOD.value, "signature": GOOD.signature}


class Server(HTTPServer):
    """Answers every request with `status` and `body` and remembers the paths."""

    status = 200
    body = json.dumps(ANSWER).encode()

    def __init__(self) -> None:
        self.paths: list[str] = []
        super().__init__(("127.0.0.1", 0), Handler)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self.server.paths.append(self.path)
        self.send_response(self.server.status)
        self.end_headers()
        self.wfile.write(self.server.body)

    def log_message(self, *_: object) -> None: ...


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_round_is_asked_for_by_chain_and_number(server: Server) -> None:
    beacon: Beacon = Drand((f"{server.address}/",))
    assert beacon.fetch(ROUND) == GOOD
    assert server.paths == [f"/{CHAIN}/public/{ROUND}"]


@pytest.mark.parametrize(
    "answer",
    [
        ANSWER | {"round": ROUND + 1},
        ANSWER | {"randomness": "00" * 32},
        ANSWER | {"randomness": GOOD.value.upper()},
        ANSWER | {"signature": "00" * 48},
        ANSWER | {"signature": ""},
        ANSWER | {"signature": 7},
        {"round": ROUND},
        [],
        "x" * (drand.LARGEST_ANSWER + 1),
    ],
    ids=lambda answer: str(answer)[:40],
)
def test_anything_but_that_round_is_no_answer(server: Server, answer: object) -> None:
    server.body = json.dumps(answer).encode()
    with pytest.raises(Unavailable, match="No server"):
        Drand((server.address,)).fetch(ROUND)


@pytest.mark.parametrize(("status", "body"), [(404, b""), (500, b"{}"), (200, b""), (200, b"<html>")])
def test_a_server_in_trouble_is_no_answer(server: Server, status: int, body: bytes) -> None:
    server.status, server.body = status, body
    with pytest.raises(Unavailable, match="No server"):
        Drand((server.address,)).fetch(ROUND)


def test_the_next_server_is_asked(server: Server) -> None:
    closed = Server()
    closed.server_close()
    assert Drand((closed.address, "http://127.0.0.1:1", server.address)).fetch(ROUND) == GOOD


def test_a_silent_server_is_left_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drand, "TIMEOUT_SECONDS", 0.1)
    silent = Server()
    with pytest.raises(Unavailable, match="No server"):
        Drand((silent.address,)).fetch(ROUND)
    silent.server_close()


def test_no_beacon_has_no_round() -> None:
    beacon: Beacon = NoBeacon()
    assert beacon.source == "none"
    with pytest.raises(Unavailable):
        beacon.fetch(1)


@pytest.mark.parametrize("source", ["none", "drand-quicknet"])
def test_the_settings_choose(tmp_path: Path, source: str) -> None:
    environ = {"INSTANCE": str(tmp_path), "MARKET_MODE": "demo", "MARKET_BEACON": source}
    chosen = wiring.beacon(
        config.load(environ | {"MARKET_BEACON_ADDRESSES": "https://one.example,https://two.example"})
    )
    assert chosen.source == source
    if isinstance(chosen, Drand):
        assert chosen.addresses == ("https://one.example", "https://two.example")
