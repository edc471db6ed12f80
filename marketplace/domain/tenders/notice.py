"""What a notice says: its terms, as one digest, and to its selection method, whose settings its terms fill. Pure.

No method is named here: a setting that a method declares is filled where the terms know it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from marketplace.domain.regimes.states import Regime
from marketplace.domain.selection.core import check_notice, fewest
from marketplace.domain.selection.fields import Field, read_fields
from marketplace.domain.selection.method import Method
from marketplace.domain.selection.prices import ABNORMALLY_LOW_CEILING_PCT
from marketplace.domain.selection.prices import abnormally_low as warnings
from marketplace.domain.selection.quoting import QUOTE
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.selection.texts import SelectionInputError
from marketplace.domain.tenders import requirements
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import Criterion, Terms
from marketplace.domain.tenders.states import Quote
from marketplace.kernel import canonical
from marketplace.kernel.i18n import Text, from_json, mark
from marketplace.kernel.money import Money

STEPS_RUN_HERE = frozenset({"draw", "collect", "choose"})
"""Kinds of step that the platform can take a tender through: a draw needs nothing but the seed of the bids, and what
people are asked, or asked to choose, is collected in rounds after the opening."""

SET_IN_FORMS = frozenset({"whole", "choice"})
"""Kinds of setting that a drafter can fill in on one line."""


def terms_of(tender: Tender) -> Terms:
    """The terms as they stand."""
    return Terms(
        title=tender.title,
        description=tender.description,
        requirements=tender.requirements,
        region_code=tender.region_code,
        service_days=tender.service_days,
        window_days=tender.window_days,
        ceiling=tender.ceiling,
        method=tender.method,
        criteria=tuple(Criterion(**criterion) for criterion in tender.criteria),
        price_weight=tender.price_weight,
        scoring=tender.scoring,
        method_settings=tuple(sorted(tender.method_settings.items())),
        conditions=requirements.read(tender.conditions),
        retention_percent=tender.retention_percent,
        retention_months=tender.retention_months,
        made_at=tender.made_at,
        exemption=tender.exemption,
        invited=tender.invited or "",
        invited_because=tender.invited_because,
        quote=tender.quote,
        project_code=tender.project_code,
        project_name=tender.project_name,
    )


MAX_GROUND = 1000
"""Characters of the reasons for an invitation [own default]."""

DEPARTMENT, APPLICANT = "department", "applicant"
"""Who commissions a service, as methods say it."""

COMMISSIONED_BY: Mapping[Regime, str] = {
    Regime.BELOW_THRESHOLD: DEPARTMENT,
    Regime.STATE_ENTERPRISE: APPLICANT,
    Regime.PRIVATE: APPLICANT,
}
"""Who commissions what is bought here: with fiscal funds a department, and only what it commissions itself, with own
funds whoever needs it (优化营商环境条例 Art 43(2), 43(3); `catalogue.rules` refuses everything else)."""

FILLED: Mapping[str, Callable[[Terms, Regime], Any]] = {
    "regime": lambda _terms, regime: str(regime),
    "currency": lambda terms, _regime: terms.ceiling.currency,
    "ceiling_price": lambda terms, _regime: str(terms.ceiling.yuan),
    "fixed_price": lambda terms, _regime: str(terms.ceiling.yuan),
    "commissioned_by": lambda _terms, regime: COMMISSIONED_BY[regime],
    "quote": lambda terms, _regime: str(terms.quote),
    "criteria": lambda terms, _regime: [
        {"code": criterion.code, "weight": str(criterion.weight), "max_points": str(criterion.max_points)}
        for criterion in terms.criteria
    ],
    "price_weight": lambda terms, _regime: str(terms.price_weight),
}
"""Settings of methods that the terms of a tender know, by name; the others keep their defaults."""


def settings(terms: Terms, regime: Regime) -> dict[str, Any]:
    """The published settings of the method, as its schema names them; money as decimal strings in yuan."""
    method = METHODS[terms.method]
    filled = {field.name: FILLED[field.name](terms, regime) for field in method.settings if field.name in FILLED}
    return filled | _set(terms, method)


def settable(method: Method) -> list[Field]:
    """What a department may set of a method, beside what its terms say: the method's own numbers and choices.

    Fields that several methods share belong to a price formula, which is the calculation's and not yet a notice's.
    """
    shared = Counter(id(field) for each in METHODS.values() for field in each.settings)
    return [
        field
        for field in method.settings
        if field.kind in SET_IN_FORMS
        and field.filled_by == "department"
        and field.name not in FILLED
        and field.default is not None
        and shared[id(field)] <= 1
    ]


def as_set(terms: Terms) -> list[tuple[Text, str]]:
    """Those settings as everybody reads them: what each says, and its value, set or by default; of no method none."""
    if terms.method not in METHODS:
        return []
    method = METHODS[terms.method]
    given = _set(terms, method)
    return [
        (from_json(dict(field.description)), str(given.get(field.name, field.default))) for field in settable(method)
    ]


def setting_key(method: str, name: str) -> str:
    """How a form and a refusal call one setting of one method."""
    return f"setting_{method}_{name}"


def _set(terms: Terms, method: Method) -> dict[str, int | str]:
    names = {field.name for field in settable(method)}
    return {name: value for name, value in terms.method_settings if name in names}


def _setting_faults(terms: Terms) -> dict[str, Text]:
    method = METHODS[terms.method]
    given, found = _set(terms, method), {}
    for field in settable(method):
        try:
            read_fields((field,), {field.name: given.get(field.name)}, "settings", 0, notice=True)
        except SelectionInputError as wrong:
            bounds = {"least": field.minimum or 0, "most": field.maximum}
            words = mark("Write a number from %(least)s to %(most)s.", **bounds)
            has_bounds = field.kind == "whole" and field.maximum is not None
            found[setting_key(terms.method, field.name)] = words if has_bounds else from_json(dict(wrong.text))
    return found


def digest(terms: Terms, files: Sequence[str]) -> str:
    """SHA-256 of all the terms and of the digests of the attached files, for the journal; hexadecimal."""
    written = asdict(terms) | {
        "ceiling": [terms.ceiling.fen, terms.ceiling.currency],
        "conditions": [requirement.as_json() for requirement in terms.conditions],
        "files": sorted(files),
    }
    return canonical.digest(written)


def changes(before: Terms, after: Terms, names: Iterable[str]) -> list[dict[str, Any]]:
    """What a corrigendum changed of these terms: ``[{"field", "before", "after"}]``, as JSON holds it."""
    return [
        {"field": name, "before": _plain(getattr(before, name)), "after": _plain(getattr(after, name))}
        for name in names
        if getattr(before, name) != getattr(after, name)
    ]


def _plain(value: Any) -> Any:  # noqa: ANN401 - a term
    return [requirement.as_json() for requirement in value] if isinstance(value, tuple) else value


def faults(terms: Terms, regime: Regime) -> dict[str, Text]:
    """What the method itself finds wrong with these terms, e.g. a price above the cap of a draw."""
    if is_scored(terms.method) and not terms.criteria:
        return {"criteria": mark("Name the criteria by which the proposals are scored.")}
    if _is_open_to(METHODS[terms.method], regime) and (found := _fault_of_invitation(terms)):
        return found
    if terms.quote is Quote.DISCOUNT_RATE and not may_be_quoted_by_rate(terms.method):
        return {"quote": mark("This method takes amounts only. Choose amounts, or another method.")}
    if wrong_settings := _setting_faults(terms):
        return wrong_settings
    try:
        check_notice(terms.method, settings(terms, regime))
    except SelectionInputError as wrong:
        return {"method": from_json(dict(wrong.text))}
    return {}


def _fault_of_invitation(terms: Terms) -> dict[str, Text]:
    if not invites(terms.method):
        return {"invited": mark("Everybody may bid by this method; name nobody.")} if terms.invited else {}
    found = {} if terms.invited else {"invited": mark("Name the provider whom you ask.")}
    if not 1 <= len(terms.invited_because.strip()) <= MAX_GROUND:
        found["invited_because"] = mark(
            "Write why you ask this provider, in up to %(limit)s characters.", limit=MAX_GROUND
        )
    return found


def fewest_bids(terms: Terms, regime: Regime) -> int:
    """How many bids the method needs under this regime; where fewer are received, none is opened."""
    method = METHODS[terms.method]
    return fewest(method, method.read_settings(settings(terms, regime)))


def abnormally_low(tender: Tender, prices: Mapping[str, Money]) -> frozenset[str]:
    """Which of these prices need an explanation, by the limits of the method; none where it has none."""
    method, given = METHODS[tender.method], settings(terms_of(tender), tender.regime)
    if not _declares(tender.method, ABNORMALLY_LOW_CEILING_PCT.name):
        return frozenset()
    warned = warnings({ref: price.fen for ref, price in prices.items()}, method.read_settings(given))
    return frozenset(ref for ref, found in warned.items() if found)


def can_be_offered(method: Method) -> bool:
    """Whether a tender can be made by it: the platform runs all its steps, its terms fill all that a notice must name.

    Nothing else decides, so a new method is offered, or is not, by what its own file declares.
    """
    needed = {field.name for field in method.settings if field.required != "never"}
    return STEPS_RUN_HERE.issuperset(method.steps) and needed <= FILLED.keys()


def offered(regime: Regime) -> list[Method]:
    """The methods that a department may choose under a regime, in the order of their codes."""
    return [
        method
        for method in METHODS.values()
        if regime in method.minimum_candidates and can_be_offered(method) and _is_open_to(method, regime)
    ]


def _is_open_to(method: Method, regime: Regime) -> bool:
    """What a department commissions inside an approval goes by competition alone (优化营商环境条例 Art 43(3))."""
    return not (invites(method.code) and COMMISSIONED_BY[regime] == DEPARTMENT)


def invites(method: str) -> bool:
    """Whether the notice names the one provider who is asked."""
    return "invitation" in METHODS[method].needs


def price_is_fixed(method: str) -> bool:
    """Whether the notice names the price and bidders offer none."""
    return _declares(method, "fixed_price")


def may_be_quoted_by_rate(method: str) -> bool:
    """Whether the method knows what to do with percentages off the ceiling."""
    return _declares(method, QUOTE.name)


def is_scored(method: str) -> bool:
    """Whether evaluators score proposals on published criteria."""
    return _declares(method, "criteria")


def goes_by_rounds(method: str) -> bool:
    """Whether people are asked for more after the opening."""
    return "collect" in METHODS[method].steps or ends_in_a_choice(method)


def ends_in_a_choice(method: str) -> bool:
    """Whether the buyer chooses, with reasons, from those whom the method leaves."""
    return "choose" in METHODS[method].steps


def ranks_by_credit(method: str) -> bool:
    """Whether the credit of the bidders counts."""
    return "credit" in METHODS[method].needs


def _declares(method: str, setting: str) -> bool:
    return any(field.name == setting for field in METHODS[method].settings)
