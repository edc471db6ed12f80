"""Objections and how departments answer them, to read."""

from marketplace.blueprints.web.fields import query_int
from marketplace.blueprints.web.objections import objection_list, objection_page
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.objections import queries

MAX_PAGE = 1000


def objections() -> str:
    """All, what waits for an answer first."""
    number = query_int("page", 1, 1, MAX_PAGE)
    rows, total = queries.supervised_page(reading(), current_actor(), number)
    pages = max(1, -(-total // queries.PAGE_SIZE))
    return objection_list("regulator", "regulator.objection", rows, page=number, pages=pages)


def objection(ref: str) -> str:
    """One of them."""
    return objection_page(ref, "regulator")
