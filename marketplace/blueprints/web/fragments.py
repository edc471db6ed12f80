"""Parts of a page that are written once for the same content.

What is remembered is a pure function of what is shown and of the language, so nothing here is ever out of date: a row
that changed is another content. A list that is read again and again then costs its query and little more.
"""

from functools import lru_cache
from typing import Any

from flask import get_template_attribute
from markupsafe import Markup

from marketplace.blueprints.web.language import language

REMEMBERED = 512
"""A table of thirty rows has some fifteen thousand characters, so this is a few megabytes at most."""


def fragment(template: str, macro: str, *content: Any) -> Markup:  # noqa: ANN401 - whatever the macro shows, hashable
    """What `macro` of `template` makes of `content`, in the reader's language.

    It stays in memory and is found again by exactly that content: hand in no secret, and nothing of one reader alone.
    """
    return _written(template, macro, language(), content)


@lru_cache(maxsize=REMEMBERED)
def _written(template: str, macro: str, speech: str, content: tuple[Any, ...]) -> Markup:  # noqa: ARG001 - in the key
    return Markup(get_template_attribute(template, macro)(*content))  # noqa: S704 - a macro's output is markup already
