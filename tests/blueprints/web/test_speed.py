"""The quick ways answer what Werkzeug's own would."""

from enum import StrEnum

import pytest
from flask import Flask, render_template_string
from flask_babel import lazy_gettext
from jinja2 import Environment
from markupsafe import Markup
from werkzeug.routing import Map
from werkzeug.routing import Rule as WerkzeugRule
from werkzeug.routing.converters import NumberConverter


class OfKind(StrEnum):
    """Text that is no plain `str`."""

    TENDER = "<tender>"


class Hybrid:
    """Whatever says its own markup."""

    def __html__(self) -> str:
        return "<b>own</b>"

    def __str__(self) -> str:
        return "<own>"


PIECES = [
    "a & <b>'\"</b>",
    "环境",
    "",
    7,
    1.5,
    None,
    Markup("<i>&amp;</i>"),
    OfKind.TENDER,
    Hybrid(),
    lazy_gettext("Plain"),
]
SPECIAL = "a b/报告?&x=1"


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


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ('{{ _("Plain") }}', "Plain"),
        ('{{ _("Rules & <b>law</b>") }}', "Rules & <b>law</b>"),
        ('{{ _("100%% paid") }}', "100% paid"),
        ('{{ _("Plain") ~ value }}', "Plain&lt;i&gt;"),
        ('{{ _("Plain") + value }}', "Plain&lt;i&gt;"),
        ('{{ _("<b>law</b>") ~ value }}', "<b>law</b>&lt;i&gt;"),
        ('{{ [_("Plain"), value] | join(" & ") }}', "Plain &amp; &lt;i&gt;"),
        ('{{ _("Of %(name)s", name=value) }}', "Of &lt;i&gt;"),
        ('{{ _("<b>%(name)s</b>", name=value) }}', "<b>&lt;i&gt;</b>"),
        ('{% autoescape false %}{{ _("Rules & <b>law</b>") }}{% endautoescape %}', "Rules & <b>law</b>"),
    ],
)
def test_what_a_page_says_is_markup_and_what_is_put_into_it_is_not(app: Flask, template: str, written: str) -> None:
    with app.test_request_context():
        assert render_template_string(template, value="<i>") == written


@pytest.mark.parametrize("piece", PIECES, ids=str)
def test_what_a_page_writes_is_escaped_as_jinja_escapes_it(app: Flask, piece: object) -> None:
    macro = "{% macro cell(one) %}<td title='{{ one }}'>{{ one }}</td>{% endmacro %}"
    source = macro + "{{ cell(piece) }}{{ piece }}{{ [piece] }}"
    with app.test_request_context():
        shown = render_template_string(source, piece=piece)
        assert shown == Environment(autoescape=True).from_string(source).render(piece=piece)
        plain = render_template_string("{% autoescape false %}{{ piece }}{% endautoescape %}", piece=piece)
        assert plain == str(piece)
