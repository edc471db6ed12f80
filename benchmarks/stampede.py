"""Five hundred bidders within the last seconds before a deadline and the first after it, over HTTP, on both databases.

The real application under gunicorn with `gunicorn.conf.py`, its worker included; every bid is sealed, 20 KB, and comes
from somebody who is signed in. Must hold: a bid is acknowledged if and only if it came before the deadline by the
server's clock, none is lost, no answer is an error page. Goals: 99 of 100 answers within 500 ms (PostgreSQL: 200 ms);
at full speed at least half as many bids a second as the smaller of (a) raw commits of the very same rows (SQLite: one
connection, synchronous=FULL; PostgreSQL: 32 connections) and (b) a signed-in POST that writes nothing. Exit code 1 when
one is missed. Ratios count: both sides are measured in one run, and the bidders share this machine with the
server.
"""

import argparse
import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import harmonic_mean
from urllib.parse import urlencode

from flask import Flask, redirect, request
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from benchmarks.bidding import crowd, raw
from benchmarks.bidding.crowd import Bidder
from marketplace.app import create_app
from marketplace.blueprints.web.work import current_actor
from marketplace.domain.bids.models import Bid, Envelope
from marketplace.kernel.database import prepare

BIDDERS = 500
BEFORE, AFTER = 5.0, 2.0
"""Seconds."""
AT_FULL_SPEED = 32
"""Connections that send the next request as soon as the last is answered."""
TURNS = 3
"""The two that are compared at full speed take turns, so that a slow moment of the machine falls on both."""
P99_GOAL = {"sqlite": 0.5, "postgresql": 0.2}
RATIO_GOAL = 0.5
ROOT = Path(__file__).resolve().parent.parent
SEE_OTHER, CONFLICT = 303, 409
HEAD_START = timedelta(seconds=25)
"""Enough to seal everybody's bid beforehand."""
NOTHING = "/supplier/nothing"


def served() -> Flask:
    """What gunicorn serves: the application, and a POST that only knows who is asking and what was sent."""
    app = create_app()

    def nothing() -> Response:
        assert current_actor().seats
        assert request.form["envelope"]
        return redirect("/supplier/", SEE_OTHER)

    app.add_url_rule(NOTHING, "supplier.nothing", nothing, methods=["POST"])
    return app


@dataclass(frozen=True)
class Answer:
    """`sent` and `answered` by this machine's clock; `receipt` names the bid where one was received."""

    bidder: int
    status: int
    sent: float
    answered: float
    receipt: str


async def post(port: int, request_bytes: bytes, bidder: int) -> Answer:
    """One request on a connection of its own."""
    sent = time.time()  # noqa: TID251 - a benchmark measures
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request_bytes)
        body = await reader.read()
        writer.close()
    except OSError as fault:
        body = f"HTTP/1.1 0 {fault}".encode()
    answered = time.time()  # noqa: TID251
    found = re.search(rb"\r\nLocation: \S*/bids/(B-\w+)", body)
    return Answer(bidder, int(body[9:12] or b"0"), sent, answered, found[1].decode() if found else "")


async def burst(port: int, requests: Sequence[bytes], deadline: float) -> list[Answer]:
    """Every request at its moment, evenly from `BEFORE` the deadline to `AFTER` it."""

    async def one(number: int, request_bytes: bytes) -> Answer:
        moment = deadline - BEFORE + (BEFORE + AFTER) * number / len(requests)
        await asyncio.sleep(max(0.0, moment - time.time()))  # noqa: TID251
        return await post(port, request_bytes, number)

    return await asyncio.gather(*(one(number, each) for number, each in enumerate(requests)))


async def full_speed(port: int, requests: Sequence[bytes]) -> tuple[float, list[Answer]]:
    """Requests a second, and the answers."""
    left = list(enumerate(requests))
    answers: list[Answer] = []

    async def one() -> None:
        while left:
            number, request_bytes = left.pop()
            answers.append(await post(port, request_bytes, number))

    begun = time.perf_counter()
    await asyncio.gather(*(one() for _ in range(AT_FULL_SPEED)))
    return len(requests) / (time.perf_counter() - begun), answers


@contextmanager
def server(folder: Path, port: int) -> Iterator[None]:
    """The web server on an instance, until the block ends."""
    environ = {**os.environ, "INSTANCE": str(folder), "PYTHONPATH": str(ROOT)}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        str(ROOT / "gunicorn.conf.py"),
        "benchmarks.stampede:served()",
    ]
    with (folder / "server.log").open("w") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)  # noqa: S603 - ourselves
    try:
        _wait_for(port, running, folder)
        yield
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)


def _wait_for(port: int, running: "subprocess.Popen[bytes]", folder: Path) -> None:
    for _ in range(300):
        if running.poll() is not None:
            sys.exit((folder / "server.log").read_text())
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit("the server does not start")


