"""A search of providers is locked as it was, narrows by nothing that may not count, and nobody changes it."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from marketplace.domain.organisations import operations as organisations
from marketplace.domain.shortlists import operations as shortlists
from marketplace.domain.shortlists import queries
from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.shortlists.rules import FIRST, VALID_FOR, Asked, Found, Listed, place_in
from marketplace.kernel import canonical
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from tests.domain import own_funds
from tests.domain.market import ITEM, Market
from tests.domain.own_funds import APPLICANTS_ITEM
from tests.domain.shortlists.locking import BECAUSE, found, locked, offering


@pytest.fixture
def owner(market: Market) -> Market:
    own_funds.state_enterprise(market)
    offering(market)
    return market


def faults(market: Market) -> list[str]:
    with market.house.reading() as session:
        return list(queries.faults(session))


def test_it_says_what_was_searched_and_found(owner: Market) -> None:
    asked = Asked(
        APPLICANTS_ITEM, "  环境  影响 ", {"rating": ("4",), "item": (APPLICANTS_ITEM,), "region": ()}, "rating"
    )
    ref = locked(owner, "state_owner", asked, "agency2", "agency1", "agency3")
    shortlist = owner.get(ShortList, ref)
    document = shortlist.document
    assert (document["ref"], document["item"], document["words"]) == (ref, APPLICANTS_ITEM, "环境 影响")
    assert document["filters"] == {"item": [APPLICANTS_ITEM], "rating": ["4"]}
    assert (document["order"], document["found"], document["index"], document["ranking"]) == (
        "rating",
        3,
        "oracle 1",
        "1",
    )
    assert [(each["place"], each["ref"]) for each in document["providers"]] == [
        (place, owner.refs[name]) for place, name in enumerate(("agency2", "agency1", "agency3"), 1)
    ]
    assert document["providers"][0]["star"] == 433
    assert document["buyer"]["ref"] == owner.refs["state_owner"]
    assert shortlist.sha256 == canonical.digest(document)
    assert faults(owner) == []


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        (Asked(APPLICANTS_ITEM, "成都 环境"), "words", "“成都” is a place"),
        (Asked(APPLICANTS_ITEM, "chengdu survey"), "words", "“chengdu” is a place"),
        (Asked(APPLICANTS_ITEM, "x" * 201), "words", "at most 200"),
        (Asked(APPLICANTS_ITEM, "a\x00b"), "words", "control character"),
        (Asked(APPLICANTS_ITEM, "a\udcffb"), "words", "control character"),
        (Asked(APPLICANTS_ITEM, "", {"region": ("5101",)}), "filters", "Take the region away"),
        (Asked(APPLICANTS_ITEM, "", {"department": ("O-1",)}), "filters", "nothing else"),
        (Asked(APPLICANTS_ITEM, "", {"owner": ("state",)}), "filters", "nothing else"),
        (Asked(APPLICANTS_ITEM, "", {"rating": ("4",) * 21}), "filters", "more than"),
        (Asked("no-such-item"), "item_code", "catalogue"),
        (Asked(""), "item_code", "catalogue"),
    ],
)
def test_what_may_not_narrow_is_refused_with_the_reason(owner: Market, asked: Asked, field: str, words: str) -> None:
    results = found(owner)
    with owner.acting("state_owner") as uow, pytest.raises(Invalid) as refused:
        shortlists.lock(uow, owner.refs["state_owner"], asked, results)
    assert refused.value.fields.keys() == {field}
    assert words in str(refused.value.fields[field])


def test_work_that_sounds_like_a_place_is_searched_for() -> None:
    assert place_in("环境影响评价 水土保持") == ""
    assert place_in("国有资产评估") == ""


def test_a_search_for_one_firm_is_no_short_list(owner: Market) -> None:
    results = found(owner, "agency1")
    with owner.acting("state_owner") as uow, pytest.raises(Invalid, match="compares at least 3"):
        shortlists.lock(uow, owner.refs["state_owner"], Asked(APPLICANTS_ITEM, "Test agency1"), results)


def test_where_fewer_offer_the_service_all_of_them_are_enough(market: Market) -> None:
    own_funds.state_enterprise(market)
    offering(market, "agency1", "agency2")
    assert locked(market, "state_owner", Asked(APPLICANTS_ITEM), "agency1", "agency2")
    nobody = Found(0, (), "oracle 1", "1")
    with market.acting("state_owner") as uow, pytest.raises(Invalid, match="Nobody was found"):
        shortlists.lock(uow, market.refs["state_owner"], Asked(APPLICANTS_ITEM, "zzz"), nobody)


def test_who_left_between_the_search_and_the_lock_is_not_locked(owner: Market) -> None:
    results = found(owner)
    with owner.acting("agency3") as uow:
        organisations.offer_services(uow, owner.refs["agency3"], [ITEM])
    with owner.acting("state_owner") as uow, pytest.raises(Conflict, match="left the market or this service"):
        shortlists.lock(uow, owner.refs["state_owner"], Asked(APPLICANTS_ITEM), results)


def test_only_the_first_are_kept(owner: Market) -> None:
    results = found(owner, "agency1", "agency2", "agency3")
    many = Found(FIRST + 5, results.providers + (Listed(0, BECAUSE),) * FIRST, "oracle 1", "1")
    with owner.acting("state_owner") as uow, pytest.raises(Conflict):
        shortlists.lock(uow, owner.refs["state_owner"], Asked(APPLICANTS_ITEM), many)
    assert locked(owner, "state_owner", Asked(APPLICANTS_ITEM), "agency1", "agency2", "agency3")


def test_nobody_locks_for_another_buyer(owner: Market) -> None:
    results = found(owner)
    for name in ("drafter", "agency1", "regulator"):
        with owner.acting(name) as uow, pytest.raises((NotFound, NotPermitted)):
            shortlists.lock(uow, owner.refs["state_owner"], Asked(APPLICANTS_ITEM), results)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("document = replace(document, '\"star\": 433', '\"star\": 500')", "is not what its digest says"),
        ("item_code = (SELECT min(code) FROM service_item)", "holds the document of another"),
        ("sha256 = replace(sha256, substr(sha256, 1, 1), 'x')", "is not what its digest says"),
        ("document = 'no json'", "cannot be read"),
    ],
)
def test_the_check_names_what_was_changed_behind_the_triggers(owner: Market, change: str, fault: str) -> None:
    locked(owner, "state_owner")
    with owner.acting("platform") as uow:
        uow.session.execute(text(f"UPDATE shortlist SET {change}"))  # noqa: S608 - ours
    assert [fault in each for each in faults(owner)] == [True]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_check_asks_the_journal_too(owner: Market) -> None:
    ref = locked(owner, "state_owner")
    document = owner.get(ShortList, ref).document | {"words": "另"}
    with owner.acting("platform") as uow:
        uow.session.get_one(ShortList, 1).document = document
        uow.session.get_one(ShortList, 1).sha256 = canonical.digest(document)
    assert faults(owner) == [f"short-list {ref} is not the one in the journal"]


def test_a_choice_rests_on_it_for_its_time(owner: Market) -> None:
    ref = locked(owner, "state_owner")
    shortlist = owner.get(ShortList, ref)
    assert shortlist.is_fresh(shortlist.locked_at + VALID_FOR)
    assert not shortlist.is_fresh(shortlist.locked_at + VALID_FOR + timedelta(seconds=1))
