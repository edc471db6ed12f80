"""How gunicorn serves: threads in one or several processes, each with the background worker unless told otherwise."""

import sys
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

from marketplace.blueprints.web.speed import settle_in
from marketplace.blueprints.web.work import EXTENSION
from marketplace.config import Misconfigured, Mode, load
from marketplace.jobs.heartbeat import beat_until
from marketplace.jobs.worker import run_until
from marketplace.kernel.heartbeat import Node, this_machine

try:
    settings = load()
except Misconfigured as fault:
    sys.exit(f"market: {fault}")

bind = f"{settings.host}:{settings.port}"
worker_class = "gthread"
workers = settings.processes
threads = settings.threads
timeout = 60
graceful_timeout = 30
control_socket_disable = True
forwarded_allow_ips = ""
"""The application itself believes exactly `proxy_hops` proxies; gunicorn none."""
server_software = "market"

SWITCH_SECONDS = 0.001
"""How long a thread that computes keeps the others waiting. Many compute at once when bids come at the last moment, and
the one whose transaction the others wait for must not stand behind each of them for the interpreter's own 5 ms."""

STOP_SECONDS = 10
"""How long the job at hand may take after the server was asked to stop; one that is cut off runs again."""

_stop = Event()
_background: list[Thread] = []


def post_worker_init(worker: Any) -> None:  # noqa: ANN401 - gunicorn's worker
    """Start the signs of life and the background worker beside the threads that serve."""
    application = worker.wsgi
    house = application.extensions[EXTENSION]
    if settings.mode is Mode.LIVE:
        _start("heartbeat", beat_until, _stop, house.providers, Node.WEB, this_machine())
    sys.setswitchinterval(SWITCH_SECONDS)
    _start("settling in", settle_in, application)
    if settings.embedded_worker:
        _start("background", run_until, _stop, house.work, application.app_context)


def _start(name: str, target: Callable[..., None], *args: object) -> None:
    thread = Thread(target=target, args=args, name=name, daemon=True)
    thread.start()
    _background.append(thread)


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ANN401, ARG001
    """Let the job at hand finish, and say no more that this process is alive."""
    _stop.set()
    for thread in _background:
        thread.join(STOP_SECONDS)
