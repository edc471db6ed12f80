"""A question of the driver itself gives what a session would."""

from datetime import date

from sqlalchemy import bindparam, select

from marketplace.domain.calendar.models import CalendarDay
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.prepared import ask
from tests.domain.conftest import market as market  # noqa: PLC0414 - the fixture
from tests.domain.market import Market

OF_KIND = (
    select(Organisation.id, Organisation.slug)
    .where(Organisation.kind == OrganisationKind.AGENCY, Organisation.id >= bindparam("least"))
    .order_by(Organisation.id)
)
OF_DAY = select(CalendarDay.is_workday).where(CalendarDay.date == bindparam("on"))


def test_values_of_the_statement_and_those_handed_in_are_both_sent(market: Market) -> None:
    least = market.organisation_id("agency2")
    found = ask(market.house.engine, OF_KIND, {"least": least})
    assert [tuple(row) for row in found] == [(least, "agency2"), (least + 1, "agency3")]
    assert ask(market.house.engine, OF_KIND, {"least": 10**6}) == []


def test_days_are_sent_as_each_database_keeps_them(market: Market) -> None:
    [row] = ask(market.house.engine, OF_DAY, {"on": date(2026, 1, 1)})
    assert not row[0]


def test_what_is_not_committed_is_not_seen_and_the_connection_goes_back(market: Market) -> None:
    for _ in range(50):
        ask(market.house.engine, OF_KIND, {"least": 0})
    with market.acting("platform") as uow:
        uow.session.get_one(Organisation, market.organisation_id("agency3")).slug = "heron"
        uow.flush()
        assert "heron" not in [row[1] for row in ask(market.house.engine, OF_KIND, {"least": 0})]
    assert "heron" in [row[1] for row in ask(market.house.engine, OF_KIND, {"least": 0})]
