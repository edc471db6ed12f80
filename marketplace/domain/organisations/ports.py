"""What organisations need from elsewhere: a secret kept beside the database, and a look downstream."""

from collections.abc import Sequence
from typing import Protocol

from sqlalchemy.orm import Session

from marketplace.kernel.i18n import Text


class IdentityDigest(Protocol):
    """Turns the number of an identity document into a keyed hash; the key is a secret of the instance."""

    def __call__(self, number: str, /) -> str:
        """64 hexadecimal digits; the same number gives the same ones."""


class OpenBusiness(Protocol):
    """A later stage of a purchase says what still binds an agency; wiring lists all that know of any."""

    def __call__(self, session: Session, agency_id: int, /) -> Sequence[Text]:
        """One sentence for each kind of thing that is open; nothing when the agency is free to go."""
