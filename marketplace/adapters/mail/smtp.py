"""Mails by SMTP (RFC 5321) with TLS."""

import smtplib
import ssl
from urllib.parse import SplitResult, unquote

from marketplace.adapters.mail.letter import letter
from marketplace.domain.notifications.ports import Message
from marketplace.kernel.errors import Unavailable
from marketplace.kernel.i18n import mark

SECONDS = 20
SUBMISSION_PORT = 587
SMTPS_PORT = 465


class Smtp:
    """``smtp:`` starts TLS after the greeting, ``smtps:`` speaks it from the first byte; loopback may go without."""

    def __init__(self, address: SplitResult, sender: str) -> None:
        self._address = address
        self._sender = sender

    def send(self, message: Message) -> None:
        """Hand `message` to the server."""
        try:
            with self._connect() as server:
                server.send_message(letter(message, self._sender))
        except (OSError, smtplib.SMTPException) as broken:
            raise Unavailable(mark("The mail server does not take mails: %(fault)s", fault=str(broken))) from broken

    def check(self) -> str:
        """Say who answers."""
        try:
            with self._connect() as server:
                server.noop()
        except (OSError, smtplib.SMTPException) as broken:
            raise Unavailable(mark("The mail server does not answer: %(fault)s", fault=str(broken))) from broken
        return f"{self._address.hostname} answers"

    def _connect(self) -> smtplib.SMTP:
        host = self._address.hostname or "localhost"
        context = ssl.create_default_context()
        if self._address.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                host, self._address.port or SMTPS_PORT, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(host, self._address.port or SUBMISSION_PORT, timeout=SECONDS)
            if host not in {"localhost", "127.0.0.1", "::1"}:
                server.starttls(context=context)
        if self._address.username:
            server.login(unquote(self._address.username), unquote(self._address.password or ""))
        return server
