"""What the address of a list asks for: words, filters, order and page; and the addresses of what one could ask next."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from flask import request
from werkzeug.exceptions import BadRequest

from marketplace.blueprints.public import listing, reference
from marketplace.blueprints.web.fields import query_choice, query_int
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.work import reading
from marketplace.domain.catalogue.states import ItemStatus
from marketplace.domain.regions import queries as regions
from marketplace.domain.search.finding import Asked
from marketplace.domain.search.ports import Facet, Kind, Order
from marketplace.domain.tenders.states import PUBLIC, TenderState
from marketplace.kernel.errors import NotFound
from marketplace.kernel.paging import FIRST, Place

LAST_PAGE = 999_999
"""The highest number of a page; thirty million rows are more than a market has [ours]."""

MOST_VALUES = 20
"""Values of one filter that are chosen together [ours]."""

LONGEST_VALUE = 300
"""Characters of a value: the longest name of a qualification."""

DIGITS_OF_KEY = 10**15

NAME = "name"
"""The order of the whole directory, by the sound of the names; the database keeps it, no engine does."""

REGION = re.compile(r"(\d\d){1,3}", re.ASCII)
"""GB/T 2260: two digits each for province, prefecture and county."""
WHOLE = "00"
"""Stands for all that lies in a region."""

PATHS: Mapping[Kind, str] = {
    Kind.TENDER: "/tenders",
    Kind.PROVIDER: "/providers",
    Kind.AWARD: "/awards",
    Kind.ITEM: "/services",
    Kind.DECISION: "/decisions",
}
FACETS: Mapping[Kind, tuple[Facet, ...]] = {
    Kind.TENDER: (Facet.STATUS, Facet.ITEM, Facet.REGION, Facet.METHOD, Facet.DEPARTMENT, Facet.YEAR),
    Kind.PROVIDER: (Facet.ITEM, Facet.REGION, Facet.RATING, Facet.QUALIFICATION),
    Kind.AWARD: (Facet.ITEM, Facet.REGION, Facet.METHOD, Facet.DEPARTMENT, Facet.YEAR),
    Kind.ITEM: (Facet.DEPARTMENT, Facet.CATEGORY, Facet.PAYER, Facet.STATUS),
    Kind.DECISION: (Facet.CATEGORY, Facet.STATUS, Facet.DEPARTMENT, Facet.YEAR),
}
PARAMETERS: Mapping[Facet, str] = {facet: str(facet) for facet in Facet} | {Facet.RATING: "min_rating"}
ALONE = frozenset({Facet.REGION, Facet.RATING})
"""Their values lie in one another, so one is chosen at a time."""
STATUSES: Mapping[Kind, Sequence[str]] = {
    Kind.TENDER: tuple(state for state in TenderState if state in PUBLIC),
    Kind.ITEM: tuple(ItemStatus),
}
STARS = ("4", "3", "2", "1")

Chosen = Mapping[Facet, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one page of a list is to show. `sort` is the word of an order, `kept` are parameters of other purposes."""

    kind: Kind
    q: str = ""
    chosen: Chosen = field(default_factory=dict)
    sort: str = ""
    place: Place = FIRST
    whole: Facet | None = None
    """The filter whose values are all shown."""
    kept: tuple[tuple[str, str], ...] = ()

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out of the list."""
        return bool(self.q or self.chosen)

    @property
    def order(self) -> str:
        """The word of the order that applies: the one asked for where it is offered, else the usual one."""
        return self.sort if self.sort in self.orders else self.orders[0]

    @property
    def orders(self) -> tuple[str, ...]:
        """The words of the orders offered, the usual one first."""
        best = (Order.BEST,) if self.q else ()
        if self.kind is Kind.PROVIDER:
            return (*best, Order.RATING) if self.is_narrowed else (NAME, Order.RATING)
        if self.kind is Kind.TENDER:
            return (*best, Order.NEWEST, Order.DEADLINE, Order.CHEAPEST, Order.DEAREST)
        if self.kind is Kind.AWARD:
            return (*best, Order.NEWEST, Order.CHEAPEST, Order.DEAREST)
        return (Order.BEST,) if self.kind is Kind.ITEM else (*best, Order.NEWEST)

    @property
    def is_plain(self) -> bool:
        """Whether the whole list is wanted in its usual order."""
        return not self.is_narrowed and self.order == self.orders[0]

    @property
    def parameters(self) -> list[tuple[str, str]]:
        """What the address says, without the page."""
        said = [("q", self.q)] if self.q else []
        said += [(PARAMETERS[facet], value) for facet, values in self.chosen.items() for value in values]
        said += [("sort", self.order)] if self.order != self.orders[0] else []
        return [*said, *self.kept]

    @property
    def query(self) -> str:
        """The parameters as an address has them."""
        return urlencode(self.parameters)

    @property
    def address(self) -> str:
        """The first page of this."""
        said = self.parameters
        return f"{PATHS[self.kind]}?{urlencode(said)}" if said else PATHS[self.kind]

    @property
    def before_page(self) -> str:
        """The address of any page of this, up to its number."""
        return f"{PATHS[self.kind]}?{urlencode([*self.parameters, ('page', '')])}"

    @property
    def before_all(self) -> str:
        """The address of this, ready for one more parameter."""
        return f"{self.address}{'&' if self.parameters else '?'}"

    def without(self, facet: Facet, value: str) -> "Wanted":
        """The same without one value of a filter."""
        left = tuple(one for one in self.chosen[facet] if one != value)
        others = {name: values for name, values in self.chosen.items() if name is not facet or left}
        return replace(self, chosen=others | ({facet: left} if left else {}), place=FIRST)

    def asked(self, size: int, *, counted: bool = True) -> Asked:
        """The question, of pages of `size`."""
        return Asked(
            self.kind,
            self.q,
            {facet: frozenset(values) for facet, values in self.chosen.items()},
            Order(self.order) if self.order != NAME else Order.BEST,
            (self.place.page - 1) * size,
            size,
            FACETS[self.kind] if counted else (),
        )


def read(kind: Kind, kept: tuple[tuple[str, str], ...] = ()) -> Wanted:
    """The request's address as a question; answers 400 to what it cannot mean."""
    if not request.args:
        return Wanted(kind, kept=kept)
    chosen = {facet: values for facet in FACETS[kind] if (values := _values(kind, facet))}
    shown = request.args.get("all")
    return Wanted(
        kind,
        listing.query_text(),
        chosen,
        query_choice("sort", {NAME, *Order}, ""),
        Place(
            query_int("page", 1, 1, LAST_PAGE),
            query_int("after", 0, 0, DIGITS_OF_KEY - 1),
            query_int("before", 0, 0, DIGITS_OF_KEY - 1),
        ),
        next((facet for facet in FACETS[kind] if PARAMETERS[facet] == shown), None),
        kept,
    )


