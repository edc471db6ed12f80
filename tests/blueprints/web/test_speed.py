"""What templates print is what Jinja would print."""

import pytest
from flask import Flask
from jinja2 import Environment
from markupsafe import Markup, escape

from marketplace.blueprints.web import speed

HOSTILE = "<b onclick=\"a('b')\">&amp; 'x' “是”</b>"


class Fancy(str):
    """A text of another kind."""

    __slots__ = ()


@pytest.mark.parametrize(
    "value",
    [HOSTILE, Markup(HOSTILE), Fancy(HOSTILE), 7, None, 1.5, ["<i>"], b"<"],  # noqa: S704 - what a template may get
)
def test_a_value_is_printed_as_jinja_prints_it(app: Flask, value: object) -> None:
    source = (
        "{% macro told(x) %}[{{ x }}]{% endmacro %}"
        "{{ x }}|{{ told(x) }}|{% set y %}{{ x }}{% endset %}{{ y }}|{{ x ~ '<' }}"
    )
    plain = Environment(autoescape=True)
    shown = app.jinja_env.overlay(autoescape=True).from_string(source).render(x=value)
    assert shown == plain.from_string(source).render(x=value)
    assert speed.written(value) == escape(value)


def test_nothing_unsafe_passes_unmarked(app: Flask) -> None:
    written = (
        app.jinja_env.overlay(autoescape=True)
        .from_string("{{ x }}{{ x | safe }}{{ missing }}")
        .render(x="<script>", missing="")
    )
    assert written == "&lt;script&gt;<script>"
