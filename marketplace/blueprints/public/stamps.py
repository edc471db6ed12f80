"""Which pages of the directory can say, before they are made, that nothing has changed; see `web.unchanged`."""

import re
from datetime import date

from sqlalchemy import Engine

from marketplace.blueprints.public.compare import MOST
from marketplace.blueprints.public.listing import DIGITS
from marketplace.blueprints.web.unchanged import Stamp
from marketplace.domain.directory import queries

NUMBERS = re.compile(rf"ids=(\d{{1,{DIGITS}}}(?:,\d{{1,{DIGITS}}}){{0,{MOST - 1}}})", re.ASCII)


def _provider(engine: Engine, path: re.Match[str], query: str, on: date) -> Stamp | None:
    return None if query else queries.stamp(engine, [int(path[1])], on)


def _comparison(engine: Engine, path: re.Match[str], query: str, on: date) -> Stamp | None:  # noqa: ARG001
    asked = NUMBERS.fullmatch(query)
    return queries.stamp(engine, [int(number) for number in asked[1].split(",")], on) if asked else None


PAGES = (
    (rf"/providers/(\d{{1,{DIGITS}}})-[^/]+", _provider),
    ("/providers/compare", _comparison),
)
