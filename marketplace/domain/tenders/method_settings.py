"""What the selection method of a tender is told: settings that its terms fill, and those that a drafter sets. Pure.

No method is named here: a setting that a method declares is filled where the terms know it.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from marketplace.domain.regimes.states import Regime
from marketplace.domain.selection.fields import Field, read_fields
from marketplace.domain.selection.method import Method
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.selection.texts import SelectionInputError
from marketplace.domain.tenders.rules import Terms
from marketplace.kernel.i18n import Text, from_json, mark

SET_IN_FORMS = frozenset({"whole", "choice"})
"""Kinds of setting that a drafter can fill in on one line."""
ON, OFF = "yes", "no"
"""Whether a setting of several parts, a record, is used at all."""


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


def settable(method: Method) -> list[Field]:
    """What a department may set of a method, beside what its terms say: the method's own numbers and choices.

    A record is a switch, and a line for each of its parts. Fields that several methods share belong to a price
    formula, which is the calculation's and not yet a notice's.
    """
    shared = Counter(id(field) for each in METHODS.values() for field in each.settings)
    found = []
    for field in method.settings:
        if field.filled_by != "department" or field.name in FILLED:
            continue
        if field.kind == "record":
            found += [replace(field, kind="choice", default=OFF, choices=(OFF, ON), columns=()), *_parts(field)]
        elif field.kind in SET_IN_FORMS and field.default is not None and shared[id(field)] <= 1:
            found.append(field)
    return found


def _parts(record: Field) -> list[Field]:
    return [
        replace(column, name=f"{record.name}_{column.name}")
        for column in record.columns
        if column.kind in SET_IN_FORMS and column.filled_by == "department"
    ]


def in_use(method: Method, given: Mapping[str, int | str]) -> dict[str, int | str]:
    """What is set, by the names of `settable`, without the parts of a record that is not switched on."""
    off = [field for field in method.settings if field.kind == "record" and given.get(field.name, OFF) == OFF]
    unused = {name for field in off for name in (field.name, *(part.name for part in _parts(field)))}
    return {field.name: given[field.name] for field in settable(method) if field.name in given.keys() - unused}


def as_set(terms: Terms) -> list[tuple[Text, Text | str]]:
    """Those settings as everybody reads them: what each says, and its value, set or by default; of no method none."""
    if terms.method not in METHODS:
        return []
    method = METHODS[terms.method]
    given = in_use(method, dict(terms.method_settings))
    parts = {part.name for field in method.settings if field.name not in given for part in _parts(field)}
    return [
        (from_json(dict(field.description)), _as_read(given.get(field.name, field.default)))
        for field in settable(method)
        if field.name not in parts
    ]


def _as_read(value: int | str | tuple[str, ...] | None) -> Text | str:
    words = {ON: mark("Yes"), OFF: mark("No"), None: mark("not limited")}
    return words[value] if value in words else str(value)


def setting_key(method: str, name: str) -> str:
    """How a form and a refusal call one setting of one method."""
    return f"setting_{method}_{name}"


def chosen(terms: Terms, method: Method) -> dict[str, Any]:
    """What is set, as the method's own schema names it."""
    given: dict[str, Any] = dict(in_use(method, dict(terms.method_settings)))
    for field in method.settings:
        if field.kind == "record":
            is_on = given.pop(field.name, OFF) == ON
            names = {part.name: part.name.removeprefix(f"{field.name}_") for part in _parts(field)}
            parts = {short: given.pop(name) for name, short in names.items() if name in given}
            given |= {field.name: parts} if is_on else {}
    return given


def faults(terms: Terms) -> dict[str, Text]:
    """By `setting_key`, what was set out of bounds."""
    method = METHODS[terms.method]
    given, found = in_use(method, dict(terms.method_settings)), {}
    for field in settable(method):
        try:
            read_fields((field,), {field.name: given.get(field.name)}, "settings", 0, notice=True)
        except SelectionInputError as wrong:
            bounds = {"least": field.minimum or 0, "most": field.maximum}
            words = mark("Write a number from %(least)s to %(most)s.", **bounds)
            if field.maximum is None:
                words = mark("Write a whole number, %(least)s or more.", **bounds)
            is_number = field.kind == "whole"
            found[setting_key(terms.method, field.name)] = words if is_number else from_json(dict(wrong.text))
    return found
