"""When rounds begin and end, what an answer may say, and who stands where. Pure."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from marketplace.domain.calendar.rules import WorkingCalendar, day_of
from marketplace.domain.selection.choosing import asked_as_form
from marketplace.domain.selection.fields import Field, Values, read_fields
from marketplace.domain.selection.figures import CURRENCIES
from marketplace.domain.selection.steps import Choose, Collect
from marketplace.domain.selection.texts import SelectionInputError
from marketplace.domain.tenders.rules import AWARD_WITHIN
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import from_json, mark
from marketplace.kernel.money import Money

CALLED_BEFORE = timedelta(minutes=30)
"""From the call to the first round, at least, so that every bidder can be there [ours]."""
CALLED_WITHIN = AWARD_WITHIN
"""Working days within which a round begins once it is called: those of the award (财政部令87 Art 69, by analogy)."""
BREAK = timedelta(minutes=1)
"""Between two rounds, and from the end of an interruption until the round goes on [ours]."""
MOST_EXTENSIONS = 30
"""How often late offers extend one round: else two bidders could keep it open by one fen at a time [ours]."""

CHOICE_LASTS = timedelta(hours=24)
"""How long the buyer's choice with its reasons may take from the announced time on [ours]."""

NEUTRAL_CREDIT = Decimal(80)
"""Credit points, of 100, of a provider of whom nothing is known: those of the star 4.00 that everybody begins with."""

MINUTES = "minutes"
EXTENSION = "extension_minutes"
BELOW_LAST = "below_last"
"""Names in the terms of a step; the last one in minor units."""
BUYER = "buyer"
"""Who chooses, in the journal."""
PRICE = "price"
"""The name of the answer that says a price."""


class Phase(StrEnum):
    """Where a step stands at an instant."""

    BEFORE = "before"
    OPEN = "open"
    PAUSED = "paused"
    ENDED = "ended"


def phase(now: datetime, opens_at: datetime, closes_at: datetime, paused_at: datetime | None) -> Phase:
    """By the clock, whether or not anybody has closed the step."""
    if paused_at is not None:
        return Phase.PAUSED
    if now < opens_at:
        return Phase.BEFORE
    return Phase.OPEN if now < closes_at else Phase.ENDED


def is_live(terms: Mapping[str, Any]) -> bool:
    """Whether a step lasts for its whole time and takes many answers of one person."""
    return EXTENSION in terms


def lasts(terms: Mapping[str, Any]) -> timedelta:
    """How long a step is open."""
    return timedelta(minutes=int(terms[MINUTES]))


def ends(calendar: WorkingCalendar, terms: Mapping[str, Any], opens_at: datetime, length: timedelta) -> datetime:
    """When a step that opens then is over. A live one runs through; of one that people answer once, days off are free.

    Nobody need quote or answer on a day off: a period does not end on one (民法典 Art 203(1)).
    """
    return opens_at + length if is_live(terms) else calendar.add_working_time(opens_at, length).astimezone(UTC)


def left(calendar: WorkingCalendar, terms: Mapping[str, Any], start: datetime, closes_at: datetime) -> timedelta:
    """How much of a step is left at `start`, as `ends` counts it."""
    return closes_at - start if is_live(terms) else calendar.working_time_between(start, closes_at)


def extended(terms: Mapping[str, Any], closes_at: datetime, now: datetime, extensions: int) -> datetime | None:
    """The new end where an offer at `now` came in the last minutes of a round; None where it changes nothing."""
    window = timedelta(minutes=int(terms.get(EXTENSION, 0)))
    if extensions >= MOST_EXTENSIONS or closes_at - now > window or not window:
        return None
    return closes_at + window


def check_beginning(calendar: WorkingCalendar, now: datetime, opens_at: datetime) -> None:
    """Raise Invalid (field ``opens_at``) for a beginning that bidders cannot be asked to be there for."""
    if opens_at < now + CALLED_BEFORE:
        fault = mark("Give the bidders at least %(minutes)s minutes.", minutes=int(CALLED_BEFORE.total_seconds()) // 60)
    elif opens_at > (latest := calendar.add_working_days(now, CALLED_WITHIN)):
        fault = mark("The round begins before %(latest)s.", latest=latest)
    elif not calendar.is_working_day(day_of(opens_at)):
        fault = mark("Choose a working day.")
    else:
        return
    raise Invalid(fields={"opens_at": fault})


def asked_fields(documents: Sequence[Mapping[str, Any]]) -> tuple[Field, ...]:
    """What a step asks for, read back from ``Field.document``."""
    return tuple(
        Field(
            name=each["name"],
            kind=each["type"],
            description=each["description"],
            citation=each["citation"],
            default=each["default"],
            required=each["required"],
            minimum=each["minimum"],
            maximum=each["maximum"],
            choices=tuple(each["choices"]),
        )
        for each in documents
    )


def as_question(choice: Choose) -> Collect:
    """A choice as the form that asks the buyer for it, with the time for it."""
    return asked_as_form(choice, BUYER, {MINUTES: int(CHOICE_LASTS.total_seconds()) // 60})


def read_answer(documents: Sequence[Mapping[str, Any]], data: Mapping[str, Any], currency: str) -> Values:
    """Read an answer field by field; raises Invalid at the field that cannot be used."""
    values: dict[str, object] = {}
    for field in asked_fields(documents):
        try:
            given = {field.name: data.get(field.name)}
            values |= read_fields((field,), given, "answer", CURRENCIES[currency]).by_name
        except SelectionInputError as wrong:
            raise Invalid(fields={field.name: from_json(dict(wrong.text))}) from wrong
    return Values(values)


def check_price(terms: Mapping[str, Any], price: Money, ceiling: Money, last: Money | None) -> None:
    """Raise Invalid (field ``price``) for an offer that would not count."""
    if price.fen <= 0:
        fault = mark("Offer a price above zero.")
    elif price > ceiling:
        fault = mark("The ceiling price is %(ceiling)s.", ceiling=ceiling)
    elif last is not None and BELOW_LAST in terms and price.fen > last.fen - int(terms[BELOW_LAST]):
        most = Money(last.fen - int(terms[BELOW_LAST]), last.currency)
        fault = mark("Your last price is %(last)s: offer %(most)s or less.", last=last, most=most)
    else:
        return
    raise Invalid(fields={PRICE: fault})


def rank_of(own: str, last: Mapping[str, Money]) -> int | None:
    """One's own place by last prices, from 1; equals share the better one. None without a price."""
    if own not in last:
        return None
    return 1 + sum(price < last[own] for price in last.values())
