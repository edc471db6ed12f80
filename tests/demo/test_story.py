"""What the demonstration holds, and that every load holds the same."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from marketplace.demo.cast import agencies, newcomers, offices
from marketplace.demo.load import load
from marketplace.demo.plans import purchases
from marketplace.demo.scenes import Size
from marketplace.demo.settlement import Secrets
from marketplace.demo.story import BEGIN, NOW
from marketplace.domain.budgets.models import BudgetLine
from marketplace.domain.catalogue import rules as catalogue
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.contracts.models import Deliverable, Milestone
from marketplace.domain.contracts.states import MilestoneKind
from marketplace.domain.documents import intake
from marketplace.domain.documents.models import Document
from marketplace.domain.organisations.certificates import Validity, validity
from marketplace.domain.organisations.models import (
    OfferedService,
    Organisation,
    Practitioner,
    Qualification,
    SignedCommitment,
)
from marketplace.domain.organisations.states import ClaimState, OrganisationKind, OrganisationState
from marketplace.domain.ratings.models import Rating
from marketplace.domain.tenders.models import Tender, TenderAmendment
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.clock import ClockShift
from marketplace.kernel.database import Base
from marketplace.kernel.journal import JournalEntry
from tests.clock import HandClock
from tests.databases import Template
from tests.demo.conftest import Instance
from tests.houses import open_house

UNLIKE = {
    "user_account": {"password", "tf_totp_secret"},
    "document": {"storage_key"},
    "clock_shift": {"microseconds"},
}
"""Columns that differ from load to load."""


def rows_of(database: Template, folder: Path) -> dict[str, list[dict[str, Any]]]:
    with database.fresh() as url, open_house(url, HandClock(), folder) as house:
        load(house, Size.SMALL, Secrets("hash", lambda secret: secret))
        with house.reading() as session:
            return {
                name: [
                    {column: value for column, value in row.items() if column not in UNLIKE.get(name, ())}
                    for row in session.execute(select(table).order_by(*table.primary_key)).mappings()
                ]
                for name, table in Base.metadata.tables.items()
            }


def test_every_load_writes_the_same_rows_whatever_the_database(
    sqlite_template: Template, postgres_template: Template, tmp_path: Path
) -> None:
    first = rows_of(sqlite_template, tmp_path / "1")
    second = rows_of(sqlite_template, tmp_path / "2")
    third = rows_of(postgres_template, tmp_path / "3")
    assert len(first["journal"]) > 500
    for name, rows in first.items():
        assert second[name] == rows, name
        assert third[name] == rows, name


def test_a_province_is_large_enough_to_look_around_in(province: Instance) -> None:
    with province.house.providers.reading() as session:

        def count(column: Any, *wanted: Any) -> int:  # noqa: ANN401
            return session.scalar(select(func.count(column)).where(*wanted)) or 0

        assert count(Organisation.id, Organisation.kind == OrganisationKind.DEPARTMENT) >= 12
        assert count(Organisation.id, Organisation.kind == OrganisationKind.AGENCY) >= 60
        assert count(Tender.id) >= 60
        assert count(Tender.id, Tender.state == TenderState.PUBLISHED, Tender.deadline_at > NOW) >= 6
        assert count(TenderAmendment.id) == 3
        assert count(Rating.id, Rating.reply.is_not(None)) >= 8
        assert count(Rating.id, Rating.reply.is_(None)) >= 3
        assert count(Deliverable.id, Deliverable.returned_at.is_not(None)) == 3
        by_itself = (Milestone.accepted_at.is_not(None), Milestone.accepted_by.is_(None))
        assert count(Milestone.id, *by_itself, Milestone.kind != MilestoneKind.RETENTION) == 2
        assert count(Milestone.id, *by_itself, Milestone.kind == MilestoneKind.RETENTION) == 1
        assert count(BudgetLine.id, BudgetLine.fiscal_year == 2027) == 14
        assert count(JournalEntry.seq, JournalEntry.action == "organisation:pass_on_timeout") == 1
        assert count(JournalEntry.seq, JournalEntry.action == "payment:reject") == 1
        assert count(ClockShift.id) == 1


def test_agencies_show_what_they_have(province: Instance) -> None:
    active = (Organisation.kind == OrganisationKind.AGENCY, Organisation.state == OrganisationState.ACTIVE)
    with province.house.providers.reading() as session:
        claims = session.scalars(select(Organisation.claim).where(*active)).all()
        certificates = session.scalars(select(Qualification)).all()
        stated = session.scalars(select(OfferedService.promised_days).where(OfferedService.promised_days > 0)).all()
        people = session.scalars(select(Practitioner.id)).all()
        commitments = session.scalars(select(SignedCommitment.id)).all()
        conditions = [tender.conditions for tender in session.scalars(select(Tender)) if tender.conditions]
    assert claims.count(ClaimState.VERIFIED) > 2 * claims.count(ClaimState.UNVERIFIED) > 0
    standings = {validity(one.valid_from, one.valid_to, one.taken_off_on, NOW.date()) for one in certificates}
    assert standings == set(Validity)
    assert all(one.next_check_at is None or one.next_check_at > NOW for one in certificates)
    assert len(stated) > 40
    assert len(set(stated)) > 8
    assert len(people) >= 20
    assert commitments
    assert {row["kind"] for rows in conditions for row in rows} == {"qualification", "practitioners"}


def test_the_story_is_told_in_order_and_ends_when_the_visitor_comes(province: Instance) -> None:
    with province.house.providers.reading() as session:
        times = session.scalars(select(JournalEntry.at).order_by(JournalEntry.seq)).all()
        present = province.house.providers.clock.now(session)
    assert times[0] == BEGIN
    assert list(times) == sorted(times)
    assert times[-1] < NOW <= present < NOW + timedelta(minutes=10)


def test_nobody_works_at_night_or_on_a_day_off(province: Instance) -> None:
    with province.house.providers.reading() as session:
        acts: Iterable[datetime] = session.scalars(
            select(JournalEntry.at).where(
                JournalEntry.user_id.is_not(None),
                JournalEntry.action.not_in(("bid:submit", "bid:commit", "bid:withdraw")),
            )
        )
        hours = {at.astimezone(NOW.tzinfo).hour for at in acts}
    assert hours <= set(range(8, 19))


def test_only_what_a_department_may_tender_is_tendered(province: Instance) -> None:
    with province.house.providers.reading() as session:
        for item in session.scalars(select(ServiceItem).join(Tender, Tender.item_code == ServiceItem.code)):
            assert catalogue.may_be_tendered_by_department(item) is None


def test_bidders_offer_what_they_bid_for() -> None:
    offered = {agency.key: set(agency.services) for agency in agencies()}
    items = {plan.key: plan.item for plan in purchases()}
    for plan in purchases():
        for bid in plan.bids:
            assert items[plan.replaces or plan.key] in offered[bid.agency], f"{bid.agency} in {plan.key}"


def test_deliverables_can_be_read(province: Instance) -> None:
    providers = province.house.providers
    with providers.reading() as session:
        documents = session.scalars(select(Document)).all()
    assert documents
    for document in documents:
        data = intake.content(providers.storage, document)
        assert data.startswith(b"%PDF-")
        assert document.organisation_id != document.shared_with_id


def test_everybody_is_told_that_it_is_invented(province: Instance) -> None:
    with province.house.providers.reading() as session:
        for agency in session.scalars(
            select(Organisation).where(
                Organisation.kind == OrganisationKind.AGENCY, Organisation.state == OrganisationState.ACTIVE
            )
        ):
            assert "invented" in agency.description
            assert agency.credit_code[8:11] == "YAN"
            assert agency.name_en
    names = [*(office.name for office in offices()), *(agency.name for agency in (*agencies(), *newcomers()))]
    assert len(names) == len(set(names))
