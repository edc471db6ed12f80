"""Who carries mails: an SMTP server, or a folder where a demonstration leaves them to be read."""

from pathlib import Path
from urllib.parse import urlsplit

from marketplace.adapters.mail.folder import MailFolder
from marketplace.adapters.mail.smtp import Smtp
from marketplace.domain.notifications.ports import Mail


def carrier(url: str, sender: str, folder: Path) -> Mail:
    """The carrier that the setting `mail_url` names."""
    address = urlsplit(url)
    if address.scheme in {"smtp", "smtps"}:
        return Smtp(address, sender)
    return MailFolder(folder, sender)
