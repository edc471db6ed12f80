"""The journal in words."""

from flask import Flask

from marketplace.blueprints.web.acts import act_words, object_words


def test_an_act_is_told_in_words(app: Flask) -> None:
    with app.test_request_context("/"):
        assert act_words("tender:publish") == "Tender: published"
        assert act_words("budget:release") == "Budget line: released"
        assert object_words("BudgetLine") == "Budget line"


def test_what_has_no_words_keeps_its_name(app: Flask) -> None:
    with app.test_request_context("/"):
        assert act_words("tender:juggle") == "tender:juggle"
        assert act_words("circus:publish") == "circus:publish"
        assert object_words("Circus") == "Circus"
