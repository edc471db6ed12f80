"""The router, from tables."""

import json
from datetime import UTC, datetime

import pytest

from marketplace.domain.regimes.purchases import Purchase, Related
from marketplace.domain.regimes.rules import (
    BIDDING_LIMIT,
    DEFAULT_LIMITS,
    DEFAULT_TABLE,
    EXEMPT_WINDOW,
    PROCUREMENT_LIMIT,
    WORKS_SERVICES,
    Figures,
    Limits,
    read_reason,
    route,
)
from marketplace.domain.regimes.states import Exemption, Funds, Regime
from marketplace.kernel.money import Money

OTHER = "env-eia-techreview"
WORKS = min(WORKS_SERVICES)
SIMILAR = max(WORKS_SERVICES)
METHODS = {"one": ("below_threshold", "private"), "two": ("private",)}
FEN = Money(1)


def earlier(amount: Money, item: str = OTHER, *, is_recent: bool = True) -> Related:
    return Related("T-1", "Before", amount, datetime(2026, 1, 5, tzinfo=UTC), item, is_recent=is_recent)


@pytest.mark.parametrize(
    ("purchase", "regime"),
    [
        (Purchase(Funds.FISCAL, OTHER, PROCUREMENT_LIMIT - FEN), Regime.BELOW_THRESHOLD),
        (Purchase(Funds.FISCAL, OTHER, PROCUREMENT_LIMIT), Regime.GOV_PROCUREMENT),
        (Purchase(Funds.FISCAL, WORKS, BIDDING_LIMIT), Regime.STATUTORY_BIDDING),
        (Purchase(Funds.FISCAL, WORKS, BIDDING_LIMIT - FEN), Regime.BELOW_THRESHOLD),
        (Purchase(Funds.STATE, WORKS, BIDDING_LIMIT), Regime.STATUTORY_BIDDING),
        (Purchase(Funds.STATE, OTHER, BIDDING_LIMIT), Regime.STATE_ENTERPRISE),
        (Purchase(Funds.PRIVATE, WORKS, Money(10**12)), Regime.PRIVATE),
        (Purchase(Funds.FISCAL, OTHER, FEN, (earlier(PROCUREMENT_LIMIT - FEN),)), Regime.GOV_PROCUREMENT),
        (Purchase(Funds.FISCAL, OTHER, FEN, (earlier(PROCUREMENT_LIMIT - FEN - FEN),)), Regime.BELOW_THRESHOLD),
        (Purchase(Funds.PRIVATE, OTHER, FEN, (earlier(PROCUREMENT_LIMIT),)), Regime.PRIVATE),
        (Purchase(Funds.STATE, WORKS, FEN, (earlier(BIDDING_LIMIT - FEN, SIMILAR),)), Regime.STATUTORY_BIDDING),
        (
            Purchase(Funds.STATE, WORKS, FEN, (earlier(BIDDING_LIMIT - FEN, SIMILAR, is_recent=False),)),
            Regime.STATUTORY_BIDDING,
        ),
        (Purchase(Funds.STATE, WORKS, FEN, (earlier(BIDDING_LIMIT, OTHER),)), Regime.STATE_ENTERPRISE),
        (Purchase(Funds.FISCAL, OTHER, FEN, (earlier(PROCUREMENT_LIMIT, WORKS),)), Regime.GOV_PROCUREMENT),
        (
            Purchase(Funds.FISCAL, OTHER, FEN, (earlier(PROCUREMENT_LIMIT, OTHER, is_recent=False),)),
            Regime.BELOW_THRESHOLD,
        ),
        (Purchase(Funds.FISCAL, OTHER, PROCUREMENT_LIMIT, exemption=Exemption.DISASTER), Regime.BELOW_THRESHOLD),
        (Purchase(Funds.FISCAL, OTHER, PROCUREMENT_LIMIT, exemption=Exemption.SECURITY), Regime.BELOW_THRESHOLD),
        (Purchase(Funds.FISCAL, OTHER, PROCUREMENT_LIMIT, exemption=Exemption.ACCIDENT), Regime.GOV_PROCUREMENT),
        (Purchase(Funds.STATE, WORKS, BIDDING_LIMIT, exemption=Exemption.DISASTER), Regime.STATE_ENTERPRISE),
    ],
)
def test_funds_item_and_sum_decide(purchase: Purchase, regime: Regime) -> None:
    routing = route(purchase, DEFAULT_TABLE, METHODS)
    assert routing.regime is regime
    assert routing.blocked is (regime in {Regime.GOV_PROCUREMENT, Regime.STATUTORY_BIDDING})
    assert routing.why, "a reader is told why"
    assert all(routing.citations)


