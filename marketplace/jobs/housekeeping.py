"""Forgetting what no longer means anything."""

from marketplace.domain.accounts import operations
from marketplace.domain.personal import operations as personal
from marketplace.domain.personal import queries as personal_queries
from marketplace.kernel.actor import PLATFORM
from marketplace.providers import Providers


def forget(providers: Providers) -> None:
    """Delete old attempts and sessions."""
    with providers.writing(PLATFORM) as uow:
        operations.forget(uow)


def forget_names(providers: Providers) -> None:
    """Let the names of closed accounts go once no procurement file needs them any more."""
    with providers.reading() as session:
        due = personal_queries.names_due(session, providers.clock.now(session))
    for user_id in due:
        with providers.writing(PLATFORM) as uow:
            personal.let_name_go(uow, user_id)
