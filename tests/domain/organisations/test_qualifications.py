"""Certificates: what is taken, who counts when, and what the clock tells."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import func, select

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.documents import queries as documents
from marketplace.domain.notifications.models import Notice
from marketplace.domain.notifications.queries import entry
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.holdings import Grade
from marketplace.domain.organisations.models import Qualification
from marketplace.domain.organisations.states import OfferState
from marketplace.jobs import deadlines
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from marketplace.kernel.outbox import OutboxEntry
from tests.domain.market import ITEM, Market
from tests.domain.notifications.telling import tell_all
from tests.evidence import NEEDS_CMA, certificate, offer, show

LAST_MINUTE = datetime(2026, 6, 30, 15, 59, tzinfo=UTC)
"""23:59 in Beijing on the last day of the certificate."""
MIDNIGHT = datetime(2026, 6, 30, 16, 0, tzinfo=UTC)
KINDS = ("certificate_expires", "certificate_expired")


def listed(market: Market, code: str = NEEDS_CMA) -> list[str]:
    with market.house.reading() as session:
        rows, total = queries.providers_of_item(session, code, day_of(market.clock.at))
        assert len(rows) == total
        return [row.ref for row in rows]


def states(market: Market, agency: str = "agency1") -> dict[str, OfferState]:
    with market.house.reading() as session:
        found = queries.offers(session, market.organisation_id(agency), day_of(market.clock.at))
        return {offer.item.code: offer.state for offer in found}


def note(market: Market) -> list[tuple[str, str]]:
    """The sweep notes what is due, and the worker tells of it; (kind, reader) of the mails about certificates."""
    deadlines.note_certificates(market.house)
    return [(kind, reader) for kind, reader in tell_all(market) if kind in KINDS]


def notices(market: Market) -> list[Notice]:
    """What was told of certificates."""
    with market.house.reading() as session:
        return list(session.scalars(select(Notice).where(Notice.kind.in_(KINDS)).order_by(Notice.id)))


def searches(market: Market) -> int:
    """How often the search was told to read a provider anew."""
    with market.house.reading() as session:
        return session.scalar(select(func.count()).where(OutboxEntry.job == "index")) or 0


def test_an_item_counts_its_providers_until_the_last_minute_of_the_last_day(market: Market) -> None:
    offer(market, ITEM, NEEDS_CMA)
    offer(market, NEEDS_CMA, agency="agency2")
    assert states(market)[NEEDS_CMA] is OfferState.ON_COMMITMENT, "the written commitment stands for it"
    show(market)
    assert states(market)[NEEDS_CMA] is OfferState.COUNTS
    market.clock.at = LAST_MINUTE
    assert listed(market) == [market.refs["agency1"], market.refs["agency2"]]
    market.clock.at = MIDNIGHT
    assert listed(market) == [market.refs["agency2"]]
    assert states(market) == {ITEM: OfferState.COUNTS, NEEDS_CMA: OfferState.INACTIVE}
    assert market.refs["agency1"] in listed(market, ITEM), "the item, not the organisation"
    with market.house.reading() as session:
        number, today = market.organisation_id("agency1"), day_of(market.clock.at)
        assert [item.code for item in queries.offered(session, [number], today)[number]] == [ITEM]
        found = {offer.item.code: offer.was_valid_to for offer in queries.offers(session, number, today)}
        assert found == {ITEM: None, NEEDS_CMA: date(2026, 6, 30)}


def test_a_successor_brings_it_back(market: Market) -> None:
    offer(market, NEEDS_CMA)
    show(market)
    market.clock.at = MIDNIGHT
    show(market, number="260000000002", valid_from=date(2026, 7, 1), valid_to=None)
    assert listed(market) == [market.refs["agency1"]]


def test_taking_one_off_ends_it_today_and_does_not_bring_the_commitment_back(market: Market) -> None:
    offer(market, NEEDS_CMA)
    ref = show(market)
    with market.acting("agency1") as uow:
        organisations.take_off_qualification(uow, ref)
    assert states(market)[NEEDS_CMA] is OfferState.INACTIVE
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        organisations.take_off_qualification(uow, ref)
    assert market.get(Qualification, ref).next_check_at is None


def test_holdings_name_the_best_grade_in_force_that_day(market: Market) -> None:
    show(market, name="测绘资质", grade=Grade.B, number="1")
    show(market, name="测绘资质", grade=Grade.A, number="2", valid_to=date(2026, 4, 30))
    gone = show(market, name="工程监理资质", grade=Grade.COMPREHENSIVE, number="3")
    number = market.organisation_id("agency1")
    with market.acting("agency1") as uow:
        organisations.take_off_qualification(uow, gone)
    with market.house.reading() as session:
        assert queries.holdings(session, number, date(2026, 2, 28)).qualifications == {}
        assert queries.holdings(session, number, date(2026, 3, 1)).qualifications == {
            "测绘资质": Grade.A,
            "工程监理资质": Grade.COMPREHENSIVE,
        }
        assert queries.holdings(session, number, date(2026, 4, 30)).qualifications == {"测绘资质": Grade.A}
        assert queries.holdings(session, number, date(2026, 5, 1)).qualifications == {"测绘资质": Grade.B}
        assert queries.holdings(session, number, date(2026, 7, 1)).qualifications == {}
        assert queries.holdings(session, market.organisation_id("agency2"), date(2026, 5, 1)).qualifications == {}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"number": ""}, "number"),
        ({"issuer": "x" * 121}, "issuer"),
        ({"valid_from": None}, "valid_from"),
        ({"valid_to": date(2026, 2, 28)}, "valid_to"),
        ({"valid_from": date(2025, 1, 1), "valid_to": date(2026, 3, 1)}, "valid_to"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(market: Market, changes: dict[str, object], field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        show(market, **changes)
    assert set(refusal.value.fields) == {field}


def test_a_last_day_that_means_none_is_said_at_its_field(market: Market) -> None:
    with pytest.raises(Invalid) as refusal:
        show(market, valid_to=date.max)
    assert set(refusal.value.fields) == {"valid_to"}


def test_one_that_ends_today_is_taken_and_the_same_one_only_once(market: Market) -> None:
    show(market, valid_to=date(2026, 3, 2))
    with pytest.raises(Conflict):
        show(market)


def test_a_file_of_somebody_else_is_not_found(market: Market) -> None:
    foreign = market.document("agency2")
    with pytest.raises(NotFound), market.acting("agency1") as uow:
        organisations.add_qualification(uow, market.refs["agency1"], certificate(), foreign)


def test_the_agency_is_warned_sixty_thirty_and_seven_days_before_and_when_it_expires(market: Market) -> None:
    offer(market, NEEDS_CMA)
    show(market)
    told: list[int] = []
    mailed: list[tuple[str, str]] = []
    for day in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 22), date(2026, 6, 23)):
        market.clock.at = datetime(day.year, day.month, day.day, tzinfo=UTC)
        mailed += note(market) + note(market)
        told.append(len(notices(market)))
    assert told == [0, 1, 2, 2, 3]
    market.clock.at = LAST_MINUTE
    assert note(market) == []
    market.clock.at = MIDNIGHT
    searched = searches(market)
    mailed += note(market) + note(market)
    assert mailed == [("certificate_expires", "agency1")] * 3 + [("certificate_expired", "agency1")]
    assert [notice.kind for notice in notices(market)] == ["certificate_expires"] * 3 + ["certificate_expired"]
    last = notices(market)[-1]
    assert last.user_id == market.users["agency1"]
    assert last.facts["expires_on"] == {"day": "2026-06-30"}
    assert entry(last).path == f"/supplier/agencies/{market.refs['agency1']}/evidence"
    assert searches(market) == searched + 1, "search forgets the service"


def test_a_platform_that_slept_warns_once_with_what_is_true_now(market: Market) -> None:
    show(market)
    market.clock.at = datetime(2026, 6, 25, tzinfo=UTC)
    assert note(market) == [("certificate_expires", "agency1")]
    [warning] = notices(market)
    assert warning.facts["expires_on"] == {"day": "2026-06-30"}
    market.clock.at = datetime(2027, 1, 1, tzinfo=UTC)
    assert note(market) == [("certificate_expired", "agency1")]
    assert [notice.kind for notice in notices(market)] == ["certificate_expires", "certificate_expired"]


def test_who_has_shown_the_successor_is_left_in_peace(market: Market) -> None:
    show(market)
    show(market, number="260000000002", valid_from=date(2026, 7, 1), valid_to=date(2032, 6, 30))
    market.clock.at = MIDNIGHT
    assert note(market) == []
    assert notices(market) == []


def test_a_lower_grade_is_no_successor(market: Market) -> None:
    show(market, grade=Grade.A)
    show(market, grade=Grade.B, number="2", valid_to=None)
    market.clock.at = MIDNIGHT
    assert note(market) == [("certificate_expired", "agency1")]
    assert len(notices(market)) == 1


def test_nothing_is_noted_before_it_is_due(market: Market) -> None:
    ref = show(market)
    with pytest.raises(Conflict), market.acting("platform") as uow:
        organisations.note_news(uow, ref)


def test_the_file_is_for_departments_the_regulator_and_the_operator(market: Market) -> None:
    document = market.document("agency1")
    readers = ("agency1", "drafter", "other_approver", "evaluator1", "officer1", "regulator", "operator")
    assert read_by(market, document) == {"agency1", "regulator"}, "a file like any other"
    with market.acting("agency1") as uow:
        organisations.add_qualification(uow, market.refs["agency1"], certificate(), document)
    assert read_by(market, document) == set(readers)


def read_by(market: Market, document: str) -> set[str]:
    found = set()
    for name in ("nobody", *market.users):
        with market.house.reading() as session:
            try:
                documents.by_ref(session, ANYONE if name == "nobody" else market.actor(name), document)
            except (NotFound, NotPermitted):
                continue
        found.add(name)
    return found - {"approver", "evaluator2", "evaluator3", "officer2", "other_drafter"}
