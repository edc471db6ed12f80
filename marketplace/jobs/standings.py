"""Counting the public figures of providers anew once a day: ratings fade, and the platform's mean moves."""

from marketplace.domain.ratings import operations
from marketplace.kernel.actor import PLATFORM
from marketplace.providers import Providers

AT_ONCE = 200
"""Providers of one transaction."""
MOST_PER_SWEEP = 25
"""Transactions of one sweep, so that nothing else waits for all of a large market [own default]."""


def recount(providers: Providers) -> None:
    """Take the mean of the day, then count on where the last sweep stopped."""
    with providers.writing(PLATFORM) as uow:
        operations.assume(uow)
    for _ in range(MOST_PER_SWEEP):
        with providers.writing(PLATFORM) as uow:
            if not operations.recount(uow, AT_ONCE):
                return
