"""What templates print is what Jinja would print, and addresses are what Werkzeug would write."""

import pytest
from flask import Flask
from jinja2 import Environment
from markupsafe import Markup, escape
from werkzeug.routing import Map
from werkzeug.routing import Rule as WerkzeugRule
from werkzeug.routing.converters import NumberConverter

from marketplace.blueprints.web import speed

SPECIAL = "a b/报告?&x=1"
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


@pytest.mark.parametrize("more", [{}, {"page": 2, "wörd": "ü&="}], ids=["", "with a query"])
def test_every_address_is_written_as_werkzeug_writes_it(app: Flask, more: dict[str, object]) -> None:
    rules = list(app.url_map.iter_rules())
    assert len(rules) > 300
    for rule in rules:
        plain = WerkzeugRule(rule.rule, defaults=rule.defaults, endpoint=rule.endpoint, methods=rule.methods)
        Map([plain], converters=app.url_map.converters)
        kinds = plain._converters.items()  # noqa: SLF001 - by the names of their places
        values = {name: 7 if isinstance(kind, NumberConverter) else SPECIAL for name, kind in kinds} | more
        assert rule.build(values) == plain.build(values), rule
        assert rule.build(values, append_unknown=False) == plain.build(values, append_unknown=False), rule
