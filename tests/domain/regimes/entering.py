"""Entering the figures of a regime as an operator does."""

from marketplace.domain.documents.tables import Row
from marketplace.domain.regimes import operations
from marketplace.domain.regimes.states import Regime
from marketplace.kernel.money import Money
from tests.domain.market import Market


def figures(**changes: str) -> dict[str, str]:
    """The cells of a sound line on government procurement, but for what a test changes."""
    return {
        "region_code": "",
        "year": "2026",
        "regime": "gov_procurement",
        "threshold": "800000",
        "items": "",
        "small_purchase": "200000",
        "window_small": "5",
        "window_large": "5",
        "publicity": "0",
        "sign_within": "0",
        "citation": "省级标准 2026",
    } | changes


def line(**changes: object) -> operations.Line:
    """The same line as typed into the form."""
    sound: dict[str, object] = {
        "region_code": None,
        "year": 2026,
        "regime": Regime.GOV_PROCUREMENT,
        "threshold": Money(800_000_00),
        "items": (),
        "small_purchase": Money(200_000_00),
        "window_small": 5,
        "window_large": 5,
        "publicity": 0,
        "sign_within": 0,
        "citation": "省级标准 2026",
    }
    return operations.Line(**(sound | changes))  # type: ignore[arg-type]


def enter(market: Market, cells: dict[str, str]) -> None:
    with market.acting("operator") as uow:
        operations.import_rows(uow, [Row(2, cells)])
