"""The page of rules is read from the code: complete for the main ones, each with a value and a source."""

from datetime import timedelta

from marketplace.blueprints.admin.house_rules import MEANINGS, house_rules, shown
from marketplace.domain.accounts.rules import ACCOUNT
from marketplace.domain.regimes import rules as regimes
from marketplace.kernel.i18n import mark
from tests.blueprints.rooms import Enter

MAIN = (
    "accounts",
    "bids",
    "budgets",
    "contracts",
    "documents",
    "evaluation",
    "organisations",
    "ratings",
    "regimes",
    "tenders",
)


def test_every_main_rule_has_its_meaning_in_both_languages() -> None:
    rules = {rule.key: rule for rule in house_rules()}
    assert set(MEANINGS) <= set(rules), "a rule was renamed or lost its source"
    nameless = [key for key, rule in rules.items() if rule.meaning is None and key.startswith(MAIN)]
    assert nameless == []


def test_each_says_its_value_and_whose_it_is() -> None:
    rules = {rule.key: rule for rule in house_rules()}
    sign = rules["regimes.rules.SIGN_WITHIN"]
    assert (sign.value, sign.law, sign.is_own) == (regimes.SIGN_WITHIN, "政府采购法 Art 46", True)
    award = rules["tenders.rules.AWARD_WITHIN"]
    assert (award.law, award.is_own) == ("财政部令87 Art 69", False)
    assert all(rule.law or rule.is_own for rule in rules.values())
    assert rules["tenders.rules.PRICE_WEIGHT"].figure == "10–40"
    assert shown(ACCOUNT) == mark("%(count)s in %(time)s", count=30, time=mark("%(count)s minutes", count=5))
    assert shown(timedelta(days=7)) == mark("%(count)s days", count=7)
    assert shown(timedelta(hours=36)) == mark("%(count)s hours", count=36)
    assert shown(10 * 1024 * 1024) == "10,485,760"


def test_the_page_shows_them(enter: Enter) -> None:
    page = enter("operator").page("/admin/settings")
    for words in (
        "Working days the award notice stands",
        "Own default",
        "财政部令87 Art 69",
        "AWARD_WITHIN",
        "tenders.rules",
    ):
        assert words in page


def test_the_page_says_which_work_keeps_a_provider_out_of_a_project(enter: Enter) -> None:
    page = enter("operator").page("/admin/settings")
    for words in ("Work that keeps a provider out", "Construction supervision", "招标投标法实施条例 Art 27"):
        assert words in page
