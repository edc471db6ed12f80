"""The market of the life cycles: a few more people than other tests need."""

import tempfile
from pathlib import Path

from marketplace.domain.organisations import operations as organisations
from marketplace.kernel.actor import PLATFORM, Role
from tests.clock import HandClock
from tests.domain.life_cycle.purchase import AGENCIES
from tests.domain.market import Market
from tests.domain.regimes.entering import enter, figures
from tests.houses import open_house


def build(url: str) -> tuple[dict[str, int], dict[str, str]]:
    """Fill a database; gives (users, references). The other department can pay, each agency has a rival."""
    with tempfile.TemporaryDirectory() as folder, open_house(url, HandClock(), Path(folder), "market") as house:
        market = Market(house, HandClock()).build()
        enter(market, figures(threshold="100000000"))  # the purchases of a long life stay here, however many
        for name in ("other_officer1", "other_officer2"):
            user = market.person(name)
            with house.writing(PLATFORM) as uow:
                organisations.add_member(uow, market.refs["other_department"], user, Role.FINANCE_OFFICER)
        for agency in AGENCIES:
            market.person(f"rival_of_{agency}")
    return market.users, market.refs
