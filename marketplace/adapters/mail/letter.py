"""A message in the form mail servers speak."""

from email.message import EmailMessage
from email.policy import SMTP

from marketplace.domain.notifications.ports import Message


def letter(message: Message, sender: str) -> EmailMessage:
    """RFC 5322; line breaks cannot enter the header."""
    written = EmailMessage(policy=SMTP)
    written["From"] = sender
    written["To"] = message.to
    written["Subject"] = " ".join(message.subject.split())
    written["Auto-Submitted"] = "auto-generated"
    written.set_content(message.body)
    return written
