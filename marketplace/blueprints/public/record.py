"""What is written of a provider, ready to be shown: plain strings out of its stored record."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from marketplace.blueprints.public import rows
from marketplace.blueprints.public.statements import Json, paragraphs
from marketplace.blueprints.web.filters import day, money
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.speed import ngettext
from marketplace.blueprints.web.words import in_language
from marketplace.domain.ratings.rules import SUFFICIENT
from marketplace.kernel.database import AnyRow
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money

DIMENSIONS: dict[str, Text] = {
    "quality": mark("Quality"),
    "timeliness": mark("Timeliness"),
    "fees": mark("Fees"),
    "conduct": mark("Conduct"),
    "compliance": mark("Compliance"),
}
PERCENT = 100
REMEMBERED = 4096
"""Days of the rows shown last."""


class Figure(NamedTuple):
    """A label, a value, and what the value rests on."""

    label: str
    value: str
    basis: str = ""


class Price(NamedTuple):
    """What a provider was awarded an item at, beside the market; `market` is empty where that is too thin."""

    code: str
    name: str
    own: str
    number: str
    market: str
    spread: str
    basis: str


class Rating(NamedTuple):
    """One rating with its reasons."""

    tender: str
    title: str
    buyer: str
    at: str
    amount: str
    score: float
    stars: str
    text: tuple[str, ...]
    corrected: str
    reply: tuple[str, ...]
    replied_at: str
    is_weightless: bool
    """Whether the two belong together, so that it is read and counts nothing."""


def course(figures: Json) -> list[Figure]:
    """What became of its bids and awards."""
    return [
        Figure(_("Bids opened in public"), str(figures["bids"])),
        Figure(_("Awards won"), str(figures["won"])),
        Figure(_("Awarded to another"), str(figures["lost"])),
        Figure(_("Awards it gave up"), str(figures["dropped"])),
    ]


def service_kept(figures: Json) -> list[Figure]:
    """How it has fulfilled its contracts; below `SUFFICIENT` no share and no median is shown."""
    delivered, finished, has_days = figures["delivered"], figures["finished"], figures["finished"] >= SUFFICIENT
    contracts = ngettext("%(num)s completed contract", "%(num)s completed contracts", finished)
    return [
        Figure(_("Contracts signed"), str(figures["signed"])),
        Figure(_("Contracts completed"), str(figures["completed"])),
        Figure(
            _("Contracts ended early"),
            str(figures["ended_early"]),
            _("%(number)s of them for delay", number=figures["ended_for_delay"]) if figures["ended_early"] else "",
        ),
        Figure(
            _("Delivered on time"),
            _share(figures["on_time"], delivered),
            _("%(part)s of %(all)s deliverables", part=figures["on_time"], all=delivered),
        ),
        Figure(_("Working days promised, median"), _days(figures["promised_days"], is_shown=has_days), contracts),
        Figure(_("Working days taken, median"), _days(figures["actual_days"], is_shown=has_days), contracts),
        Figure(
            _("Final price not above the signed one"),
            _share(figures["price_kept"], figures["over"]),
            _("%(part)s of %(all)s contracts", part=figures["price_kept"], all=figures["over"]),
        ),
    ]


def trouble(record: Json) -> list[Figure]:
    """Disputes about the credit code that are decided, and published decisions on complaints."""
    disputes = record["disputes"]
    return [
        Figure(_("Complaints found right"), str(len(record["upheld_at"]))),
        Figure(_("Complaints found wrong"), str(record["unfounded"])),
        Figure(_("Disputes about the credit code, upheld"), str(disputes.get("upheld", 0))),
        Figure(_("Disputes about the credit code, rejected"), str(disputes.get("rejected", 0))),
    ]


def prices(record: Json, markets: Mapping[str, AnyRow]) -> list[Price]:
    """The median of its awarded prices of each item beside the market's."""
    return [_price(one, markets.get(one["code"])) for one in record["prices"]]


def market_price(market: AnyRow | None) -> tuple[str, str, str]:
    """The market's median, its middle half, and what they rest on; the first two are empty where it is too thin."""
    if market is None:
        return "", "", ""
    awards = ngettext("%(num)s award", "%(num)s awards", market.awards)
    basis = _("%(awards)s, buyers: %(buyers)s", awards=awards, buyers=market.buyers)
    if market.price_middle is None:
        return "", "", basis
    return money(market.price_middle), f"{money(market.price_low)} – {money(market.price_high)}", basis