def test_what_is_added_up_is_said_with_the_sum() -> None:
    split = route(Purchase(Funds.FISCAL, OTHER, FEN, (earlier(PROCUREMENT_LIMIT),)), DEFAULT_TABLE, METHODS)
    assert split.total == PROCUREMENT_LIMIT + FEN
    assert [dict(text.params).get("count") for text in split.why] == [None, 1]
    assert "政府采购法 Art 28" in split.why[-1].msgid
    assert split.related[0].ref == "T-1"


def test_an_item_of_central_procurement_goes_there_whatever_it_costs() -> None:
    central = Figures(
        Regime.GOV_PROCUREMENT, DEFAULT_LIMITS, "目录", Money(5_000_000_00), frozenset({OTHER}), ref="G-1"
    )
    routing = route(Purchase(Funds.FISCAL, OTHER, FEN), {**DEFAULT_TABLE, Regime.GOV_PROCUREMENT: central}, METHODS)
    assert (routing.regime, routing.entry) == (Regime.GOV_PROCUREMENT, "G-1")
    assert "central procurement" in routing.why[0].msgid


def test_only_methods_that_declare_the_regime_are_allowed() -> None:
    assert route(Purchase(Funds.FISCAL, OTHER, FEN), DEFAULT_TABLE, METHODS).methods == ("one",)
    assert route(Purchase(Funds.PRIVATE, OTHER, FEN), DEFAULT_TABLE, METHODS).methods == ("one", "two")
    assert route(Purchase(Funds.STATE, OTHER, FEN), DEFAULT_TABLE, METHODS).methods == ()


@pytest.mark.parametrize(
    ("exemption", "window"),
    [(Exemption.DISASTER, EXEMPT_WINDOW), (Exemption.ACCIDENT, EXEMPT_WINDOW), (Exemption.SECURITY, 3), (None, 3)],
)
def test_only_what_is_urgent_shortens_the_window(exemption: Exemption | None, window: int) -> None:
    routing = route(Purchase(Funds.FISCAL, OTHER, FEN, exemption=exemption), DEFAULT_TABLE, METHODS)
    assert routing.limits.minimum_window(FEN) == window


def test_reasons_are_read_back_with_their_money() -> None:
    split = route(Purchase(Funds.FISCAL, OTHER, FEN, (earlier(PROCUREMENT_LIMIT),)), DEFAULT_TABLE, METHODS)
    assert tuple(read_reason(kept) for kept in json.loads(json.dumps(split.as_json()))["why"]) == split.why


def test_limits_are_read_back_as_they_were_kept() -> None:
    limits = Limits(Money(12_34), 4, 6, 2, 8)
    assert Limits.read(limits.as_json()) == limits
    assert (limits.minimum_window(Money(12_34)), limits.minimum_window(Money(12_35))) == (4, 6)


def test_the_default_has_every_regime() -> None:
    assert set(DEFAULT_TABLE) == set(Regime)
    assert all(figures.citation for figures in DEFAULT_TABLE.values())


def test_only_what_counts_for_the_law_is_named_and_added() -> None:
    """Works of one project are merged however old they are, and nothing else with them."""
    merged, old = earlier(BIDDING_LIMIT, SIMILAR, is_recent=False), earlier(FEN, OTHER)
    found = route(Purchase(Funds.STATE, WORKS, FEN, (merged, old)), DEFAULT_TABLE, METHODS)
    assert (found.related, found.total, found.is_split) == ((merged,), BIDDING_LIMIT + FEN, True)
    here = route(Purchase(Funds.STATE, OTHER, FEN, (merged, old)), DEFAULT_TABLE, METHODS)
    assert (here.related, here.total, here.is_split) == ((old,), FEN + FEN, False)
