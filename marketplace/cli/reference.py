"""`flask reference …`: what the product knows of the world before anybody has registered."""

import click
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.cli.noun import Noun, house
from marketplace.domain.calendar import operations as calendar
from marketplace.domain.calendar.models import CalendarDay
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.regions import operations as regions
from marketplace.domain.regions.models import Region
from marketplace.kernel.actor import PLATFORM

YEARS_AHEAD = 2
"""How many years after this one get their holidays; those not announced yet stay provisional."""

reference = Noun("reference", help="Divisions, catalogue and holidays that the product carries.")


@reference.command("load")
def load() -> None:
    """Add the divisions, service items and holidays this instance lacks; what people changed stays. Safe to repeat."""
    providers = house().providers
    with providers.writing(PLATFORM) as uow:
        year = day_of(uow.now).year
        regions.seed(uow)
        catalogue.seed(uow)
        calendar.seed(uow, providers.holidays, range(year, year + YEARS_AHEAD + 1))
    with providers.reading() as session:
        click.echo(size(session))


def size(session: Session) -> str:
    """How much there is of each."""
    counts = [session.scalar(select(func.count()).select_from(model)) for model in (Region, ServiceItem, CalendarDay)]
    return "{} divisions, {} service items, {} days of the calendar".format(*counts)
