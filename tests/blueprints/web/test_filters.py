"""How values look to a reader."""

import pytest
from flask import Flask
from flask_babel import force_locale

from marketplace.blueprints.web.filters import citation, money, translate
from marketplace.kernel.i18n import Text
from marketplace.kernel.money import Money

LOWER = "The price %(price)s %(currency)s is %(difference)s %(currency)s above the lowest"
ODD = "%(total)s points of %(whole)s at the price %(price)s %(currency)s"


@pytest.mark.parametrize("locale", ["en", "zh_Hans_CN"])
def test_an_amount_looks_the_same_in_every_language(app: Flask, locale: str) -> None:
    with app.test_request_context("/"), force_locale(locale):
        assert money(Money(186_000_50)) == "¥186,000.50"
        assert money(Money(-5)) == "-¥0.05"
        assert money(None) == "–"


def test_an_amount_in_a_published_reason_looks_like_every_other(app: Flask) -> None:
    reason = Text(LOWER, (("price", "55200.00"), ("difference", "400.00"), ("currency", "CNY")))
    with app.test_request_context("/"):
        with force_locale("en"):
            assert translate(reason) == "The price ¥55,200.00 is ¥400.00 above the lowest"
        with force_locale("zh_Hans_CN"):
            assert translate(reason) == "价格¥55,200.00比最低价高¥400.00"


def test_other_figures_of_a_reason_stay_as_they_are(app: Flask) -> None:
    with app.test_request_context("/"), force_locale("en"):
        scored = Text(ODD, (("total", "92.11"), ("whole", "100"), ("price", "128000.00"), ("currency", "CNY")))
        assert translate(scored) == "92.11 points of 100 at the price ¥128,000.00"
        damaged = Text(ODD, (("total", "1"), ("whole", "2"), ("price", "dear"), ("currency", "CNY")))
        assert translate(damaged) == "1 points of 2 at the price dear CNY"


def test_an_article_is_cited_as_each_language_does(app: Flask) -> None:
    with app.test_request_context("/"):
        with force_locale("en"):
            assert citation("民法典 Art 203(1); 政府采购法 Art 46") == "民法典 Art 203(1); 政府采购法 Art 46"
        with force_locale("zh_Hans_CN"):
            assert citation("民法典 Art 203(1); 政府采购法 Art 46") == "民法典第203条第1款; 政府采购法第46条"
