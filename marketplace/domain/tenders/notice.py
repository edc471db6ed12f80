"""What a notice says: its terms, as one digest, and to its selection method, whose settings its terms fill. Pure.

No method is named here: a setting that a method declares is filled where the terms know it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from marketplace.domain.regimes.states import Regime
from marketplace.domain.selection.core import check_notice, fewest
from marketplace.domain.selection.final_round import FINAL
from marketplace.domain.selection.method import Method
from marketplace.domain.selection.prices import ABNORMALLY_LOW_CEILING_PCT
from marketplace.domain.selection.prices import abnormally_low as warnings
from marketplace.domain.selection.quoting import QUOTE
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.selection.texts import SelectionInputError
from marketplace.domain.tenders import method_settings, requirements
from marketplace.domain.tenders.method_settings import COMMISSIONED_BY, DEPARTMENT, FILLED, ON
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.rules import Criterion, Terms
from marketplace.domain.tenders.states import Quote
from marketplace.kernel import canonical
from marketplace.kernel.i18n import Text, from_json, mark
from marketplace.kernel.money import Money

STEPS_RUN_HERE = frozenset({"draw", "collect", "choose"})
"""Kinds of step that the platform can take a tender through: a draw needs nothing but the seed of the bids, and what
people are asked, or asked to choose, is collected in rounds after the opening."""


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
        shortlist=tender.shortlist or "",
        unlisted_because=tender.unlisted_because,
        quote=tender.quote,
        project_code=tender.project_code,
        project_name=tender.project_name,
    )


MAX_GROUND = 1000
"""Characters of the reasons for an invitation [own default]."""


def settings(terms: Terms, regime: Regime) -> dict[str, Any]:
    """The published settings of the method, as its schema names them; money as decimal strings in yuan."""
    method = METHODS[terms.method]
    filled = {field.name: FILLED[field.name](terms, regime) for field in method.settings if field.name in FILLED}
    return filled | method_settings.chosen(terms, method)


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
    if found := _fault_of_quote(terms) or method_settings.faults(terms):
        return found
    try:
        check_notice(terms.method, settings(terms, regime))
    except SelectionInputError as wrong:
        return {"method": from_json(dict(wrong.text))}
    return {}


def _fault_of_quote(terms: Terms) -> dict[str, Text]:
    if terms.quote is not Quote.DISCOUNT_RATE:
        return {}
    if not may_be_quoted_by_rate(terms.method):
        return {"quote": mark("This method takes amounts only. Choose amounts, or another method.")}
    if _asks_final_prices(terms.method, dict(terms.method_settings)):
        return {"quote": mark("Final prices are amounts. Choose amounts, or no final price.")}
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


def goes_by_rounds(tender: Tender) -> bool:
    """Whether people are asked for more after the opening."""
    steps = METHODS[tender.method].steps
    return "collect" in steps or ends_in_a_choice(tender.method) or asks_final_prices(tender)


def asks_final_prices(tender: Tender) -> bool:
    """Whether the best of the first scoring are asked for one more price."""
    return _asks_final_prices(tender.method, tender.method_settings)


def ends_in_a_choice(method: str) -> bool:
    """Whether the buyer chooses, with reasons, from those whom the method leaves."""
    return "choose" in METHODS[method].steps


def ranks_by_credit(method: str) -> bool:
    """Whether the credit of the bidders counts."""
    return "credit" in METHODS[method].needs


def _asks_final_prices(method: str, given: Mapping[str, Any]) -> bool:
    return _declares(method, FINAL) and given.get(FINAL) == ON


def _declares(method: str, setting: str) -> bool:
    return any(field.name == setting for field in METHODS[method].settings)