def sent(path: str, bidder: Bidder, envelope: str) -> bytes:
    """A sealed bid as a browser sends it."""
    body = urlencode({"csrf_token": bidder.csrf, "envelope": envelope, "after": "0", "act": "submit"})
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nCookie: {bidder.cookie}\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def faults(session: Session, answers: Sequence[Answer], deadline: datetime) -> Iterator[str]:
    """Everything that breaks the promise, while there are bids in one tender only."""
    kept = {
        ref: (envelope.received_at, bool(envelope.ciphertext))
        for ref, envelope in session.execute(select(Bid.ref, Envelope).join(Envelope, Envelope.bid_id == Bid.id))
    }
    acknowledged = [answer for answer in answers if answer.status == SEE_OTHER]
    for answer in answers:
        if answer.status not in {SEE_OTHER, CONFLICT}:
            yield f"bidder {answer.bidder}: status {answer.status}"
        elif answer.status == CONFLICT and answer.answered < deadline.timestamp():
            yield f"bidder {answer.bidder}: refused before the deadline"
        elif answer.status == SEE_OTHER and answer.sent >= deadline.timestamp():
            yield f"bidder {answer.bidder}: received after the deadline"
    for answer in acknowledged:
        received, is_whole = kept.get(answer.receipt, (deadline, False))
        if received >= deadline or not is_whole:
            yield f"bidder {answer.bidder}: acknowledged as {answer.receipt or 'nothing'}, received {received}"
    if len(kept) != len({answer.receipt for answer in acknowledged}):
        yield f"{len(kept)} bids were received, {len(acknowledged)} acknowledged"


def percentile(answers: Sequence[Answer], share: float) -> float:
    """Seconds from sending to the whole answer."""
    taken = sorted(answer.answered - answer.sent for answer in answers)
    return taken[min(len(taken) - 1, int(len(taken) * share))]


def run(kind: str, url: str, folder: Path, raw_speed: Callable[[raw.Chunks], float]) -> bool:
    """One database; whether every goal is met."""
    port = crowd.free_port()
    engine = prepare(create_engine(url))
    app = crowd.instance(folder, url, port)
    bidders = crowd.build(app, BIDDERS)
    met = True

    def sealed(ref: str, deadline: datetime) -> list[bytes]:
        """A new tender and everybody's bid in it."""
        policy = crowd.publish(app, ref, deadline)
        return [
            sent(f"/supplier/tenders/{ref}/bid", bidder, crowd.envelope(app, policy, bidder, number))
            for number, bidder in enumerate(bidders)
        ]

    with server(folder, port):
        deadline = datetime.now(UTC) + HEAD_START  # noqa: TID251
        requests = sealed("T-BURST", deadline)
        idle = [request.replace(b"/supplier/tenders/T-BURST/bid", NOTHING.encode()) for request in requests]
        asyncio.run(full_speed(port, idle[:100]))
        print(f"{kind}: a bid is a request of {len(requests[0]) / 1024:.0f} KB")
        answers = asyncio.run(burst(port, requests, deadline.timestamp()))
        with Session(engine) as session:
            broken = list(faults(session, answers, deadline))
        p99 = percentile(answers, 0.99)
        statuses = Counter(answer.status for answer in answers)
        met &= _say(
            f"{kind}: {statuses[SEE_OTHER]} acknowledged, {statuses[CONFLICT]} refused", not broken, "none wrong"
        )
        for fault in broken[:10]:
            print("   ", fault)
        met &= _say(
            f"{kind}: answers p50 {percentile(answers, 0.5) * 1000:.0f} ms, p99 {p99 * 1000:.0f} ms,"
            f" longest {percentile(answers, 1) * 1000:.0f} ms",
            p99 <= P99_GOAL[kind],
            f"p99 <= {P99_GOAL[kind] * 1000:.0f} ms",
        )
        nothing, speed = [], []
        for turn in range(TURNS):
            requests = sealed(f"T-SPEED-{turn}", deadline + timedelta(days=1))
            before = raw.keys(engine)
            nothing.append(asyncio.run(full_speed(port, idle))[0])
            rate, speedy = asyncio.run(full_speed(port, requests))
            speed.append(rate)
            lost = [answer for answer in speedy if answer.status != SEE_OTHER]
            if lost:
                print(f"    {len(lost)} of {len(speedy)} bids at full speed were not received")
                met = False
        chunks = raw.chunks(engine, before, BIDDERS)
    written = raw_speed(chunks)
    turns = ", ".join(f"{idle:.0f} and {bids:.0f}" for idle, bids in zip(nothing, speed, strict=True))
    print(f"{kind}: raw commits {written:.0f}/s; a POST that writes nothing and bids a second: {turns}")
    ratio = harmonic_mean(speed) / min(written, harmonic_mean(nothing))
    met &= _say(f"{kind}: bids at {ratio:.2f}x", ratio >= RATIO_GOAL, f">= {RATIO_GOAL}x the smaller")
    engine.dispose()
    return met


def _say(words: str, is_met: bool, goal: str) -> bool:  # noqa: FBT001 - a verdict
    print(f"{words:70} goal {goal}  {'met' if is_met else 'MISSED'}")
    return is_met


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--on", choices=("sqlite", "postgresql"), action="append", help="one database only")
    wanted = parser.parse_args().on or ["sqlite", "postgresql"]
    met = True
    with tempfile.TemporaryDirectory(prefix="stampede-") as written:
        for kind in wanted:
            folder = Path(written) / kind
            folder.mkdir()
            met &= (_on_sqlite if kind == "sqlite" else _on_postgres)(folder)
    return 0 if met else 1


def _on_sqlite(folder: Path) -> bool:
    file = folder / "market.sqlite"
    return run("sqlite", f"sqlite:///{file}", folder, lambda chunks: raw.on_sqlite(file, folder / "raw.sqlite", chunks))


def _on_postgres(folder: Path) -> bool:
    with raw.postgres(folder) as address:
        url = address.render_as_string(hide_password=False)
        return run("postgresql", url, folder, lambda chunks: raw.on_postgres(address, chunks, AT_FULL_SPEED))


if __name__ == "__main__":
    sys.exit(main())
