"""What the public lists share: the text searched for, parts of pages, addresses without `url_for` in a loop."""

from functools import partial
from typing import Any

from flask import get_template_attribute, request
from markupsafe import Markup
from werkzeug.exceptions import BadRequest

from marketplace.blueprints.web.fragments import fragment
from marketplace.blueprints.web.speed import gettext as _

LONGEST_QUERY = 200
"""Characters of a search; nobody types more [own default]."""

DIGITS = 18
"""Digits of a number that any column holds."""

REMEMBERED = 256
"""How many panels of filters are remembered in their written form."""

part = partial(fragment, "public/parts.html")
"""A macro of the public parts, written once for the same content."""


def fresh_part(macro: str, *content: Any) -> Markup:  # noqa: ANN401 - whatever the macro shows
    """The same for content that is not shown again, as the answers to words are, or that the caller remembers."""
    return Markup(get_template_attribute("public/parts.html", macro)(*content))  # noqa: S704 - a macro's output is markup


def query_text(name: str = "q") -> str:
    """What the reader searches for, in one line; answers 400 when it is longer than a search is."""
    written = " ".join(request.args.get(name, "").split())
    if len(written) > LONGEST_QUERY:
        raise BadRequest(_("Search for at most %(most)s characters.", most=LONGEST_QUERY))
    return written


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
