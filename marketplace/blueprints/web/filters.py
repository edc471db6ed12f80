"""How values look to a reader: money, times in Beijing time, sizes, and the texts of the floors below."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale, dates, numbers
from flask import Flask

from marketplace.blueprints.web.language import ZONE
from marketplace.blueprints.web.speed import gettext, locale_name
from marketplace.kernel.i18n import Text
from marketplace.kernel.money import CURRENCY, Money

BEIJING = ZoneInfo(ZONE)
YUAN_SIGN = "¥"
"""The same sign in every language, as on the fields of forms; the foot of each page names the currency once."""
PLAIN_PATTERN = "¤#,##0.00"
"""The shape of an amount in every language offered so far; another shape goes the long way through Babel."""
ARTICLE = re.compile(r" Art (\d+)(?:\((\d+)\))?")
"""How the code cites an article of a law, and its paragraph."""
FIGURE_AND_CURRENCY = re.compile(r"%\((\w+)\)s\s?%\(currency\)s")
"""How the texts of published evidence write an amount: its digits and, apart, the code of the currency."""
DATE_PATTERNS = {"en": "d MMM y", "zh": "y年M月d日"}
KILO = 1024


def install(app: Flask) -> None:
    """Give the filters to the templates."""
    app.jinja_env.filters |= {
        "citation": citation,
        "money": money,
        "datetime": moment,
        "date": day,
        "deadline": deadline,
        "filesize": filesize,
        "translate": translate,
    }


def money(amount: Money | None) -> str:
    """``¥186,000.50``; a dash for nothing."""
    return "–" if amount is None else _money(amount, locale_name())


def moment(at: datetime | None) -> str:
    """``2 Mar 2026, 09:00`` in Beijing time (the footer of every page says so); a dash for nothing."""
    return "–" if at is None else _moment(at.astimezone(UTC).replace(second=0, microsecond=0), locale_name())


def day(on: date | datetime | None) -> str:
    """``2 Mar 2026``: of an instant the day in Beijing; a dash for nothing."""
    if on is None:
        return "–"
    return _day(on.astimezone(BEIJING).date() if isinstance(on, datetime) else on, locale_name())


def deadline(at: datetime | None) -> str:
    """``2 Mar 2026, 09:00 Beijing time (UTC+8)``: an instant that binds somebody; a dash for nothing."""
    return "–" if at is None else gettext("%(time)s Beijing time (UTC+8)", time=moment(at))


def citation(written: str) -> str:
    """``民法典 Art 203(1)`` as the reader's language cites an article: ``民法典第203条第1款``."""

    def cited(found: re.Match[str]) -> str:
        if found[2]:
            return gettext(" Art %(article)s(%(paragraph)s)", article=found[1], paragraph=found[2])
        return gettext(" Art %(article)s", article=found[1])

    return ARTICLE.sub(cited, written)


def filesize(size: int) -> str:
    """Bytes as ``830 B``, ``1.2 kB`` or ``3.4 MB``."""
    if size < KILO:
        return f"{size} B"
    if size < KILO * KILO:
        return f"{size / KILO:.1f} kB"
    return f"{size / KILO / KILO:.1f} MB"


def translate(text: Text | str | None) -> str:
    """A text of the floors below in the reader's language, its parameters shown as the reader writes them."""
    if not isinstance(text, Text):
        return text or ""
    if not text.msgid:
        return ""
    params = {name: shown(value) for name, value in text.params}
    return _with_amounts(text.msgid, params) if "currency" in params else str(gettext(text.msgid, **params))


def shown(value: Any) -> Any:  # noqa: ANN401 - a parameter of a text may be anything
    """A parameter as the reader writes it; plain strings and numbers stay as they are."""
    match value:
        case Text():
            return translate(value)
        case Money():
            return money(value)
        case datetime():
            return deadline(value)
        case date():
            return day(value)
        case _:
            return value


def _with_amounts(msgid: str, params: Mapping[str, Any]) -> str:
    """A reason out of published evidence, its amounts written like all others; the evidence itself stays as it is."""
    sentence = str(gettext(msgid))
    amounts = {}
    for name in FIGURE_AND_CURRENCY.findall(sentence):
        try:
            amounts[name] = _amount(Decimal(params[name]), params["currency"], locale_name())
        except (InvalidOperation, KeyError):
            return str(gettext(msgid, **params))
    return FIGURE_AND_CURRENCY.sub(r"%(\1)s", sentence) % {**params, **amounts}


@lru_cache(maxsize=4096)
def _money(amount: Money, locale: str) -> str:
    return _amount(amount.yuan, amount.currency, locale)


@lru_cache(maxsize=8)
def _signs(locale: str, currency: str) -> tuple[str, str, str] | None:
    known = Locale.parse(locale)
    if known.currency_formats["standard"].pattern != PLAIN_PATTERN:
        return None
    symbols = known.number_symbols["latn"]
    symbol = YUAN_SIGN if currency == CURRENCY else numbers.get_currency_symbol(currency, known)
    return symbol, symbols["group"], symbols["decimal"]


def _amount(yuan: Decimal, currency: str, locale: str) -> str:
    signs = _signs(locale, currency)
    if signs is None:
        return str(numbers.format_currency(yuan, currency, locale=locale))
    symbol, group, decimal = signs
    whole, _, rest = f"{abs(yuan):,.2f}".partition(".")
    return f"{'-' if yuan < 0 else ''}{symbol}{whole.replace(',', group)}{decimal}{rest}"


@lru_cache(maxsize=4096)
def _moment(at: datetime, locale: str) -> str:
    return (
        f"{_day(at.astimezone(BEIJING).date(), locale)}{', ' if locale == 'en' else ' '}{at.astimezone(BEIJING):%H:%M}"
    )


@lru_cache(maxsize=4096)
def _day(on: date, locale: str) -> str:
    pattern = DATE_PATTERNS.get(locale.split("_", maxsplit=1)[0], "medium")
    return str(dates.format_date(on, pattern, locale=locale))
