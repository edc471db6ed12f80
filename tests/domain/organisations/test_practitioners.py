"""People: what is kept of them, and how they are counted."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.identity_numbers import digest, identity_number
from marketplace.domain.organisations.models import Practitioner
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from tests.domain.market import Market
from tests.evidence import RESIDENT, name_person

OTHER = "440308199901101512"


FULL_WIDTH = "１１０１０５１９４９１２３１００２Ｘ"


@pytest.mark.parametrize("written", [RESIDENT, "110105 19491231 002x", FULL_WIDTH, "E12345678"])
def test_numbers_of_documents_are_read(written: str) -> None:
    assert identity_number(written) in {RESIDENT, "E12345678"}


@given(position=st.integers(0, 16), other=st.sampled_from("0123456789"))
def test_a_mistyped_resident_number_is_refused(position: int, other: str) -> None:
    wrong = RESIDENT[:position] + other + RESIDENT[position + 1 :]
    if wrong != RESIDENT:
        with pytest.raises(Invalid):
            identity_number(wrong)


@pytest.mark.parametrize("written", ["", "12345", "1101051949123100", "王" * 8, "1" * 19, "'; DROP"])
def test_what_is_no_number_is_refused(written: str) -> None:
    if written == "1101051949123100":
        assert identity_number(written) == written, "sixteen characters may be a permit's"
        return
    with pytest.raises(Invalid):
        identity_number(written)


def test_the_digest_depends_on_the_secret() -> None:
    assert digest(RESIDENT, b"a") == digest(RESIDENT, b"a")
    assert len({digest(RESIDENT, b"a"), digest(RESIDENT, b"b"), digest(OTHER, b"a")}) == 3


def test_the_number_is_kept_nowhere(market: Market) -> None:
    ref = name_person(market)
    found = market.get(Practitioner, ref)
    assert found.id_ending == RESIDENT[-4:]
    assert found.id_digest == market.house.identity_digest(RESIDENT)
    with market.house.reading() as session:
        for table in ("practitioner", "journal", "outbox"):
            for row in session.execute(text(f"SELECT * FROM {table}")):  # noqa: S608 - names of our own
                assert RESIDENT not in str(row), table
        journal = [str(row) for row in session.execute(text("SELECT * FROM journal"))]
    assert not any("周某" in row or "ZC-0001" in row for row in journal), "the journal is for ever, people are not"


def test_a_person_counts_once_for_each_certificate_while_working_here(market: Market) -> None:
    first = name_person(market)
    name_person(market, certificate="注册测绘师", registration_number="CH-1")
    name_person(market, identity_number=OTHER, registration_number="ZC-0002", active_from=date(2026, 4, 1))
    number = market.organisation_id("agency1")

    def people(on: date) -> dict[str, int]:
        with market.house.reading() as session:
            return dict(queries.holdings(session, number, on).practitioners)

    assert people(date(2026, 2, 28)) == {}
    assert people(date(2026, 3, 31)) == {"注册环评工程师": 1, "注册测绘师": 1}
    assert people(date(2026, 4, 1)) == {"注册环评工程师": 2, "注册测绘师": 1}
    market.clock.advance(days=60)
    with market.acting("agency1") as uow:
        organisations.end_practitioner(uow, first, date(2026, 4, 10))
    name_person(market, registration_number="ZC-0001-2", active_from=date(2026, 4, 11))
    assert people(date(2026, 4, 10)) == {"注册环评工程师": 2, "注册测绘师": 1}
    assert people(date(2026, 4, 11)) == {"注册环评工程师": 2, "注册测绘师": 1}


def test_nobody_is_named_twice_with_one_certificate(market: Market) -> None:
    name_person(market)
    with pytest.raises(Conflict):
        name_person(market, name="Another spelling", registration_number="ZC-0009")
    name_person(market, "agency2")


def test_everything_wrong_is_said_at_once(market: Market) -> None:
    with pytest.raises(Invalid) as refusal:
        name_person(market, name="1", certificate="", registration_number="", identity_number="1", active_from=None)
    assert set(refusal.value.fields) == {
        "name",
        "certificate",
        "registration_number",
        "identity_number",
        "active_from",
    }


@pytest.mark.parametrize("last_day", [None, date(2026, 2, 28), date(2026, 3, 3)])
def test_a_last_day_lies_between_the_first_one_and_today(market: Market, last_day: date | None) -> None:
    ref = name_person(market)
    with pytest.raises(Invalid), market.acting("agency1") as uow:
        organisations.end_practitioner(uow, ref, last_day)


def test_a_last_day_is_written_once_and_a_stranger_finds_nobody(market: Market) -> None:
    ref = name_person(market)
    for name in ("agency2", "drafter"):
        with pytest.raises(NotFound), market.acting(name) as uow:
            organisations.end_practitioner(uow, ref, date(2026, 3, 2))
    with market.acting("agency1") as uow:
        organisations.end_practitioner(uow, ref, date(2026, 3, 2))
    with pytest.raises(Conflict), market.acting("agency1") as uow:
        organisations.end_practitioner(uow, ref, date(2026, 3, 2))
