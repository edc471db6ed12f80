"""How a contract's milestones must add up, and what exactly is signed. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.kernel.canonical import digest
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import ZERO, Money

MAX_MILESTONES = 12
"""[own default]"""

MAX_TITLE = 120

ACCEPT_WITHIN = 5
"""Working days to accept or return a deliverable; then it counts as accepted and is marked so [own default]."""

PAY_WITHIN = 30
"""Calendar days from the acceptance of a deliverable to its payment (保障中小企业款项支付条例 Art 9).

The regulation protects small and medium-sized firms; here every agency has the same time [own default].
"""


RATE_WITHIN = 30
"""Working days from the end of a contract in which both sides may rate each other [own default].

Running platforms give three or fifteen working days; here the last payment falls due before the time is over.
"""

SUPPLEMENT_PERCENT = 10
"""All supplements together may add so much of the price that was signed first (政府采购法 Art 49)."""

MOST_EXTRA_DAYS = 60
"""Working days that one extension, or one part a supplement adds, may bring [own default]."""

DEMAND_DAYS = range(3, MOST_EXTRA_DAYS + 1)
"""Working days a last date may lie ahead: the law asks for a reasonable time (民法典 Art 563(1)(3)) [own default]."""


RETENTION_TITLE = "质量保证金"
"""What the contract, which is written in Chinese, calls the part that is kept back."""


@dataclass(frozen=True, slots=True)
class Supplement:
    """What a supplement asks for: what a part costs from then on, or a new part when `milestone_ref` is empty."""

    milestone_ref: str
    title: str
    amount: Money
    days: int


@dataclass(frozen=True, slots=True)
class Part:
    """One milestone as planned."""

    title: str
    amount: Money
    days: int


def check(parts: Sequence[Part], amount: Money, service_days: int) -> None:
    """Raise Invalid unless the parts are within the service time and add up to `amount` to the fen.

    `amount` is the awarded price less what is kept back.
    """
    found: dict[str, Text] = {}
    if not 1 <= len(parts) <= MAX_MILESTONES:
        found["milestones"] = mark("Plan 1 to %(most)s milestones.", most=MAX_MILESTONES)
    elif any(not part.title.strip() or len(part.title) > MAX_TITLE or part.amount.fen <= 0 for part in parts):
        found["milestones"] = mark("Each milestone needs a title and an amount above zero.")
    elif any(not 1 <= part.days <= service_days for part in parts):
        found["milestones"] = mark(
            "Each milestone falls within the %(days)s working days of the service.", days=service_days
        )
    elif (total := sum((part.amount for part in parts), ZERO)) != amount:
        found["milestones"] = mark(
            "The milestones add up to %(total)s; to be split is %(amount)s.",
            total=total,
            amount=amount,
        )
    if found:
        raise Invalid(fields=found)


def retention(price: Money, percent: int) -> Money:
    """What is kept back of a price, rounded down to the fen, so that it never exceeds the share."""
    return Money(price.fen * percent // 100, price.currency)


def retention_of(kept: Money, before: Money, after: Money) -> Money:
    """What stays kept back of `kept` when a service for `before` shrinks to `after`, rounded down to the fen.

    The same proportion, so that what is kept back never exceeds the announced share of what is left.
    """
    return Money(kept.fen * after.fen // before.fen, kept.currency)


def supplement_cap(price: Money) -> Money:
    """What all supplements to a contract signed at `price` may add, rounded down to the fen."""
    return Money(price.fen * SUPPLEMENT_PERCENT // 100, price.currency)


def check_supplement(asked: Supplement, before: Money, added: Money, cap: Money) -> None:
    """Raise Invalid unless it is complete, changes something, and stays within `cap` with what was `added` already.

    `before` is what the part costs now, nothing for a new one. A part made cheaper gives no room for another to grow:
    the law counts what supplements buy.
    """
    found: dict[str, Text] = {}
    is_new = not asked.milestone_ref
    if is_new and not (asked.title.strip() and len(asked.title) <= MAX_TITLE):
        found["title"] = mark("Say in up to %(most)s characters what the new part is.", most=MAX_TITLE)
    if is_new and not 1 <= asked.days <= MOST_EXTRA_DAYS:
        found["days"] = mark("Give the new part 1 to %(most)s working days.", most=MOST_EXTRA_DAYS)
    if asked.amount.fen <= 0:
        found["amount"] = mark("Write an amount above zero; to give a part up altogether, propose that instead.")
    elif asked.amount == before:
        found["amount"] = mark("The part costs that much already.")
    elif asked.amount > before and added + (asked.amount - before) > cap:
        found["amount"] = mark(
            "All supplements together may add %(percent)s %% of the price that was signed, %(cap)s; %(left)s is left.",
            percent=SUPPLEMENT_PERCENT,
            cap=cap,
            left=cap - added,
        )
    if found:
        raise Invalid(fields=found)


def terms_hash(terms: Mapping[str, object]) -> str:
    """SHA-256 of the canonical JSON of the terms; a signature is a person, an instant and this hash."""
    return digest(terms)
