"""Direct choice: a buyer with own funds asks one provider, with reasons; what a department commissions, never."""

import pytest

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.awards.models import Award
from marketplace.domain.bids import operations as bids
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.regimes.states import Regime
from marketplace.domain.rounds import operations as rounds
from marketplace.domain.rounds.rules import CALLED_BEFORE
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.kernel.errors import Invalid, NotPermitted
from tests.domain import own_funds
from tests.domain.market import ITEM, LOWEST, Market
from tests.domain.own_funds import APPLICANTS_ITEM
from tests.domain.rounds.auctions import bid_of, current

WHY = "It drew up the first part of the same report."


def offering(market: Market, *names: str) -> None:
    """These agencies offer what applicants buy."""
    for name in names:
        with market.acting(name) as uow:
            organisations.offer_services(uow, market.refs[name], [ITEM, APPLICANTS_ITEM])


def invited(market: Market, agency: str = "agency2") -> dict[str, object]:
    return {"method": "direct", "invited": market.refs[agency], "invited_because": WHY}


def test_only_who_is_asked_bids_and_the_buyer_takes_it_with_reasons(market: Market) -> None:
    own_funds.enterprise(market)
    offering(market, "agency2")
    ref = own_funds.published(market, **invited(market))
    assert (market.get(Tender, ref).invited, market.get(Tender, ref).invited_because) == (market.refs["agency2"], WHY)
    with pytest.raises(NotPermitted, match="asks one provider alone"):
        market.bid("agency1", ref, LOWEST)
    market.bid("agency2", ref, LOWEST)
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    market.open_bids(ref)
    with market.acting("owner") as uow:
        rounds.call(uow, ref, uow.now + CALLED_BEFORE)
    market.clock.at = current(market, ref).opens_at
    bid = bid_of(market, "agency2", ref)
    with market.acting("owner") as uow:
        rounds.reply(uow, ref, "choice", {"chosen": bid.ref, "reasons": WHY})
    with market.acting("owner") as uow:
        awards.select(uow, ref)
    with market.acting("owner") as uow:
        award = awards.announce(uow, ref).ref
    assert market.get(Award, award).amount == LOWEST
    with market.house.reading() as session:
        assert list(award_queries.record_faults(session, ref)) == []


def test_who_is_asked_and_does_not_bid_has_declined(market: Market) -> None:
    own_funds.enterprise(market)
    offering(market, "agency2")
    ref = own_funds.published(market, **invited(market))
    market.clock.at = market.deadline(ref)
    with market.acting("platform") as uow:
        bids.close(uow, ref)
    assert market.get(Tender, ref).state is TenderState.FAILED


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"invited": ""}, "invited"),
        ({"invited": "O-NOBODY"}, "invited"),
        ({"invited_because": " "}, "invited_because"),
        ({"method": "lowest_price"}, "invited"),
    ],
)
def test_an_invitation_names_an_active_provider_of_the_service_and_says_why(
    market: Market, changes: dict[str, object], field: str
) -> None:
    own_funds.enterprise(market)
    offering(market, "agency2")
    with pytest.raises(Invalid) as refused:
        own_funds.drafted(market, **(invited(market) | changes))
    assert refused.value.fields.keys() == {field}


def test_who_does_not_offer_the_service_is_not_asked(market: Market) -> None:
    own_funds.enterprise(market)
    offering(market, "agency2")
    with pytest.raises(Invalid) as refused:
        own_funds.drafted(market, **invited(market, "agency1"))
    assert refused.value.fields.keys() == {"invited"}


def test_a_department_never_names_anybody(market: Market) -> None:
    assert "direct" not in {method.code for method in notice.offered(Regime.BELOW_THRESHOLD)}
    assert "direct" in {method.code for method in notice.offered(Regime.PRIVATE)}
    assert "direct" in {method.code for method in notice.offered(Regime.STATE_ENTERPRISE)}
    with pytest.raises(Invalid) as refused:
        market.draft(**invited(market))
    assert refused.value.fields.keys() == {"method"}
