"""`flask ratings …`: the public figures of providers."""

from sqlalchemy import func, select

from marketplace.cli.noun import Noun, house
from marketplace.cli.verdict import conclude
from marketplace.domain.ratings import queries
from marketplace.domain.ratings.models import ProviderStanding

ratings = Noun("ratings", help="What providers are rated, and what is counted from it.")


@ratings.command("check")
def check() -> None:
    """Count every provider's star anew from its ratings. Exit code 1 when one is not what is kept."""
    with house().providers.reading() as session:
        faults = list(queries.faults(session))
        number = session.scalar(select(func.count(ProviderStanding.organisation_id)))
    conclude(faults, f"the figures of {number} providers are those of their ratings")
