"""The router: funds, item and amount, with what the same buyer bought of it, decide the regime. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

from marketplace.domain.regimes.purchases import Purchase, Related
from marketplace.domain.regimes.states import MADE_ELSEWHERE, Exemption, Funds, Regime
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.money import Money

PROCUREMENT_LIMIT = Money(1_000_000_00)
"""采购限额标准 for services. Set every year by each province (政府采购法 Art 8); many set 500,000 to 1,000,000 yuan."""

BIDDING_LIMIT = Money(1_000_000_00)
"""Estimate from which survey, design and supervision of works are put to bidding (必须招标的工程项目规定 Art 5(3))."""

WORKS_SERVICES = frozenset({"hc-survey-design", "hc-supervision", "dr-prelim-design"})
"""The items of the catalogue that are survey, design or supervision of works (招标投标法 Art 3)."""

RELATED_WITHIN = timedelta(days=365)
"""What one buyer buys of one item in this time counts as one [ours] (招标投标法 Art 4; 政府采购法 Art 28)."""

SMALL_PURCHASE = Money(200_000_00)
"""Up to this ceiling the shorter window suffices [the platform's own default]."""

MIN_WINDOW_SMALL = 3
MIN_WINDOW = 5
"""Working days from publication to deadline [own default; 财政部令87 Art 16: notices stand 5 WD]."""

EXEMPT_WINDOW = 1
"""Working days for bids, at least, where a disaster or an urgent investigation leaves no time [own default]."""

PUBLICITY = 3
"""Working days the notice stands before the contract may be signed [own default; 招标投标法实施条例 Art 54: 3 days]."""

SIGN_WITHIN = 10
"""Working days from the end of the publicity to the contract [own default; hard cap 30 days, 政府采购法 Art 46]."""


@dataclass(frozen=True, slots=True)
class Limits:
    """The periods of a regime, in working days; publicity and signing are 0 where the award is made elsewhere."""

    small_purchase: Money
    """Up to this ceiling `window_small` suffices."""
    window_small: int
    window_large: int
    publicity: int
    sign_within: int

    def minimum_window(self, ceiling: Money) -> int:
        """Working days that bidders must be given at least."""
        return self.window_small if ceiling <= self.small_purchase else self.window_large

    def as_json(self) -> dict[str, Any]:
        """As a tender keeps it; money in fen."""
        return {
            "small_purchase": self.small_purchase.fen,
            "window_small": self.window_small,
            "window_large": self.window_large,
            "publicity": self.publicity,
            "sign_within": self.sign_within,
        }

    @classmethod
    def read(cls, stored: Mapping[str, Any]) -> "Limits":
        """Read back what `as_json` wrote."""
        return cls(**(dict(stored) | {"small_purchase": Money(stored["small_purchase"])}))


@dataclass(frozen=True, slots=True)
class Figures:
    """What a region sets for one regime in a year."""

    regime: Regime
    limits: Limits
    citation: str
    threshold: Money | None = None
    """From this sum on the regime holds; None for those that hold where no other does."""
    items: frozenset[str] = frozenset()
    """Statutory bidding: the only items it holds for. Government procurement: bought centrally, whatever they cost."""
    ref: str = ""
    """The operator's entry; empty for the named default."""


Table = Mapping[Regime, Figures]

DEFAULT_LIMITS = Limits(SMALL_PURCHASE, MIN_WINDOW_SMALL, MIN_WINDOW, PUBLICITY, SIGN_WITHIN)
_NOTICE = Limits(SMALL_PURCHASE, MIN_WINDOW, MIN_WINDOW, 0, 0)
DEFAULT_TABLE: Table = {
    figures.regime: figures
    for figures in (
        Figures(
            Regime.STATUTORY_BIDDING,
            _NOTICE,
            "招标投标法 Art 3; 必须招标的工程项目规定 Art 5(3); 招标投标法实施条例 Art 16",
            BIDDING_LIMIT,
            WORKS_SERVICES,
        ),
        Figures(Regime.GOV_PROCUREMENT, _NOTICE, "政府采购法 Art 2, 8; 财政部令87 Art 16", PROCUREMENT_LIMIT),
        Figures(Regime.BELOW_THRESHOLD, DEFAULT_LIMITS, "优化营商环境条例 Art 43; 财政部令87 Art 16"),
        Figures(Regime.STATE_ENTERPRISE, DEFAULT_LIMITS, "优化营商环境条例 Art 43; 反垄断法 Art 39"),
        Figures(Regime.PRIVATE, DEFAULT_LIMITS, "民法典 Art 465; 优化营商环境条例 Art 43(2)"),
    )
}
"""What holds wherever the operator entered nothing else."""

USUAL: Mapping[Funds, Regime] = {
    Funds.FISCAL: Regime.BELOW_THRESHOLD,
    Funds.STATE: Regime.STATE_ENTERPRISE,
    Funds.PRIVATE: Regime.PRIVATE,
}
"""What holds where no law of bidding does."""

LIFTED: Mapping[Exemption, str] = {
    Exemption.DISASTER: "招标投标法 Art 66; 政府采购法 Art 85",
    Exemption.SECURITY: "招标投标法 Art 66; 政府采购法 Art 85",
}
"""The exemptions under which neither law of bidding applies, and where they say so."""

URGENT = frozenset({Exemption.DISASTER, Exemption.ACCIDENT})
"""The exemptions under which `EXEMPT_WINDOW` suffices."""


@dataclass(frozen=True, slots=True)
class Routing:
    """Where a purchase belongs, why, and what follows."""

    funds: Funds
    regime: Regime
    why: tuple[Text, ...]
    citations: tuple[str, ...]
    limits: Limits
    methods: tuple[str, ...]
    """The selection methods that declare this regime, by code."""
    total: Money
    related: tuple[Related, ...] = ()
    entry: str = field(default="")
    """The operator's entry that set the figures; empty for the named default."""
    is_split: bool = False
    """Whether only the sum with `related` reaches a limit of the laws of bidding (招标投标法 Art 4)."""

    @property
    def blocked(self) -> bool:
        """Whether no award may be made here: the notice only stands here."""
        return self.regime in MADE_ELSEWHERE

    def as_json(self) -> dict[str, Any]:
        """As a tender keeps and publishes it."""
        return {
            "funds": str(self.funds),
            "regime": str(self.regime),
            "why": [_kept(text) for text in self.why],
            "citations": list(self.citations),
            "limits": self.limits.as_json(),
            "total": self.total.fen,
            "related": [related.ref for related in self.related],
            "entry": self.entry,
            "is_split": self.is_split,
        }


def _kept(text: Text) -> dict[str, Any]:
    """A reason as JSON: amounts in fen, so that each reader sees them as money again."""
    params = {name: {"fen": value.fen} if isinstance(value, Money) else value for name, value in text.params}
    return {"text": text.msgid, "params": params}


def read_reason(stored: Mapping[str, Any]) -> Text:
    """Read back a reason of `Routing.as_json`."""
    params = stored["params"].items()
    return Text(
        stored["text"],
        tuple((name, Money(value["fen"]) if isinstance(value, Mapping) else value) for name, value in params),
    )


def route(purchase: Purchase, table: Table, methods: Mapping[str, Collection[str]]) -> Routing:
    """Where a purchase belongs; `methods` are the codes of the selection methods with the regimes they declare."""
    usual = USUAL[purchase.funds]
    strict = _strict(purchase, table)
    related = _counted(purchase, table, strict)
    total = purchase.total(related)
    why, citations = [], []
    regime = usual
    lifted = LIFTED.get(purchase.exemption) if purchase.exemption else None
    if strict is not None:
        why.append(_why_strict(purchase, table[strict], total))
        citations.append(table[strict].citation)
        if lifted is None:
            regime = strict
        else:
            why.append(mark("An exemption is stated: neither law of bidding applies (%(law)s).", law=lifted))
            citations.append(lifted)
    if strict is None or lifted is not None:
        why.append(_WHY_USUAL[usual])
        citations.append(table[usual].citation)
    if related and strict is not None:
        why.append(
            mark(
                "What one buyer buys of one item within %(days)s days, or for one project, is added up and may not be"
                " split (招标投标法 Art 4; 必须招标的工程项目规定 Art 5; 政府采购法 Art 28): %(count)s more, together"
                " %(total)s.",
                days=RELATED_WITHIN.days,
                count=len(related),
                total=total,
            )
        )
    limits = table[regime].limits
    if purchase.exemption in URGENT and regime not in MADE_ELSEWHERE:
        limits = Limits(limits.small_purchase, EXEMPT_WINDOW, EXEMPT_WINDOW, limits.publicity, limits.sign_within)
        why.append(mark("The matter is urgent: %(days)s working day for bids suffices.", days=EXEMPT_WINDOW))
    return Routing(
        purchase.funds,
        regime,
        tuple(why),
        tuple(citations),
        limits,
        tuple(code for code, regimes in methods.items() if regime in regimes),
        total,
        related,
        table[regime].ref,
        is_split=strict is not None and _strict(replace(purchase, related=()), table) is None,
    )


def _counted(purchase: Purchase, table: Table, regime: Regime | None) -> tuple[Related, ...]:
    """What is added up under a law of bidding, or without one in view of them."""
    if regime is Regime.STATUTORY_BIDDING:
        return purchase.mergeable(table[regime].items)
    return purchase.recent


def _strict(purchase: Purchase, table: Table) -> Regime | None:
    """The law of bidding that holds for the sum, if one does; the law on works first (政府采购法 Art 4)."""
    bidding, procurement = table[Regime.STATUTORY_BIDDING], table[Regime.GOV_PROCUREMENT]
    if purchase.funds is Funds.PRIVATE:
        return None
    works, bought = purchase.total(purchase.mergeable(bidding.items)), purchase.total(purchase.recent)
    if purchase.item_code in bidding.items and _reaches(works, bidding):
        return Regime.STATUTORY_BIDDING
    if purchase.funds is Funds.FISCAL and (purchase.item_code in procurement.items or _reaches(bought, procurement)):
        return Regime.GOV_PROCUREMENT
    return None


def _reaches(total: Money, figures: Figures) -> bool:
    return figures.threshold is not None and total >= figures.threshold


def _why_strict(purchase: Purchase, figures: Figures, total: Money) -> Text:
    if figures.regime is Regime.STATUTORY_BIDDING:
        return mark(
            "Survey, design and supervision of works paid from state funds are put out to bidding by law from"
            " %(limit)s on; this comes to %(total)s.",
            limit=figures.threshold,
            total=total,
        )
    if purchase.item_code in figures.items:
        return mark("The item stands in the region's catalogue of central procurement.")
    return mark(
        "From %(limit)s on, a purchase with fiscal funds follows government procurement law"
        " and is made on that platform, not here; this comes to %(total)s.",
        limit=figures.threshold,
        total=total,
    )


_WHY_USUAL: Mapping[Regime, Text] = {
    Regime.BELOW_THRESHOLD: mark("Fiscal funds pay, and the sum stays below the limits: the purchase is made here."),
    Regime.STATE_ENTERPRISE: mark("A state enterprise pays out of its own funds: the purchase is made here."),
    Regime.PRIVATE: mark("The buyer pays out of its own funds and tenders here by its own choice."),
}
