"""Each kind of document holds what a visitor may see, nothing else, and is gone as soon as it may not be seen."""

from collections.abc import Mapping
from dataclasses import fields

import pytest
from sqlalchemy import update

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.search import concerns
from marketplace.domain.search.documents import SOURCES, items
from marketplace.domain.search.documents.decisions import Decision, number_of, parted
from marketplace.domain.search.documents.source import around, bands, lines
from marketplace.domain.search.ports import SORTS, Facet, Kind, Question, SearchDocument, Sort
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.unsigned import operations as unsigned
from marketplace.jobs.indexing import INDEX
from marketplace.jobs.worker import Work
from marketplace.kernel.actor import PLATFORM
from marketplace.wiring import JOBS, OPEN_BUSINESS, SUBSCRIPTIONS
from tests.domain.market import CEILING, ITEM, LOWEST, Market
from tests.searching import faults, found


def documents(market: Market, kind: Kind) -> Mapping[str, SearchDocument]:
    with market.house.looking() as (session, now):
        source = SOURCES[kind]
        numbers = source.after(session, -1, 5000)
        built = {document.key: document for document in source.build(session, numbers, now)}
        assert source.count(session) == len(built)
        known = source.known(session, [document.number for document in built.values()], ())
        assert known == {document.number: key for key, document in built.items()}
        assert source.known(session, (), list(built)) == known
    assert all({*document.sorts} <= SORTS[kind] for document in built.values())
    return built


def run(market: Market) -> None:
    Work(market.house, JOBS, ()).run_due()
    assert faults(market.house) == []


@pytest.mark.parametrize(
    ("code", "places"),
    [
        ("510107", ("51", "5101", "510107")),
        ("510100", ("51", "5101")),
        ("510000", ("51",)),
        ("419001", ("41", "4190", "419001")),
        ("", ()),
        (None, ()),
    ],
)
def test_a_place_lies_in_every_place_around_it(code: str | None, places: tuple[str, ...]) -> None:
    assert around(code) == places


def test_a_star_reaches_every_band_below_it() -> None:
    assert (bands(0), bands(99), bands(100), bands(399), bands(500)) == (
        (),
        (),
        ("1",),
        ("1", "2", "3"),
        ("1", "2", "3", "4"),
    )


def test_what_people_wrote_is_a_value_on_one_line() -> None:
    assert lines(["Grade\r\nA", "Grade A", " B"]) == ("B", "Grade A")


def test_decisions_of_three_tables_share_numbers() -> None:
    numbers = [number_of(Decision.OVERRIDE, 7), number_of(Decision.COMPLAINT, 7), number_of(Decision.OBJECTION, 8)]
    assert len(set(numbers)) == 3
    assert parted(numbers) == {Decision.COMPLAINT: [7], Decision.OBJECTION: [8], Decision.OVERRIDE: [7]}


def test_a_notice_says_where_how_and_for_how_much(market: Market) -> None:
    market.draft(title="秘密")
    ref = market.published(title="青水河治理")
    [document] = documents(market, Kind.TENDER).values()
    assert (document.key, document.title) == (ref, "青水河治理")
    assert document.facets[Facet.ITEM] == (ITEM,)
    assert document.facets[Facet.REGION] == ("51", "5101")
    assert document.facets[Facet.STATUS] == ("published",)
    assert document.facets[Facet.DEPARTMENT] == (market.refs["department"],)
    assert document.sorts[Sort.PRICE] == CEILING.fen
    assert document.sorts[Sort.UNTIL] > document.sorts[Sort.AT]


def test_an_agency_is_found_where_it_has_delivered_and_never_where_it_sits(market: Market) -> None:
    before = documents(market, Kind.PROVIDER)
    assert len(before) == 3
    assert all(document.facets[Facet.REGION] == () for document in before.values())
    market.paid()
    after = documents(market, Kind.PROVIDER)
    assert after[market.refs["agency1"]].facets[Facet.REGION] == ("51", "5101")
    assert after[market.refs["agency2"]].facets[Facet.REGION] == ()


def test_an_award_stands_in_the_index_until_it_ends(market: Market) -> None:
    _, ref = market.awarded()
    run(market)
    [document] = documents(market, Kind.AWARD).values()
    assert document.sorts[Sort.PRICE] == LOWEST.fen
    assert found(market.house, Kind.AWARD, ref) == [document.key]
    with market.acting("agency1") as uow:
        unsigned.decline(uow, document.key, "We are busy.")
    run(market)
    assert documents(market, Kind.AWARD) == {}
    assert found(market.house, Kind.AWARD, ref) == []


def test_every_item_of_the_catalogue_has_a_number_of_its_own(market: Market) -> None:
    built = documents(market, Kind.ITEM)
    assert len({document.number for document in built.values()}) == len(built) > 50
    with market.house.reading() as session:
        assert items.codes_of(session, [built[ITEM].number]) == {built[ITEM].number: ITEM}


PRIVATE = ("contact_name", "contact_phone", "contact_email", "address", "account", "shareholders")


def test_what_is_nobodys_business_is_in_no_document(market: Market) -> None:
    marker = "zzprivatezz"
    market.paid()
    with market.house.writing(PLATFORM) as uow:
        uow.session.execute(update(Organisation).values(**dict.fromkeys(PRIVATE, marker)))
    for kind in Kind:
        for document in documents(market, kind).values():
            assert marker not in f"{document.title} {document.body} {document.facets}"


def test_who_leaves_or_is_cancelled_is_gone_within_the_same_run_of_jobs(market: Market) -> None:
    ref = market.published(title="Heron survey")
    run(market)
    assert found(market.house, Kind.TENDER, "heron") == [ref]
    assert len(found(market.house, Kind.PROVIDER, "测试机构")) == 3
    with market.acting("agency1") as uow:
        organisations.withdraw(uow, market.refs["agency1"], OPEN_BUSINESS)
    with market.acting("approver") as uow:
        tenders.cancel(uow, ref, "Not needed.")
    run(market)
    assert market.refs["agency1"] not in found(market.house, Kind.PROVIDER, "测试机构")
    status = Question(Kind.TENDER, chosen={Facet.STATUS: frozenset(["published"])})
    assert market.house.search.engine.find(status).total == 0


def test_an_event_names_every_document_that_its_words_stand_in(market: Market) -> None:
    contract, _ = market.paid()
    market.published(title="Another")

    def concerned(**payload: object) -> dict[Kind, int]:
        with market.house.reading() as session:
            found = concerns.of(session, [payload])
        return {kind: len(numbers) for kind, numbers in found.items() if numbers}

    assert concerned(ref=market.refs["department"], x=1) == {Kind.TENDER: 2}
    assert concerned(ref=market.refs["agency1"]) == {Kind.PROVIDER: 1, Kind.AWARD: 1}
    assert concerned(supplier_ref=market.refs["agency2"]) == {Kind.PROVIDER: 1}
    assert concerned(contract_ref=contract) == {Kind.PROVIDER: 1, Kind.AWARD: 1}
    assert concerned(item_code=ITEM) == {Kind.PROVIDER: 3, Kind.TENDER: 2, Kind.AWARD: 1, Kind.ITEM: 1}
    assert concerned(contract_ref="C-NOTHING", ref="") == {}


def test_what_is_told_of_an_award_or_an_override_names_its_tender() -> None:
    """So that `concerns` finds their documents."""
    told = [{field.name for field in fields(event)} for event in SUBSCRIPTIONS if INDEX in SUBSCRIPTIONS[event]]
    assert len(told) > 15
    for names in told:
        assert "tender_ref" in names or names.isdisjoint({"award_ref", "override_ref"}), names
