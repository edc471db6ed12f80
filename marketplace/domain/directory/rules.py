"""What counts on a day, and when awards are a market; pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from marketplace.domain.organisations.certificates import IN_FORCE, Validity, validity
from marketplace.domain.organisations.states import OfferState

MARKET_AWARDS = 3
"""Fewer awards are no market: a median of them would be somebody's price [ours]."""
MARKET_PARTIES = 3
"""Nor is a market what fewer buyers and fewer agencies than this have made: one of the two must be so many [ours]."""

Span = Sequence[str | None]
"""ISO dates: the first day, the last, and the first on which it is no longer relied on; the last two may lack."""


def is_market(number: int, buyers: int, agencies: int) -> bool:
    """Whether medians of so many awards or contracts may be shown as those of the market."""
    return number >= MARKET_AWARDS and max(buyers, agencies) >= MARKET_PARTIES


def valid_on(span: Span, on: date) -> Validity:
    """How a certificate stands on a day."""
    first, last, off = (day and date.fromisoformat(day) for day in span)
    if not first:
        message = f"a certificate without a first day: {span}"
        raise ValueError(message)
    return validity(first, last or None, off or None, on)


def offer_on(spans: Sequence[Span] | None, on: date) -> OfferState:
    """How an offer stands whose certificates have these days; None: its item needs none."""
    if spans is None:
        return OfferState.COUNTS
    if not spans:
        return OfferState.ON_COMMITMENT
    return OfferState.COUNTS if any(valid_on(span, on) in IN_FORCE for span in spans) else OfferState.INACTIVE


def offered_on(line: Iterable[Sequence[Any]], on: date) -> list[tuple[str, str]]:
    """(Chinese, English) names of the services in a `ProviderRecord.line` that count on that day, by code."""
    return [(chinese, english) for chinese, english, spans in line if offer_on(spans, on) is not OfferState.INACTIVE]


def ran_out(spans: Iterable[Span], on: date) -> date | None:
    """The last day of the certificate that expired last."""
    ended = [span[1] for span in spans if valid_on(span, on) is Validity.EXPIRED]
    return max((date.fromisoformat(day) for day in ended if day), default=None)


def spans_of(certificates: Iterable[Mapping[str, Any]], name: str) -> list[Span]:
    """The days of a record's certificates that are called so."""
    return [one["span"] for one in certificates if one["name"] == name]
