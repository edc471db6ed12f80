"""What the public lists share: the text searched for, parts of pages, addresses without `url_for` in a loop."""

from functools import partial
from typing import Any

from flask import get_template_attribute, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from marketplace.blueprints.web.fragments import fragment
from marketplace.blueprints.web.speed import gettext as _
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import providers, reading
from marketplace.domain.search import finding
from marketplace.domain.search.documents import SOURCES
from marketplace.domain.search.finding import Asked
from marketplace.domain.search.ports import Kind

LONGEST_QUERY = 200
"""Characters of a search; nobody types more [own default]."""

DIGITS = 18
"""Digits of a number that any column holds."""

REMEMBERED = 256
"""How many panels of filters are remembered in their written form."""

part = partial(fragment, "public/parts.html")
"""A macro of the public parts, written once for the same content."""


def fresh_part(macro: str, *content: Any) -> Markup:  # noqa: ANN401 - whatever the macro shows
    """The same for content that is not shown again, as the answers to words are."""
    return Markup(get_template_attribute("public/parts.html", macro)(*content))  # noqa: S704 - a macro's output is markup


def query_text(name: str = "q") -> str:
    """What the reader searches for, in one line; answers 400 when it is longer than a search is."""
    written = " ".join(request.args.get(name, "").split())
    if len(written) > LONGEST_QUERY:
        raise BadRequest(_("Search for at most %(most)s characters.", most=LONGEST_QUERY))
    return written


def hits(kind: Kind, q: str) -> Sequence[str] | None:
    """References of what is found, the best first; None where nothing is asked."""
    if not q:
        return None
    numbers = finding.find(providers().search, Asked(kind, q, limit=SEARCH_HITS)).answer.numbers
    known = SOURCES[kind].known(reading(), numbers, ())
    return [known[number] for number in numbers if number in known]


def address(path: str, **parameters: str) -> str:
    """`path` with those parameters that say something."""
    said = {name: value for name, value in parameters.items() if value}
    return f"{path}?{urlencode(said)}" if said else path


@dataclass(frozen=True, slots=True)
class Pages:
    """Where a reader stands in a list; `count` says how many rows there are."""

    number: int
    last: int
    count: str

    @property
    def is_beyond(self) -> bool:
        """Whether the list ends before this page."""
        return self.number > self.last


def pages(number: int, total: int, size: int, most: int) -> Pages:
    """`total` rows on pages of `size`; a list as long as `most` pages was counted no further."""
    count = f"{total:,}+" if total >= size * most else f"{total:,}"
    return Pages(number, max(1, -(-total // size)), count)


def paired(pairs: Iterable[tuple[str, str]]) -> Choices:
    """Choices out of (Chinese, English) pairs; the Chinese is the value in both languages."""
    return tuple((chinese, in_language(chinese, english)) for chinese, english in pairs)


@lru_cache(maxsize=REMEMBERED)
def options(choices: Choices, chosen: str) -> Markup:
    """The options of a select; the same ones are written once, for a list shows a hundred on every page."""
    return Markup("").join(
        Markup('<option value="{}"{}>{}</option>').format(value, Markup(" selected") if value == chosen else "", label)
        for value, label in choices
    )


def provider_path(number: int, slug: str) -> str:
    """The address of a provider; the number finds it, the name is for people."""
    return f"/providers/{number}-{slug}" if slug else f"/providers/{number}"


def numbers_written(name: str) -> list[str]:
    """The parts of ``?ids=1,2`` or ``?ids=1&ids=2``, as checkboxes send it; none of them is checked yet."""
    written = (part.strip() for value in request.args.getlist(name) for part in value.split(","))
    return [part for part in written if part]


def is_number(part: str) -> bool:
    """Plain digits, few enough for any column."""
    return part.isascii() and part.isdigit() and len(part) <= DIGITS
