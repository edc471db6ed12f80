"""The register of ties, and what two agencies have in common."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from marketplace.domain.calendar.rules import day_of
from marketplace.domain.independence import operations, queries
from marketplace.domain.independence.models import Affiliation
from marketplace.domain.independence.rules import MOST_NAMED, NewAffiliation, Profile, Tie, ties_among
from marketplace.domain.independence.states import AffiliationKind, TieKind
from marketplace.domain.organisations import operations as organisations
from marketplace.kernel.errors import Conflict, Invalid
from tests.domain.bids import doubting
from tests.domain.market import Market

GIVEN = NewAffiliation(kind=AffiliationKind.RUN_BY, since=date(2020, 5, 1), exception_law="A law")


def keeps_out(market: Market, day: date, buyer: str = "department") -> bool:
    with market.house.reading() as session:
        return queries.keeps_out(session, market.organisation_id("agency1"), market.organisation_id(buyer), day)


def test_an_agency_does_not_say_which_law_allows_it(market: Market) -> None:
    with market.acting("agency1") as uow:
        operations.declare(uow, market.refs["agency1"], market.refs["department"], GIVEN)
    assert keeps_out(market, date(2026, 1, 1))
    with market.house.reading() as session:
        found = session.scalars(select(Affiliation)).one()
    assert (found.declared, found.exception_law) == (True, "")


def test_a_tie_counts_from_its_first_to_its_last_day(market: Market) -> None:
    entry = doubting.tie(market)
    today = market.clock.at.date()
    doubting.over(market, entry)
    counted = [keeps_out(market, day) for day in (date(2020, 4, 30), doubting.SINCE, today)]
    assert counted == [False, True, True]
    assert not keeps_out(market, today + timedelta(days=1))
    with pytest.raises(Conflict):
        doubting.over(market, entry)


def test_the_successor_of_a_department_inherits_its_ties(market: Market) -> None:
    doubting.tie(market)
    today = day_of(market.clock.at)
    assert not keeps_out(market, today, "other_department")
    with market.acting("operator") as uow:
        organisations.dissolve(uow, market.refs["department"], market.refs["other_department"], today, "1")
    assert keeps_out(market, today, "other_department")


def test_nothing_is_written_twice_or_wrongly(market: Market) -> None:
    doubting.tie(market)
    with pytest.raises(Conflict):
        doubting.tie(market)
    wrong = NewAffiliation(kind=None, since=market.clock.at.date() + timedelta(days=2), exception_law="x" * 201)
    with pytest.raises(Invalid) as refused, market.acting("regulator") as uow:
        operations.record(uow, market.refs["agency1"], market.refs["department"], wrong)
    assert set(refused.value.fields) == {"kind", "since", "exception_law"}
    for agency, department, field in (("agency1", "agency2", "department"), ("department", "department", "agency")):
        with pytest.raises(Invalid) as refused, market.acting("regulator") as uow:
            operations.record(uow, market.refs[agency], market.refs[department], GIVEN)
        assert set(refused.value.fields) == {field}
    with pytest.raises(Invalid) as refused, market.acting("operator") as uow:
        operations.end(uow, doubting.tie(market, "agency2"), date(2019, 1, 1), "Why")
    assert set(refused.value.fields) == {"until"}


def test_the_register_is_read_by_page_and_by_agency(market: Market) -> None:
    ref = doubting.tie(market)
    with market.house.reading() as session:
        rows, total = queries.register_page(session)
        assert ([row.Affiliation.ref for row in rows], total) == ([ref], 1)
        assert len(queries.of_agency(session, market.organisation_id("agency1"))) == 1
        assert queries.of_agency(session, market.organisation_id("agency2")) == []
        assert queries.by_ref(session, "F-NOTHERE") is None


def profile(key: str, **said: object) -> Profile:
    own: dict[str, object] = {
        "name": f"Firm {key}",
        "legal_representative": f"Head {key}",
        "phone": f"1380000000{key}",
        "email": f"{key}@example.org",
    }
    return Profile(key=key, **(own | said))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("first", "second", "kind"),
    [
        ({"legal_representative": "欧阳·小明"}, {"legal_representative": "欧阳小明 "}, TieKind.LEGAL_REPRESENTATIVE),
        ({"phone": "028-1234 5678"}, {"phone": "02812345678"}, TieKind.PHONE),
        ({"email": "A@Example.org"}, {"email": "a@example.org"}, TieKind.EMAIL),
        ({"shareholders": ("甲", "乙公司")}, {"shareholders": ("乙公司", "丙")}, TieKind.SHAREHOLDER),
        ({"shareholders": ("firm 2",)}, {}, TieKind.CONTROL),
        ({"address": "天府大道 1 号"}, {"address": "天府大道1号"}, TieKind.ADDRESS),
        ({"account": "6222 0210 0100"}, {"account": "622202100100"}, TieKind.ACCOUNT),
    ],
)
def test_what_two_have_in_common_ties_both(first: dict[str, object], second: dict[str, object], kind: TieKind) -> None:
    found = ties_among([profile("1", **first), profile("2", **second), profile("3")])
    assert found == {"1": [Tie(kind, "2")], "2": [Tie(kind, "1")]}


def test_an_empty_answer_ties_nobody() -> None:
    empty: dict[str, object] = {
        "shareholders": ("", " "),
        "phone": "",
        "email": "",
        "legal_representative": " ",
        "address": " ",
    }
    assert ties_among([profile("1", **empty), profile("2", **empty)]) == {}


def test_three_are_tied_each_to_each() -> None:
    found = ties_among([profile(key, phone="13812345678") for key in "123"])
    assert {key: [tie.other for tie in ties] for key, ties in found.items()} == {
        "1": ["2", "3"],
        "2": ["1", "3"],
        "3": ["1", "2"],
    }


def test_of_many_alike_each_is_told_of_a_few_others() -> None:
    keys = [str(number) for number in range(400)]
    found = ties_among([profile(key, phone="13812345678") for key in keys])
    assert found.keys() == set(keys)
    assert {len(ties) for ties in found.values()} == {MOST_NAMED}
    assert all(tie.other != key for key, ties in found.items() for tie in ties)
