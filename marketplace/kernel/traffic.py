"""Whether people act at this moment in this process, so that what can wait steps aside."""

import time

QUIET_SECONDS = 0.25
"""After so long without an act nobody is kept waiting."""


class Traffic:
    """When a person last began an act."""

    def __init__(self) -> None:
        self._last = float("-inf")

    def note(self) -> None:
        """Somebody acts."""
        self._last = time.monotonic()

    @property
    def is_quiet(self) -> bool:
        """Whether nobody has acted just now."""
        return time.monotonic() - self._last > QUIET_SECONDS
