"""What a provider says and shows of itself, ready to be shown on the day it is."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from marketplace.blueprints.web.filters import day, moment, money, translate
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.speed import ngettext
from marketplace.blueprints.web.words import grade, in_language, state_label, state_tone
from marketplace.domain.directory import rules
from marketplace.domain.organisations.certificates import Validity
from marketplace.domain.organisations.commitments import COMMITMENTS
from marketplace.domain.organisations.holdings import Grade
from marketplace.domain.organisations.states import OfferState, PriceMode
from marketplace.kernel.money import Money

Json = Mapping[str, Any]


class Service(NamedTuple):
    """A service as the provider offers it; `days`, `price` and the texts are empty where it has stated nothing."""

    code: str
    name: str
    days: str
    price: str
    texts: tuple[tuple[str, tuple[str, ...]], ...]
    """(heading, paragraphs); the price's own words have no heading."""
    label: str
    tone: str
    counts: bool
    why: str
    """Why it does not count, or on what it rests."""


class Certificate(NamedTuple):
    """A certificate on the day it is."""

    name: str
    label: str
    tone: str
    facts: tuple[tuple[str, str], ...]


class Commitment(NamedTuple):
    """A commitment in writing."""

    title: str
    text: str
    signed: str
    version: int
    basis: str


def services(record: Json, on: date) -> list[Service]:
    """Everything the provider offers, by code."""
    texts = record["texts"]
    return [_service(one, texts.get(one["code"], ()), record["certificates"], on) for one in record["services"]]


def offered(record: Json, on: date) -> list[Json]:
    """The services that count on that day, if only on a commitment in writing, as they stand in its record."""
    shown = record["certificates"]
    return [one for one in record["services"] if _state(one, shown, on) is not OfferState.INACTIVE]


def promise(one: Json) -> list[str]:
    """The promised time and the price of a service; nothing where the provider has not stated them."""
    return [_promised_days(one), _stated_price(one)] if one["days"] else []


def certificates(record: Json, on: date) -> list[Certificate]:
    """Every certificate it relies on, by name."""
    found = []
    for one in record["certificates"]:
        validity = rules.valid_on(one["span"], on)
        if validity is Validity.TAKEN_OFF:
            continue
        first, last, _off = one["span"]
        facts = [
            (_("Grade"), grade(Grade(one["grade"]))),
            (_("Number"), one["number"]),
            (_("Issued by"), one["issuer"]),
            (_("Valid from"), day(date.fromisoformat(first))),
            (_("Valid until"), day(date.fromisoformat(last)) if last else _("without end")),
            *([(_("Legal basis"), one["basis"])] if one["basis"] else ()),
        ]
        found.append(Certificate(one["name"], state_label(validity), state_tone(validity), tuple(facts)))
    return found


def commitments(record: Json) -> list[Commitment]:
    """What it has signed instead of handing in documents, each kind in its newest wording."""
    signed = {one["kind"]: one for one in record["commitments"]}
    return [
        Commitment(
            translate(wording.title),
            in_language(signed[kind]["zh"], signed[kind]["en"]),
            moment(datetime.fromisoformat(signed[kind]["signed_at"])),
            signed[kind]["version"],
            in_language(wording.basis_zh, wording.basis_en),
        )
        for kind, wording in COMMITMENTS.items()
        if kind in signed
    ]


def _service(one: Json, written: Sequence[str], shown: Iterable[Json], on: date) -> Service:
    state = _state(one, shown, on)
    has_stated = bool(one["days"])
    headings = ("", _("What is needed"), _("How the work goes")) if written else ()
    return Service(
        code=one["code"],
        name=in_language(one["zh"], one["en"]),
        days=_promised_days(one) if has_stated else "",
        price=_stated_price(one) if has_stated else "",
        texts=tuple((heading, paragraphs(text)) for heading, text in zip(headings, written, strict=True)),
        label=state_label(state),
        tone=state_tone(state),
        counts=state is OfferState.COUNTS,
        why=_why(one, state, shown, on),
    )


def _state(one: Json, shown: Iterable[Json], on: date) -> OfferState:
    return rules.offer_on(rules.spans_of(shown, one["needs_zh"]) if one["needs_zh"] else None, on)


def _promised_days(one: Json) -> str:
    return ngettext("%(num)s working day", "%(num)s working days", one["days"])


def _why(one: Json, state: OfferState, shown: Iterable[Json], on: date) -> str:
    if state is OfferState.COUNTS:
        return ""
    name = in_language(one["needs_zh"], one["needs_en"])
    if state is OfferState.ON_COMMITMENT:
        return _(
            "It needs the certificate “%(name)s”. The provider has committed itself in writing to meeting the"
            " conditions and has not shown the certificate here.",
            name=name,
        )
    ended = rules.ran_out(rules.spans_of(shown, one["needs_zh"]), on)
    if ended is None:
        return _(
            "It needs the certificate “%(name)s”, and none is in force. Until one is, the provider does not count among"
            " those that offer this service.",
            name=name,
        )
    return _(
        "It needs the certificate “%(name)s”, which expired on %(day)s. Until another one is shown, the provider does"
        " not count among those that offer this service.",
        name=name,
        day=day(ended),
    )


def _stated_price(one: Json) -> str:
    said = state_label(PriceMode(one["mode"])) if one["mode"] else ""
    if one["low"] is None:
        return said
    said = f"{said} {money(Money(one['low']))}"
    return said if one["high"] in {None, one["low"]} else f"{said} – {money(Money(one['high']))}"


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text as it was written."""
    return tuple(part for part in text.splitlines() if part)
