"""Forgetting what no longer means anything."""

from marketplace.domain.accounts import operations
from marketplace.kernel.actor import PLATFORM
from marketplace.providers import Providers


def forget(providers: Providers) -> None:
    """Delete old attempts and sessions."""
    with providers.writing(PLATFORM) as uow:
        operations.forget(uow)
