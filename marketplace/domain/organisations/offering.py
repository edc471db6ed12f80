"""What an agency publishes about a service it offers, and how each answer is checked; pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from marketplace.domain.organisations.states import PriceMode
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money
from marketplace.kernel.texts import paragraphs

LONGEST_PRICE_TEXT = 500
LONGEST_STATEMENT = 1_000

MOST_DAYS = 730
"""The longest promise where the catalogue sets no limit, in working days [ours]."""

PRICE_MODES: Mapping[PriceMode, Text] = {
    PriceMode.MARKET: mark("Market price"),
    PriceMode.GUIDED: mark("Government-guided price"),
    PriceMode.FIXED: mark("Government-set price"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Conditions, flow, time limit and price (优化营商环境条例 Art 43(1)); `promised_days` are working days."""

    conditions: str
    flow: str
    promised_days: int | None
    price_mode: str
    price_from: Money | None = None
    price_to: Money | None = None
    price_text: str = ""


def checked(given: Statement, time_limit: int | None) -> Statement:
    """The same in normal form; `time_limit` is the item's, in working days. Raises Invalid by field."""
    wrong: dict[str, Text] = {}

    def text(field: str, written: str, longest: int, *, required: bool) -> str:
        try:
            return paragraphs(written, longest=longest, required=required)
        except Invalid as refusal:
            wrong[field] = refusal.text
            return ""

    conditions = text("conditions", given.conditions, LONGEST_STATEMENT, required=True)
    flow = text("flow", given.flow, LONGEST_STATEMENT, required=True)
    price_text = text("price_text", given.price_text, LONGEST_PRICE_TEXT, required=False)
    checks: tuple[Callable[[], None], ...] = (
        lambda: _check_days(given.promised_days, time_limit),
        lambda: _check_mode(given.price_mode),
        lambda: _check_price(given.price_from, given.price_to, given.price_mode, has_text=bool(price_text)),
    )
    for check in checks:
        try:
            check()
        except Invalid as refusal:
            wrong |= refusal.fields
    if wrong:
        raise Invalid(fields=wrong)
    return Statement(
        conditions=conditions,
        flow=flow,
        promised_days=given.promised_days,
        price_mode=given.price_mode,
        price_from=given.price_from,
        price_to=given.price_to,
        price_text=price_text,
    )


def _check_days(days: int | None, time_limit: int | None) -> None:
    if days is None or not 1 <= days <= MOST_DAYS:
        raise Invalid(fields={"promised_days": mark("Write working days from 1 to %(most)s.", most=MOST_DAYS)})
    if time_limit is not None and days > time_limit:
        raise Invalid(
            fields={
                "promised_days": mark(
                    "The catalogue allows %(limit)s working days for this service; promise no more.", limit=time_limit
                )
            }
        )


def _check_mode(mode: str) -> None:
    if mode not in set(PriceMode):
        raise Invalid(fields={"price_mode": mark("Choose who sets the price.")})


def _check_price(lowest: Money | None, highest: Money | None, mode: str, *, has_text: bool) -> None:
    if lowest is None and highest is not None:
        raise Invalid(fields={"price_from": mark("Write the lowest price too, or only one price here.")})
    if lowest is None and not has_text:
        raise Invalid(fields={"price_from": mark("State the price as an amount or in words.")})
    if lowest is not None and highest is not None and highest < lowest:
        raise Invalid(fields={"price_to": mark("The highest price is below the lowest.")})
    if mode == PriceMode.FIXED and highest is not None and highest != lowest:
        raise Invalid(fields={"price_to": mark("A government-set price is one amount; leave this empty.")})
