"""One JSON object a line on standard error: time in UTC, event, request id; never a secret, a bid or a message body."""

import logging
import sys

import structlog


def install(*, quiet: bool) -> None:
    """Set up structlog, for warnings only when `quiet`; a line break in a value cannot start a line of its own."""
    level = logging.WARNING if quiet else logging.INFO
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
