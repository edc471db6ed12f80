"""What bids need from outside: somebody who keeps drafts, and the arithmetic of sealing."""

from collections.abc import Mapping
from typing import Protocol

from marketplace.domain.bids.envelopes import Part
from marketplace.domain.openers.panels import Group, Panel

Pads = Mapping[Group, bytes]
"""What one opener hands in for one part: a pad for each group that the opener belongs to."""


class Sealer(Protocol):
    """Keeps drafts so that the database alone cannot be read. `context` is bound to each: nobody can move it."""

    def seal(self, content: bytes, context: bytes) -> bytes:
        """The sealed `content`."""

    def open(self, envelope: bytes, context: bytes) -> bytes:
        """The content; raises SealBroken when it was altered or belongs to another context."""


class Sealing(Protocol):
    """Seals to several openers, puts together what they hand in, and tells who did not play by the rules.

    Everything but the content follows from a part's key, so whoever knows the key can check everybody.
    """

    def seal(self, panel: Panel, context: Mapping[str, str], content: bytes, dek: bytes) -> Part:
        """Seal `content` under a fresh random `dek` of 32 bytes."""

    def combined(self, panel: Panel, part: Part, handed_in: Mapping[int, Pads]) -> bytes | None:
        """The part's key out of what the openers, by their numbers, handed in; None when it does not come together."""

    def opened(self, context: Mapping[str, str], part: Part, dek: bytes) -> bytes:
        """The content; raises SealBroken where it was altered or belongs to another context."""

    def is_honest(self, panel: Panel, context: Mapping[str, str], part: Part, dek: bytes) -> bool:
        """Whether the bidder sealed the same for every group of openers."""

    def liars(
        self, panel: Panel, context: Mapping[str, str], part: Part, dek: bytes, handed_in: Mapping[int, Pads]
    ) -> list[int]:
        """Numbers of the openers who handed in another pad than an honest envelope held for them."""

    def seal_file(self, key: bytes, context: Mapping[str, str], content: bytes) -> bytes:
        """A file under a key of its own, 32 random bytes that are used once."""

    def open_file(self, key: bytes, context: Mapping[str, str], ciphertext: bytes) -> bytes:
        """The file; raises SealBroken."""

    def seal_to(self, public_key: bytes, info: bytes, text: bytes, ephemeral: bytes) -> bytes:
        """Seal to one public key, as `openers.ports.KeySealer`."""


class SealBroken(Exception):  # noqa: N818 - a fact about the envelope, not a programming error
    """The envelope does not open in this context."""
