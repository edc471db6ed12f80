"""What waits for whom: the same department, seen by each of its people."""

import re

import pytest

from tests.blueprints.buyer.conftest import Desk
from tests.blueprints.buyer.scene import PROPOSAL, Scene, build, scored
from tests.domain.market import MERIT, PRICES, Market


@pytest.fixture
def scene(market: Market) -> Scene:
    return build(market)


def tasks(desk: Desk, name: str) -> set[str]:
    """(what to do: about which tender) as the list says."""
    page = desk(name).page("/buyer/")
    found = re.findall(r'worklist__link" href="([^"]+)">([^<]+)</a>.*?worklist__about">([^<]+)<', page, re.DOTALL)
    for address, _, _ in found:
        assert desk(name).get(address).status_code == 200, address
    return {f"{todo}: {about}" for _, todo, about in found}


def test_everyone_finds_exactly_their_own_work(scene: Scene, market: Market, desk: Desk) -> None:
    assert tasks(desk, "drafter") == {
        "Finish the draft and submit it for approval: Draft",
        "Publish the notice: Approved",
        "Draw up the contract: Awarded",
        "Accept or return what was delivered: Talk: Signed",
    }
    assert tasks(desk, "approver") == {
        "Approve the tender or return it: In approval",
        "Publish the notice: Approved",
        "Hand in your keys: Closed",
        "See who of the openers is missing: Closed",
        "Announce the award: Selected",
        "Draw up the contract: Awarded",
        "Accept or return what was delivered: Talk: Signed",
    }
    assert tasks(desk, "evaluator1") == {"Score the bids still open: 3: Merit"}
    assert tasks(desk, "evaluator2") == {"Declare your interests, then score the bids: Merit"}
    assert tasks(desk, "officer1") == {"Record the bank&#39;s voucher: Signed"}
    assert tasks(desk, "officer2") == {"Record the bank&#39;s voucher: Signed", "Confirm the voucher: Signed"}
    assert tasks(desk, "other_approver") == {"Hand in your keys: Closed"}


def test_the_selection_waits_until_three_evaluators_are_done(market: Market, desk: Desk) -> None:
    ref = market.opened(PRICES, proposal=PROPOSAL, method="proposal_merit", criteria=MERIT, price_weight=20, title="M")
    scored(market, ref, "evaluator1", "evaluator2")
    assert tasks(desk, "drafter") == set()
    assert tasks(desk, "evaluator1") == set(), "has scored every bid"
    scored(market, ref, "evaluator3")
    assert tasks(desk, "drafter") == {"Run the selection: M"}


def test_an_accepted_milestone_waits_for_the_finance_officers(market: Market, desk: Desk) -> None:
    market.accepted()
    assert tasks(desk, "officer1") == {"Instruct the payment: Report: Technical assessment"}
    assert tasks(desk, "drafter") == {"Rate the provider&#39;s work: Technical assessment"}
