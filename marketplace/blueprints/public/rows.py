"""Rows of the public lists, ready to be written: plain strings, so that a page of thirty costs next to nothing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from marketplace.blueprints.public.listing import provider_path
from marketplace.blueprints.web.filters import day, moment, money, translate
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import state_label, state_tone
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.tenders.queries import TenderLine
from marketplace.domain.tenders.states import NOTICE_ONLY, TenderState
from marketplace.kernel.database import AnyRow
from marketplace.kernel.i18n import from_json
from marketplace.kernel.money import Money

REMEMBERED = 4096
"""Amounts and moments of the rows shown last."""
PAGES = 256
"""Whole pages shown last."""


class TenderRow(NamedTuple):
    """A line of the list of tenders."""

    href: str
    title: str
    item: str
    buyer: str
    region: str
    label: str
    tone: str
    deadline: str
    ceiling: str
    method: str
    snippet: str = ""
    """The piece of the description in which a search found something."""


class AwardRow(NamedTuple):
    """A line of the list of awards."""

    href: str
    title: str
    item: str
    buyer: str
    supplier_href: str
    supplier: str
    announced: str
    ceiling: str
    amount: str
    method: str


class ServiceRow(NamedTuple):
    """A line of the catalogue; `commissioner` is empty for a cancelled item."""

    code: str
    name: str
    approval: str
    department: str
    commissioner: str


def tenders(found: Iterable[TenderLine], now: datetime) -> tuple[TenderRow, ...]:
    """Rows of `tenders.queries`; whether bids are still taken is said by the clock, not by a job."""
    rows = tuple(found)
    is_over = tuple(row.state is TenderState.PUBLISHED and row.deadline_at <= now for row in rows)
    return _tenders(rows, is_over, language())


@lru_cache(maxsize=PAGES)
def _tenders(found: tuple[TenderLine, ...], over: tuple[bool, ...], speech: str) -> tuple[TenderRow, ...]:
    is_english = speech == "en"
    methods = method_labels(speech)
    return tuple(
        TenderRow(
            href=f"/tenders/{row.ref}",
            title=row.title,
            item=(is_english and row.item_name_en) or row.item_name_zh,
            buyer=(is_english and row.buyer_name_en) or row.buyer_name,
            region=(is_english and row.region_name_en) or row.region_name_zh,
            label=_over(speech) if is_over else _label(row.state, speech),
            tone="warning" if is_over else state_tone(row.state),
            deadline=_moment(row.deadline_at, speech),
            ceiling=_money(row.ceiling, speech),
            method="–" if row.state in NOTICE_ONLY else methods.get(row.method, row.method),
        )
        for row, is_over in zip(found, over, strict=True)
    )


def awards(found: Iterable[AnyRow]) -> tuple[AwardRow, ...]:
    """Rows of `awards.queries`."""
    speech = language()
    is_english = speech == "en"
    methods = method_labels(speech)
    return tuple(
        AwardRow(
            href=f"/tenders/{row.tender_ref}",
            title=row.title,
            item=(is_english and row.item_name_en) or row.item_name_zh,
            buyer=(is_english and row.buyer_name_en) or row.buyer_name,
            supplier_href=provider_path(row.supplier_id, row.supplier_slug),
            supplier=(is_english and row.supplier_name_en) or row.supplier_name,
            announced=_day(row.announced_at, speech),
            ceiling=_money(row.ceiling, speech),
            amount=_money(row.amount, speech),
            method=methods.get(row.method, row.method),
        )
        for row in found
    )


@lru_cache
def method_labels(speech: str) -> Mapping[str, str]:  # noqa: ARG001 - the reader's language is part of the key
    """What each selection method is called, by its code."""
    return {code: translate(from_json(dict(method.label))) for code, method in METHODS.items()}


# The same words, days and amounts stand on page after page. `speech` is the reader's language, which the filters ask
# the framework for; here it only keeps the languages apart.


@lru_cache
def _label(state: TenderState, speech: str) -> str:  # noqa: ARG001
    return state_label(state)


@lru_cache
def _over(speech: str) -> str:  # noqa: ARG001
    return str(_("Deadline passed"))


@lru_cache(maxsize=REMEMBERED)
def _moment(at: datetime, speech: str) -> str:  # noqa: ARG001
    return moment(at)


@lru_cache(maxsize=REMEMBERED)
def _day(at: datetime, speech: str) -> str:  # noqa: ARG001
    return day(at)


@lru_cache(maxsize=REMEMBERED)
def _money(amount: Money, speech: str) -> str:  # noqa: ARG001
    return money(amount)
