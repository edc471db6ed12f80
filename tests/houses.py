"""The house as tests open it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import create_engine

from marketplace.adapters.mail.folder import MailFolder
from marketplace.kernel.clock import Clock
from marketplace.kernel.database import prepare
from marketplace.kernel.entropy import SeededEntropy
from marketplace.policy.authority import PolicyPage
from marketplace.providers import Providers
from marketplace.wiring import FACTS_OF, SUBSCRIPTIONS


@contextmanager
def open_house(url: str, clock: Clock, folder: Path, chance: str = "tests") -> Iterator[Providers]:
    """Everything the house needs from outside, harmless."""
    engine = prepare(create_engine(url))
    yield Providers(
        engine=engine,
        clock=clock,
        entropy=SeededEntropy(chance),
        authority=PolicyPage(FACTS_OF),
        subscriptions=SUBSCRIPTIONS,
        mail=MailFolder(folder / "mail", "Market <no-reply@market.example>"),
    )
    engine.dispose()