def stars(rating: Json) -> list[Figure]:
    """How the star comes about: how many ratings of each kind, the means, and how sure it is."""
    if not rating["count"]:
        return []
    given = reversed(list(enumerate(rating["distribution"], 1)))
    between = rating["between"]
    return [
        Figure(_("Stars given"), " · ".join(f"{star}★ {number}" for star, number in given)),
        *([Figure(_("Nine chances in ten between"), f"{between[0]} – {between[1]}")] if between else []),
        *(Figure(_(label.msgid), f"{rating['means'][name]} / 5") for name, label in DIMENSIONS.items() if between),
    ]


def market_figures(market: AnyRow | None) -> list[Figure]:
    """What the market does with a service, and what that rests on; nothing before it is counted."""
    if market is None:
        return []
    price, spread, awards = market_price(market)
    contracts = ngettext("%(num)s completed contract", "%(num)s completed contracts", market.contracts)
    thin, has_days = _("Too few to tell"), market.days_middle is not None
    return [
        Figure(_("Providers that offer it"), str(market.agencies)),
        Figure(_("Providers that won it"), str(market.winners), awards),
        Figure(_("Median price"), price or thin, awards),
        Figure(_("Middle half of the prices"), spread or "–"),
        Figure(_("Working days taken, median"), str(market.days_middle) if has_days else thin, contracts),
        Figure(_("Middle half of the days"), f"{market.days_low} – {market.days_high}" if has_days else "–"),
    ]


def ratings(found: Iterable[Json]) -> list[Rating]:
    """Ratings with their reasons, as they stand in a record."""
    labels = [(name, _(label.msgid)) for name, label in DIMENSIONS.items()]
    speech = language()
    is_english = speech == "en"
    return [
        Rating(
            tender=one["tender"],
            title=one["title"],
            buyer=(is_english and one["buyer_en"]) or one["buyer_zh"],
            at=_day(one["at"], speech),
            amount=_yuan(one["amount"], speech),
            score=float(one["score"]),
            stars=" · ".join(f"{label} {one['stars'][name]} / 5" for name, label in labels),
            text=paragraphs(one["text"]),
            corrected=_day(one["corrected_at"], speech),
            reply=paragraphs(one["reply"] or ""),
            replied_at=_day(one["replied_at"], speech),
            is_weightless=one["is_weightless"],
        )
        for one in found
    ]


class Grade(NamedTuple):
    """A yearly grade, as a `YearlyGrade` is shown."""

    year: int
    grade: int
    at: datetime
    reason: str
    evidence: str
    reply: str | None
    replied_at: datetime | None


def grade(one: Json) -> Grade:
    """A yearly grade as it stands in a record."""
    replied_at = one["replied_at"] and datetime.fromisoformat(one["replied_at"])
    return Grade(**{**one, "at": datetime.fromisoformat(one["at"]), "replied_at": replied_at})


def wins(record: Json) -> list[rows.AwardRow]:
    """Its latest awards, as rows of the list of awards."""
    speech = language()
    is_english, methods = speech == "en", rows.method_labels(speech)
    return [
        rows.AwardRow(
            href=f"/tenders/{one['tender']}",
            title=one["title"],
            item=(is_english and one["item_en"]) or one["item_zh"],
            buyer=(is_english and one["buyer_en"]) or one["buyer_zh"],
            supplier_href="",
            supplier="",
            announced=_day(one["at"], speech),
            ceiling=_yuan(one["ceiling"], speech),
            amount=_yuan(one["amount"], speech),
            method=methods.get(one["method"], one["method"]),
        )
        for one in record["wins"]
    ]


def rulings(record: Json) -> list[tuple[str, bool, str]]:
    """(reference, whether the complaint was found right, day) of the latest published decisions."""
    speech = language()
    return [(one["ref"], one["is_founded"], _day(one["at"], speech)) for one in record["rulings"]]


def _price(one: Json, market: AnyRow | None) -> Price:
    middle, spread, basis = market_price(market)
    count = ngettext("%(num)s award", "%(num)s awards", one["count"])
    return Price(
        one["code"], in_language(one["zh"], one["en"]), money(Money(one["price"])), count, middle, spread, basis
    )


def _share(part: int, of: int) -> str:
    return f"{part * PERCENT // of} %" if of >= SUFFICIENT else _("Insufficient data")


def _days(number: int | None, *, is_shown: bool) -> str:
    return str(number) if is_shown and number is not None else _("Insufficient data")


@lru_cache(maxsize=REMEMBERED)
def _yuan(fen: int, speech: str) -> str:  # noqa: ARG001 - likewise
    return money(Money(fen))


@lru_cache(maxsize=REMEMBERED)
def _day(at: str | None, speech: str) -> str:  # noqa: ARG001 - the reader's language is part of the key
    return day(datetime.fromisoformat(at)) if at else ""
