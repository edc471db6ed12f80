"""What the public pages read, on both databases."""

from decimal import Decimal

from marketplace.domain.awards import queries as awards
from marketplace.domain.awards import track_records
from marketplace.domain.budgets import queries as budgets
from marketplace.domain.budgets.models import EntryKind
from marketplace.domain.calendar.rules import day_of
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.catalogue.states import Commissioner, ItemStatus
from marketplace.domain.directory import lists
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.payments import queries as payments
from marketplace.domain.ratings import queries as ratings
from marketplace.domain.regions import queries as regions
from marketplace.domain.tenders import operations as tender_operations
from marketplace.domain.tenders import queries as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.queries import Filter
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.money import ZERO
from marketplace.kernel.paging import FIRST
from tests.domain.market import CEILING, ITEM, LOWEST, REGION, Market


def test_every_narrowing_of_the_public_list_and_all_of_them(market: Market) -> None:
    published, other = market.published(), market.published(title="Another")
    market.draft()
    everything = Filter(ITEM, REGION[:4], TenderState.PUBLISHED)
    with market.house.reading() as session:
        assert {row.ref for row in tenders.public_page(session, everything)} == {published, other}
        for nothing in (
            Filter(item_code="env-monitor"),
            Filter(region_code="11"),
            Filter(region_code="_"),
            Filter(state=TenderState.AWARDED),
            Filter(page=2),
        ):
            assert not tenders.public_page(session, nothing), nothing
        assert tenders.count_public(session) == 2
        [newer, older] = tenders.newest(session, FIRST, int)
        assert (newer.ref, older.ref) == (other, published)
        assert tenders.these(session, [older.id, 0, newer.id]) == [older, newer]
        assert set(tenders.descriptions(session, [older.id, 0])) == {older.id}
        assert tenders.count_open(session, market.clock.at) == 2
        assert [row.ref for row in tenders.open_now(session, market.clock.at, 1)] == [published]


def test_attempts_name_each_other_once_both_are_published(market: Market) -> None:
    first = market.closed({})
    with market.acting("drafter") as uow:
        second = tender_operations.reissue(uow, first).ref
    with market.house.reading() as session:
        assert tenders.attempts(session, market.get(Tender, first)) == (None, None)
    for name, step in (
        ("drafter", tender_operations.submit),
        ("approver", tender_operations.approve),
        ("drafter", tender_operations.publish),
    ):
        with market.acting(name) as uow:
            step(uow, second)
    with market.house.reading() as session:
        assert tenders.attempts(session, market.get(Tender, first)) == (None, second)
        assert tenders.attempts(session, market.get(Tender, second)) == (first, None)


def test_what_a_finished_purchase_leaves_to_read(market: Market) -> None:
    contract, payment = market.paid()
    market.rated(contract)
    with market.house.reading() as session:
        [award] = awards.public_page(session, 1, ITEM)
        assert (award.supplier_id, award.amount) == (market.organisation_id("agency1"), LOWEST)
        assert (awards.public_page(session, 2), awards.count(session)) == ([], 1)
        assert awards.public_page(session, 1, "env-monitor") == []
        assert awards.newest(session, FIRST, int) == awards.these(session, [award.id, 0]) == [award]
        assert awards.count(session) == 1
        assert payments.total_settled(session) == LOWEST
        moved = budgets.moved(session, market.line().id, [award.tender_ref, payment])
        assert moved == {
            EntryKind.RESERVE: CEILING,
            EntryKind.RELEASE: CEILING,
            EntryKind.COMMIT: LOWEST,
            EntryKind.SPEND: LOWEST,
            EntryKind.FREE: ZERO,
        }
        assert set(budgets.moved(session, market.line().id, []).values()) == {ZERO}
        loser = market.organisation_id("agency2")
        assert track_records.outcomes(session, [loser]) == {loser: track_records.Outcome(bids=1, lost=1)}
        assert ratings.standings(session, [award.supplier_id], market.clock.at)[award.supplier_id].star > Decimal(4)


def test_what_filters_offer(market: Market) -> None:
    with market.house.reading() as session:
        names = catalogue.names(session)
        assert ITEM in {row.code for row in names}
        assert ("生态环境", "Ecology and Environment") in catalogue.departments(session)
        wanted = {"department": "生态环境", "commissioner": Commissioner.DEPARTMENT, "status": ItemStatus.ACTIVE}
        assert list(catalogue.items(session, q="EIA 100%")) == []
        assert ITEM in [item.code for item in catalogue.items(session, **wanted, q="eia")]  # type: ignore[arg-type]
        assert [row.code for row in catalogue.listed(session)] == [item.code for item in catalogue.items(session)]
        assert regions.names(session, ["51", "5101", "99"]) == [
            ("51", "四川省", "Sichuan"),
            ("5101", "成都市", "Chengdu City"),
        ]


def test_the_directory_by_name_and_by_what_is_offered(market: Market) -> None:
    one, two, three = (market.refs[name] for name in ("agency1", "agency2", "agency3"))
    today = day_of(market.clock.at)
    with market.house.reading() as session:
        assert [row.ref for row in lists.by_name(session, FIRST, lambda: 0)] == [one, two, three]
        rows, total = organisations.providers_of_item(session, ITEM, today)
        assert ([row.ref for row in rows], total) == ([one, two, three], 3)
        assert organisations.providers_of_item(session, "env-monitor", today) == ([], 0)
        assert organisations.count_providers(session) == 3
        number = market.organisation_id("agency1")
        assert [item.code for item in organisations.offered(session, [number], today)[number]] == [ITEM]
