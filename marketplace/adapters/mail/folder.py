"""Mails as files, for demonstrations and tests."""

from pathlib import Path

from marketplace.adapters.mail.letter import letter
from marketplace.domain.notifications.ports import Message


class MailFolder:
    """Writes ``000001.eml``, ``000002.eml``, … into a folder."""

    def __init__(self, folder: Path, sender: str) -> None:
        self._folder = folder
        self._sender = sender

    def send(self, message: Message) -> None:
        """Write the file; it appears whole or not at all."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        number = sum(1 for _ in self._folder.glob("*.eml"))
        while True:
            number += 1
            try:
                with (self._folder / f"{number:06}.eml").open("xb") as file:
                    file.write(letter(message, self._sender).as_bytes())
            except FileExistsError:
                continue
            return

    def check(self) -> str:
        """Where the files are."""
        return f"files in {self._folder}"
