"""The quick ways answer what Werkzeug's own would."""

import pytest
from flask import Flask
from werkzeug.routing import Map
from werkzeug.routing import Rule as WerkzeugRule
from werkzeug.routing.converters import NumberConverter

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
