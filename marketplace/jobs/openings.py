"""What the platform does before openings: it asks for the keys while another opener can still be found."""

from marketplace.domain.openers import operations as openers
from marketplace.domain.tenders import policies
from marketplace.jobs.deadlines import act_on_each
from marketplace.providers import Providers


def rehearse(providers: Providers) -> None:
    """Ask every opener of a tender that closes within a day to show the key."""
    with providers.reading() as session:
        refs = policies.refs_to_rehearse(session, providers.clock.now(session))
    act_on_each(providers, refs, lambda uow, ref: openers.challenge(uow, ref, providers.sealing))
