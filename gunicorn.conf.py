"""How gunicorn serves: threads in one or several processes, each with the background worker unless told otherwise."""

import sys
from threading import Event, Thread
from typing import Any

from marketplace.blueprints.web.work import EXTENSION
from marketplace.config import Misconfigured, load
from marketplace.jobs.worker import run_until

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
control_socket_disable = True

STOP_SECONDS = 10
"""How long the job at hand may take after the server was asked to stop; one that is cut off runs again."""

_stop = Event()
_background: list[Thread] = []


def post_worker_init(worker: Any) -> None:  # noqa: ANN401 - gunicorn's worker
    """Start the background worker beside the threads that serve."""
    if not settings.embedded_worker:
        return
    application = worker.wsgi
    work = application.extensions[EXTENSION].work
    thread = Thread(target=run_until, args=(_stop, work, application.app_context), name="background", daemon=True)
    thread.start()
    _background.append(thread)


def worker_exit(server: Any, worker: Any) -> None:  # noqa: ANN401, ARG001
    """Let the job at hand finish."""
    _stop.set()
    for thread in _background:
        thread.join(STOP_SECONDS)
