"""What makes a draft lawful."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import pytest

from marketplace.domain.calendar.rules import WorkingCalendar
from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.catalogue.states import BasisLevel, Commissioner, ItemStatus
from marketplace.domain.regimes.purchases import Purchase
from marketplace.domain.regimes.rules import DEFAULT_LIMITS, DEFAULT_TABLE, PROCUREMENT_LIMIT, route
from marketplace.domain.regimes.states import Funds, Regime
from marketplace.domain.tenders import notice, rules
from marketplace.domain.tenders.rules import Criterion
from marketplace.kernel.i18n import Text
from marketplace.kernel.money import ZERO, Money
from tests.domain.market import MERIT, terms

ITEM = ServiceItem(
    code="x",
    commissioned_by=Commissioner.DEPARTMENT,
    status=ItemStatus.ACTIVE,
    basis_level=BasisLevel.LAW,
    time_limit_working_days=None,
)


def merit(**changes: object) -> rules.Terms:
    return terms(**({"method": "proposal_merit", "criteria": MERIT, "price_weight": 20} | changes))


def faults(given: rules.Terms, item: ServiceItem = ITEM) -> Mapping[str, Text]:
    """What is wrong with a department's purchase on these terms where nothing but the defaults is in force."""
    purchase = Purchase(Funds.FISCAL, ITEM.code, given.ceiling, exemption=given.exemption)
    return rules.faults(given, item, route(purchase, DEFAULT_TABLE, {}))


@pytest.mark.parametrize("lawful", [terms(), merit(), terms(method="random"), terms(window_days=60)])
def test_lawful_terms_have_no_fault(lawful: rules.Terms) -> None:
    assert faults(lawful) == {}
    assert notice.faults(lawful, Regime.BELOW_THRESHOLD) == {}


@pytest.mark.parametrize(
    ("field", "unlawful"),
    [
        ("title", terms(title="  ")),
        ("title", terms(title="x" * 121)),
        ("description", terms(description="")),
        ("description", terms(description="x" * 20_001)),
        ("requirements", terms(requirements="x" * 20_001)),
        ("window_days", terms(window_days=2)),
        ("window_days", terms(window_days=61)),
        ("window_days", terms(ceiling=Money(200_000_01), window_days=4)),
        ("service_days", terms(service_days=0)),
        ("service_days", terms(service_days=366)),
        ("ceiling", terms(ceiling=ZERO)),
        ("made_at", terms(ceiling=PROCUREMENT_LIMIT, window_days=5)),
        ("made_at", terms(made_at="https://www.ccgp.gov.cn/")),
        ("price_weight", merit(price_weight=9)),
        ("price_weight", merit(price_weight=41)),
        ("criteria", merit(criteria=())),
        ("criteria", merit(price_weight=30)),
        ("criteria", merit(criteria=(Criterion("a", "", 80),))),
        ("criteria", merit(criteria=(Criterion("a", "A", 80, 0),))),
        ("criteria", merit(criteria=(Criterion("a", "A", 40), Criterion("a", "B", 40)))),
        ("criteria", merit(criteria=tuple(Criterion(str(n), str(n), 8) for n in range(11)))),
    ],
)
def test_each_fault_is_named_at_its_field(field: str, unlawful: rules.Terms) -> None:
    assert set(faults(unlawful)) == {field}


def test_the_catalogues_own_time_limit_binds() -> None:
    limited = ServiceItem(
        commissioned_by=Commissioner.DEPARTMENT,
        status=ItemStatus.ACTIVE,
        basis_level=BasisLevel.LAW,
        time_limit_working_days=15,
    )
    assert set(faults(terms(service_days=16), limited)) == {"service_days"}
    assert faults(terms(service_days=15), limited) == {}


def test_a_merit_tender_without_criteria_is_refused() -> None:
    assert set(notice.faults(terms(method="proposal_merit"), Regime.BELOW_THRESHOLD)) == {"criteria"}


def test_a_draw_above_its_cap_is_refused_by_the_method_itself() -> None:
    assert set(notice.faults(terms(method="random", ceiling=Money(500_000_01)), Regime.BELOW_THRESHOLD)) == {"method"}
    assert notice.faults(terms(method="random", ceiling=Money(500_000_00)), Regime.BELOW_THRESHOLD) == {}


def test_the_dates_follow_the_holiday_calendar() -> None:
    calendar = WorkingCalendar(
        date(2026, 1, 1), date(2027, 12, 31), {date(2026, 2, 14): True, date(2026, 2, 16): False}, frozenset({2026})
    )
    friday = datetime(2026, 2, 13, 2, tzinfo=UTC)
    table = rules.timetable(calendar, friday, 3, DEFAULT_LIMITS)
    assert table.deadline_at.isoformat() == "2026-02-18T17:00:00+08:00", (
        "Saturday the 14th works, Monday the 16th does not"
    )
    assert table.award_by < table.publicity_until < table.contract_by
    assert not table.is_provisional
    assert rules.timetable(calendar, datetime(2026, 12, 30, tzinfo=UTC), 3, DEFAULT_LIMITS).is_provisional
