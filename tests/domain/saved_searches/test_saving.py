"""A person's searches: kept under their names, limited, told of once a day, gone with the account."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.domain.notifications.models import Notice
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.personal import operations as personal
from marketplace.domain.saved_searches import operations as searches
from marketplace.domain.saved_searches import queries
from marketplace.domain.saved_searches.models import SavedSearch
from marketplace.domain.saved_searches.rules import LONGEST_NAME, LONGEST_QUERY, MOST, Saved
from marketplace.domain.search import news
from marketplace.jobs.saved_searches import tell_of_searches
from marketplace.kernel.errors import Conflict, Invalid, NotFound
from tests.domain.market import ITEM, Market
from tests.searching import rebuild

TENDERS = Saved("tender", f"q=assessment&item={ITEM}", "assessment", {"item": (ITEM,)})


def save(market: Market, name: str = "Mine", saved: Saved = TENDERS, who: str = "agency1", *, told: bool = True) -> int:
    with market.acting(who) as uow:
        return searches.save(uow, name, saved, wants_news=told).id


def notices(market: Market) -> int:
    with market.house.reading() as session:
        return session.scalar(select(func.count(Notice.id)).where(Notice.kind == "search_has_news")) or 0


def test_each_sees_the_own_by_name(market: Market) -> None:
    save(market, "Zulu")
    save(market, "Alpha")
    save(market, "Theirs", who="agency2")
    with market.house.reading() as session:
        assert [each.name for each in queries.own(session, market.actor("agency1"))] == ["Alpha", "Zulu"]
        assert queries.own(session, market.actor("agency2"))[0].asked.chosen == {"item": [ITEM]}


@pytest.mark.parametrize("name", ["", " ", "x" * (LONGEST_NAME + 1), "a\x00", "Mine"])
def test_a_name_is_needed_and_the_person_s_own(market: Market, name: str) -> None:
    save(market)
    with market.acting("agency1") as uow, pytest.raises(Invalid) as refused:
        searches.save(uow, name, TENDERS, wants_news=False)
    assert refused.value.fields.keys() == {"name"}
    save(market, "Mine", who="agency2")


def test_there_is_an_end_to_what_is_kept(market: Market) -> None:
    with market.acting("agency1") as uow:
        for number in range(MOST):
            searches.save(uow, f"No {number}", TENDERS, wants_news=False)
    with market.acting("agency1") as uow, pytest.raises(Conflict, match="50 searches already"):
        searches.save(uow, "One more", TENDERS, wants_news=False)
    with market.acting("agency2") as uow, pytest.raises(Conflict, match="too many parts"):
        searches.save(uow, "Long", Saved("tender", "x" * (LONGEST_QUERY + 1)), wants_news=False)


def test_nobody_touches_another_s(market: Market) -> None:
    number = save(market)
    for act in (
        lambda uow: searches.look(uow, number),
        lambda uow: searches.drop(uow, number),
        lambda uow: searches.want_news(uow, number, wanted=False),
    ):
        with market.acting("agency2") as uow, pytest.raises(NotFound):
            act(uow)


def test_what_is_newer_than_the_last_look_is_new(market: Market) -> None:
    market.published()
    market.clock.advance(hours=1)
    number = save(market)

    def new() -> int | None:
        rebuild(market.house)
        with market.house.reading() as session:
            found = session.get_one(SavedSearch, number)
            return news.new_since(session, market.house.search, found.asked, found.looked_at)

    assert new() == 0
    market.clock.advance(hours=1)
    market.published()
    market.published(title="Something else", description="Of another kind.", item=ITEM)
    assert new() == 2
    market.clock.advance(hours=1)
    with market.acting("agency1") as uow:
        searches.look(uow, number)
    assert new() == 0
    with market.house.reading() as session:
        assert news.new_since(session, market.house.search, Saved("item", ""), market.clock.at) is None


def test_a_provider_is_new_when_it_has_entered_the_market(market: Market) -> None:
    number = save(market, saved=Saved("provider", "q=heron", "heron"))

    def new() -> int | None:
        rebuild(market.house)
        with market.house.reading() as session:
            found = session.get_one(SavedSearch, number)
            return news.new_since(session, market.house.search, found.asked, found.looked_at)

    market.clock.advance(hours=1)
    with market.acting("agency1") as uow:
        organisations.update_profile(uow, market.refs["agency1"], description="We count herons, every heron.")
    assert new() == 0, "it was there before"
    market.clock.advance(hours=1)
    market.unverified("heron")
    assert new() == 1
    market.clock.advance(days=1)
    tell_of_searches(market.house)
    assert notices(market) == 1


def test_news_come_once_a_day_at_most_and_end_when_not_wanted(market: Market) -> None:
    number = save(market)
    market.clock.advance(hours=1)
    market.published()
    rebuild(market.house)
    tell_of_searches(market.house)
    assert notices(market) == 0
    market.clock.advance(days=1)
    tell_of_searches(market.house)
    tell_of_searches(market.house)
    assert notices(market) == 1
    market.clock.advance(days=1, hours=1)
    tell_of_searches(market.house)
    assert notices(market) == 1, "nothing new since"
    market.published()
    rebuild(market.house)
    with market.acting("agency1") as uow:
        searches.want_news(uow, number, wanted=False)
    market.clock.advance(days=2)
    tell_of_searches(market.house)
    assert notices(market) == 1
    with market.acting("agency1") as uow:
        assert searches.want_news(uow, number, wanted=True).tell_at == uow.now + timedelta(days=1)


def test_a_search_goes_when_it_is_dropped_and_with_the_account(market: Market) -> None:
    number = save(market)
    save(market, "Other")
    with market.acting("agency1") as uow:
        searches.drop(uow, number)
    market.person("leaver")
    save(market, who="leaver")
    with market.acting("leaver") as uow:
        personal.erase(uow)
    with market.house.reading() as session:
        assert [each.name for each in session.scalars(select(SavedSearch))] == ["Other"]
