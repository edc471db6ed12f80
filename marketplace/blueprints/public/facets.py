"""The filters of a list as its page shows them: what each value would bring, and what is chosen, to be taken back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import NamedTuple
from urllib.parse import urlencode

from marketplace.blueprints.public import reference, rows
from marketplace.blueprints.public.asked import ALONE, FACETS, PARAMETERS, STARS, STATUSES, Wanted
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import in_language, state_label
from marketplace.blueprints.web.work import reading
from marketplace.domain.catalogue.states import Commissioner, ItemStatus
from marketplace.domain.complaints.states import Outcome
from marketplace.domain.objections.states import ObjectionState
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.regions import queries as regions
from marketplace.domain.search.ports import Facet, Kind
from marketplace.domain.tenders.states import OverrideState, TenderState
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.paging import FIRST

SHOWN = 10
"""Values of a filter that are shown unless all are asked for: the most frequent, and those chosen [ours]."""

OPEN = 2
"""Filters whose values are in view at once; the others open by a press [ours]."""

Counts = Mapping[Facet, Mapping[str, int]]

LABELS: Mapping[Facet, Text] = {
    Facet.ITEM: mark("Service"),
    Facet.REGION: mark("Place of the service"),
    Facet.RATING: mark("Rating"),
    Facet.QUALIFICATION: mark("Qualification valid today"),
    Facet.STATUS: mark("Status"),
    Facet.METHOD: mark("Method"),
    Facet.DEPARTMENT: mark("Department"),
    Facet.CATEGORY: mark("Kind"),
    Facet.PAYER: mark("Who pays"),
    Facet.YEAR: mark("Year"),
}
PAYERS: Mapping[str, Text] = {
    Commissioner.DEPARTMENT: mark("The department"),
    Commissioner.APPLICANT: mark("The applicant"),
}
ITEM_STATUSES: Mapping[str, Text] = {
    ItemStatus.ACTIVE: mark("In force"),
    ItemStatus.CANCELLED: mark("Cancelled"),
}
DECISIONS: Mapping[str, Text] = {
    "complaint": mark("Complaint about monopoly"),
    "objection": mark("Objection to an award"),
    "override": mark("Review of the restriction check"),
}
DECIDED: Mapping[str, StrEnum] = {state: state for state in (*Outcome, *ObjectionState, *OverrideState)}
"""How a decision can have gone, whatever it is about; no two of these have a word in common."""


class Choice(NamedTuple):
    """One value; `many` says how many documents it would bring."""

    value: str
    label: str
    many: str
    is_chosen: bool


class Group(NamedTuple):
    """One filter; `more` values are left out, to be seen at `whole`."""

    name: str
    label: str
    choices: tuple[Choice, ...]
    is_single: bool
    is_chosen: bool
    is_open: bool
    more: int
    whole: str


class Chip(NamedTuple):
    """Something that is chosen, and the address without it."""

    label: str
    value: str
    href: str


def groups(wanted: Wanted, counts: Counts) -> tuple[Group, ...]:
    """The filters that have something to offer."""
    found = (_group(wanted, facet, counts.get(facet, {}), at) for at, facet in enumerate(FACETS[wanted.kind]))
    return tuple(group for group in found if group.choices)


def chips(wanted: Wanted) -> tuple[Chip, ...]:
    """All that narrows the list, each with the address that takes it back."""
    words = [Chip(_("Words"), wanted.q, replace(wanted, q="", place=FIRST).address)] if wanted.q else []
    for facet, values in wanted.chosen.items():
        labels = _labels(wanted.kind, facet, values)
        words += [Chip(translate(LABELS[facet]), labels[one], wanted.without(facet, one).address) for one in values]
    return tuple(words)


def _group(wanted: Wanted, facet: Facet, counts: Mapping[str, int], at: int) -> Group:
    chosen = wanted.chosen.get(facet, ())
    offered = _offered(wanted, facet, counts, chosen)
    is_whole = wanted.whole is facet
    shown = offered if is_whole else _frequent(offered, counts, chosen)
    labels = _labels(wanted.kind, facet, shown)
    name = PARAMETERS[facet]
    return Group(
        name,
        translate(LABELS[facet]),
        tuple(Choice(value, labels[value], f"{counts.get(value, 0):,}", value in chosen) for value in shown),
        facet in ALONE,
        is_chosen=bool(chosen),
        is_open=at < OPEN or bool(chosen) or is_whole,
        more=len(offered) - len(shown),
        whole=f"{wanted.before_all}{urlencode({'all': name})}#filter-{name}",
    )


def _frequent(offered: Sequence[str], counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    """The values shown of many, in their order."""
    first = set(sorted(offered, key=lambda value: -counts.get(value, 0))[:SHOWN]) | set(chosen)
    return [value for value in offered if value in first]


def _offered(wanted: Wanted, facet: Facet, counts: Mapping[str, int], chosen: Sequence[str]) -> list[str]:
    """Every value of a filter in the order of its own."""
    values = set(counts) | set(chosen)
    if facet is Facet.REGION:
        return _places(values, chosen)
    if facet is Facet.RATING:
        return [star for star in STARS if star in values]
    if facet is Facet.YEAR:
        return sorted(values, reverse=True)
    if facet is Facet.STATUS and wanted.kind in STATUSES:
        return [status for status in STATUSES[wanted.kind] if status in values]
    return sorted(values, key=lambda value: (-counts.get(value, 0), value))


def _places(values: Iterable[str], chosen: Sequence[str]) -> list[str]:
    """Provinces; around a chosen place what it lies in, and within it the next smaller ones."""
    here = chosen[0] if chosen else ""
    around = {here[:length] for length in (2, 4, 6) if length <= len(here)}
    return sorted(
        value for value in values if value in around or (value.startswith(here) and len(value) == len(here) + 2)
    )


def _labels(kind: Kind, facet: Facet, values: Sequence[str]) -> Mapping[str, str]:
    """What values are called; what nobody knows is called by its value."""
    if facet is Facet.REGION:
        found = {code: in_language(chinese, english) for code, chinese, english in regions.names(reading(), values)}
    elif facet is Facet.DEPARTMENT and kind is not Kind.ITEM:
        names = organisations.names(reading(), values)
        found = {ref: in_language(chinese, english) for ref, chinese, english in names}
    else:
        found = {value: _label(kind, facet, value) for value in values}
    return {value: found.get(value, value) for value in values}


def _label(kind: Kind, facet: Facet, value: str) -> str:
    if facet is Facet.ITEM:
        return reference.item_name(value)
    if facet is Facet.RATING:
        return _("%(star)s stars or more", star=value)
    if facet is Facet.METHOD:
        return rows.method_labels(language()).get(value, value)
    if facet is Facet.STATUS and kind is not Kind.ITEM:
        state = TenderState(value) if kind is Kind.TENDER else DECIDED.get(value)
        return value if state is None else state_label(state)
    words = {Facet.STATUS: ITEM_STATUSES, Facet.PAYER: PAYERS}.get(facet, {})
    if kind is Kind.DECISION:
        words = DECISIONS
    if value in words:
        return translate(words[value])
    return in_language(value, reference.english(facet, value))