def _values(kind: Kind, facet: Facet) -> tuple[str, ...]:
    written = (value.strip() for value in request.args.getlist(PARAMETERS[facet]))
    found = tuple(dict.fromkeys(value for value in written if value))
    if len(found) > MOST_VALUES:
        raise BadRequest(_("Choose at most %(most)s values of one filter.", most=MOST_VALUES))
    return tuple(_checked(kind, facet, value) for value in found)


def _checked(kind: Kind, facet: Facet, value: str) -> str:
    if facet is Facet.ITEM:
        reference.check_item(value)
    elif facet is Facet.REGION:
        return _region(value)
    elif facet is Facet.RATING and value not in STARS:
        raise BadRequest(_("The least rating is a whole number from 1 to 4."))
    elif facet is Facet.STATUS and value not in STATUSES.get(kind, (value,)):
        raise BadRequest(_("“%(name)s” in the address has a value that this page does not know.", name=facet))
    if len(value) > LONGEST_VALUE:
        raise BadRequest(_("“%(name)s” in the address has a value that this page does not know.", name=facet))
    return value


def _region(written: str) -> str:
    """A region's code without the zeros that stand for all of it; 400 for what is no region."""
    if not REGION.fullmatch(written):
        raise BadRequest(_("A region is a code of two, four or six digits, for example 5101."))
    code = written.ljust(6, "0")
    try:
        regions.by_code(reading(), code)
    except NotFound:
        raise BadRequest(_("There is no region with the code %(code)s.", code=code)) from None
    while code.endswith(WHOLE):
        code = code.removesuffix(WHOLE)
    return code
