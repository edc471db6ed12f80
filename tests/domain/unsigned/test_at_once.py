"""Refusing and signing at the same moment: one of them has an effect, and the other is told so."""

import pytest

from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AwardState, Default
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts.models import Contract
from marketplace.domain.contracts.rules import Part
from marketplace.domain.contracts.states import ContractState
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.states import TenderState
from marketplace.domain.unsigned import operations as unsigned
from tests.domain.market import LOWEST, Market
from tests.domain.test_concurrency import at_once, verify


@pytest.mark.parametrize("other", ["decline", "lapse", "revoke"])
def test_the_last_signature_and_an_end_of_the_award_have_one_effect(market: Market, other: str) -> None:
    tender, award = market.awarded()
    with market.acting("drafter") as uow:
        contract = contracts.draw_up(uow, award, [Part("Report", LOWEST, 20)]).ref
    market.clock.advance(days=7)
    with market.acting("agency1") as uow:
        contracts.sign_for_the_supplier(uow, contract)
    ends = {
        "decline": ("agency1", lambda uow: unsigned.decline(uow, award, "Why")),
        "lapse": ("drafter", lambda uow: unsigned.lapse(uow, award, Default.CANNOT_PERFORM, "Why")),
        "revoke": ("approver", lambda uow: unsigned.revoke(uow, tender, "Why")),
    }
    sign = ("approver", lambda uow: contracts.sign_for_the_buyer(uow, contract))
    assert at_once(market, sign, ends[other], sign, ends[other]) == {"done": 1, "Conflict": 3}
    found = market.get(Contract, contract).state, market.get(Award, award).state, market.get(Tender, tender).state
    ended = {
        "decline": (AwardState.DECLINED, TenderState.FALLEN_THROUGH),
        "lapse": (AwardState.LAPSED, TenderState.FALLEN_THROUGH),
        "revoke": (AwardState.REVOKED, TenderState.CANCELLED),
    }
    assert found in {
        (ContractState.ACTIVE, AwardState.CONTRACTED, TenderState.AWARDED),
        (ContractState.VOID, *ended[other]),
    }
    verify(market)


def test_the_next_is_awarded_once(market: Market) -> None:
    _, award = market.awarded()
    with market.acting("agency1") as uow:
        unsigned.decline(uow, award, "Why")
    acts = (("approver", lambda uow: unsigned.award_next(uow, award)),) * 4
    assert at_once(market, *acts) == {"done": 1, "Conflict": 3}
    verify(market)
