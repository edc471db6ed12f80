"""Telling the whole story into an empty database, in one transaction."""

from sqlalchemy.orm import Session

from marketplace.demo import asking, cast, evidence, leaving
from marketplace.demo.complaining import complaint, complaints_about
from marketplace.demo.disputing import disputes
from marketplace.demo.inviting import invitations
from marketplace.demo.plans import Plan
from marketplace.demo.registering import declared_ties
from marketplace.demo.scenes import Size, all_purchases, plans
from marketplace.demo.settlement import Secrets, credit_code_of, found, registration
from marketplace.demo.story import NOW, Story
from marketplace.domain.search import indexing
from marketplace.kernel import journal
from marketplace.kernel.clock import MovableClock
from marketplace.kernel.errors import Conflict
from marketplace.kernel.i18n import mark
from marketplace.providers import Providers

FIRST = 101
"""The number of the first agency's synthetic credit code."""


def load(house: Providers, size: Size, secrets: Secrets) -> None:
    """Build the demonstration, index it, and set the clock to where the story ends; raises Conflict where data exist.

    Jobs that the events would queue are not queued: the index is
    built at the end, and nobody gets mails about the past.
    """
    with house.reading() as session:
        if journal.last_time(session) is not None:
            raise Conflict(mark("This instance holds data already; a demonstration is loaded into an empty database."))
    engine = house.engine.execution_options(sqlite_mode="IMMEDIATE")
    with engine.connect() as connection, connection.begin():
        story = Story.on(connection, house)
        _tell(story, size, secrets)
        with Session(connection) as session:
            MovableClock().start(session, NOW)
            session.commit()
    indexing.rebuild(house.looking, house.search.engine, lambda _: None, fresh=True)


def _tell(story: Story, size: Size, secrets: Secrets) -> None:
    offices = cast.offices()
    chosen = plans(size, offices)
    found(story, offices, story.house.holidays, secrets)
    entering = [*_bidders(chosen, size), *cast.newcomers()]
    story.approaches = {agency.key: agency.approach for agency in entering}
    registrations = [registration(story, agency, number, secrets) for number, agency in enumerate(entering, FIRST)]
    codes = {agency.key: credit_code_of(agency, number) for number, agency in enumerate(entering, FIRST)}
    keys = {*codes, *(plan.key for plan in chosen), *(plan.department for plan in chosen)}
    protests = [complaint(story, planned, chosen, codes) for planned in complaints_about(keys)]
    story.play(
        [
            *registrations,
            *(scene for agency in entering for scene in evidence.later(story, agency)),
            *leaving.absences(story, codes),
            *leaving.dissolutions(story, offices),
            *declared_ties(story, codes),
            *invitations(story, codes, secrets),
            *all_purchases(story, chosen, offices),
            *asking.asked(story, chosen, codes),
            *protests,
            *disputes(story, codes, secrets),
        ]
    )


def _bidders(chosen: list[Plan], size: Size) -> list[cast.Agency]:
    wanted = {bid.agency for plan in chosen for bid in plan.bids}
    return [agency for agency in cast.agencies() if size is Size.PROVINCE or agency.key in wanted]
