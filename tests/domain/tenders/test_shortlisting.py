"""A direct choice rests on a short-list: where it must, on which it may, and who reads it when."""

from datetime import timedelta

import pytest

from marketplace.domain.bids import operations as bids
from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.shortlists.rules import VALID_FOR, Asked
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import shortlisting
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.actor import ANYONE
from marketplace.kernel.errors import Invalid
from tests.domain import own_funds
from tests.domain.market import ITEM, Market
from tests.domain.own_funds import APPLICANTS_ITEM
from tests.domain.shortlists.locking import locked, offering

WHY = "Nobody else has the equipment."


def direct(market: Market, **changes: object) -> dict[str, object]:
    named = {"method": "direct", "invited": market.refs["agency2"], "invited_because": "It made the first part."}
    return named | changes


@pytest.fixture
def owner(market: Market) -> Market:
    own_funds.state_enterprise(market)
    offering(market)
    return market


def refused(market: Market, name: str = "state_owner", **changes: object) -> dict[str, str]:
    with pytest.raises(Invalid) as raised:
        own_funds.drafted(market, name, **direct(market, **changes))
    return {field: str(text) for field, text in raised.value.fields.items()}


def test_state_funds_name_a_list_or_a_reason(owner: Market) -> None:
    assert "Choose the short-list" in refused(owner)["unlisted_because"]
    assert "Choose the short-list" in refused(owner, unlisted_because=" ")["unlisted_because"]
    assert "up to 1000" in refused(owner, unlisted_because="x" * 1001)["unlisted_because"]
    ref = own_funds.drafted(owner, "state_owner", **direct(owner, unlisted_because=WHY))
    assert owner.get(Tender, ref).unlisted_because == WHY
    ref = own_funds.drafted(owner, "state_owner", **direct(owner, shortlist=locked(owner, "state_owner")))
    assert owner.get(Tender, ref).shortlist == owner.get(ShortList, owner.get(Tender, ref).shortlist).ref


def test_private_buyers_need_none_and_may_name_one(market: Market) -> None:
    own_funds.enterprise(market)
    offering(market)
    assert own_funds.drafted(market, **direct(market))
    assert own_funds.drafted(market, **direct(market, shortlist=locked(market)))


def test_another_buyers_list_is_no_ground(owner: Market) -> None:
    own_funds.enterprise(owner)
    ref = locked(owner, "state_owner", Asked(APPLICANTS_ITEM), "agency1", "agency2", "agency3")
    assert own_funds.drafted(owner, "state_owner", **direct(owner, shortlist=ref))
    assert "one of your own" in refused(owner, shortlist=locked(owner, "owner"))["shortlist"]
    assert "one of your own" in refused(owner, shortlist="K-NOTHERE")["shortlist"]


def test_who_is_not_on_it_is_not_chosen_by_it(market: Market) -> None:
    own_funds.state_enterprise(market)
    offering(market, "agency1", "agency3")
    ref = locked(market, "state_owner", Asked(APPLICANTS_ITEM), "agency1", "agency3")
    offering(market, "agency2")
    assert f"not on the short-list {ref}" in refused(market, shortlist=ref)["invited"]


def test_a_list_about_another_service_is_no_ground(owner: Market) -> None:
    ref = locked(owner, "state_owner", Asked(ITEM))
    assert "about another service" in refused(owner, shortlist=ref)["shortlist"]


def test_an_old_list_is_refused_when_drafted_and_when_published(owner: Market) -> None:
    ref = locked(owner, "state_owner")
    draft = own_funds.drafted(owner, "state_owner", **direct(owner, shortlist=ref))
    with owner.acting("state_owner") as uow:
        tenders.submit(uow, draft)
    with owner.acting("state_approver") as uow:
        tenders.approve(uow, draft)
    owner.clock.advance(days=VALID_FOR.days, seconds=1)
    assert "older than 30 days" in refused(owner, shortlist=ref)["shortlist"]
    with owner.acting("state_owner") as uow, pytest.raises(Invalid, match="older than 30 days"):
        tenders.publish(uow, draft)
    with owner.house.reading() as session:
        buyer = owner.get(ShortList, ref).buyer_id
        assert shortlisting.usable(session, buyer, APPLICANTS_ITEM, owner.clock.at) == []
        [found] = shortlisting.usable(session, buyer, APPLICANTS_ITEM, owner.clock.at - timedelta(seconds=1))
    assert found.ref == ref


def test_another_method_rests_on_none(owner: Market) -> None:
    ref = locked(owner, "state_owner")
    with pytest.raises(Invalid) as raised:
        own_funds.drafted(owner, "state_owner", method="lowest_price", shortlist=ref)
    assert raised.value.fields.keys() == {"shortlist"}


def test_it_is_public_with_the_notice_and_not_before(owner: Market) -> None:
    ref = locked(owner, "state_owner")

    def readers() -> list[str]:
        with owner.house.reading() as session:
            shortlist = owner.get(ShortList, ref)
            names = ("agency1", "other_drafter", "state_owner", "regulator")
            may = owner.house.authority.permits
            return [
                name
                for name, actor in [("nobody", ANYONE), *((name, owner.actor(name)) for name in names)]
                if may(session, actor, "shortlist:see", shortlist)
            ]

    draft = own_funds.drafted(owner, "state_owner", **direct(owner, shortlist=ref))
    assert readers() == ["state_owner", "regulator"]
    with owner.acting("state_owner") as uow:
        tenders.submit(uow, draft)
    with owner.acting("state_approver") as uow:
        tenders.approve(uow, draft)
    with owner.acting("state_owner") as uow:
        tenders.publish(uow, draft)
    assert readers() == ["nobody", "agency1", "other_drafter", "state_owner", "regulator"]


def test_a_failed_tender_is_issued_again_on_the_same_ground(market: Market) -> None:
    own_funds.enterprise(market)
    offering(market)
    listed = locked(market)
    ref = own_funds.published(market, **direct(market, shortlist=listed))
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    with market.acting("owner") as uow:
        assert tenders.reissue(uow, ref).shortlist == listed
