"""The restriction check on single sentences: what it finds, what it lets pass, and how it explains itself."""

import pytest

from marketplace.domain.regimes.states import Regime
from marketplace.domain.restrictions.checking import check, version
from marketplace.domain.restrictions.rules import RULES, Binding, Law, Severity


def rules(text: str, language: str | None = None) -> set[str]:
    return {finding.rule.code for finding in check(text, language)}


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("在本市纳税满一年方可报名。", "LOC_TAX"),
        ("仅接受注册地为成都的供应商。", "LOC_REG"),
        ("Firms headquartered in the province earn five extra points.", "LOC_REG"),
        ("A local office must be operating by the bid date.", "LOC_BRANCH"),
        ("注册资本不低于五百万元。", "CAPITAL"),
        ("No quotation may be lower than the official tariff.", "FLOOR"),
    ],
)
def test_a_condition_is_found_however_it_is_worded(text: str, rule: str) -> None:
    assert rule in rules(text)


@pytest.mark.parametrize(
    "text",
    [
        "不得要求投标人在本市设立分支机构。",
        "投标人无需在本市设立分支机构。",
        "服务地点为成都市青羊区。",
        "评审专家从专家库中随机抽取。",
        "项目负责人须为注册造价工程师，从业五年以上。",
        "投标保函可由任何依法设立的银行出具。",
        "依据反垄断法第四十二条，不得排斥外地经营者参加投标。",
        "Bidders are not required to have a branch in the city.",
        "The services are performed in Chengdu.",
        "Leica TS16 or equivalent.",
        "Evaluators are drawn at random from the expert pool.",
        "评审因素及分值表",
        "资质要求│详见附件2│必填",
        "业绩一览表：序号、项目名称、委托单位、合同金额、完成时间",
        "Table 2: evaluation factors and weights",
        "Certificate no. | Valid until | Issued by",
        "No purchaser shall insist on original certificates at registration.",
        "Ownership, legal form and size of a bidder are left out of account.",
        "",
        " \n ",
    ],
)
def test_what_only_sounds_like_a_condition_is_no_finding(text: str) -> None:
    assert rules(text) == set()


def test_a_waiver_does_not_reach_beyond_its_part_of_the_sentence() -> None:
    assert rules("本项目不收取保证金，但投标人须在本市注册。") == {"LOC_REG"}


def test_the_very_words_are_marked_in_the_original_text() -> None:
    text = "一、  服务期一年。\n二、供应商须在 绵阳市 注册，  并按时提交成果。"
    [finding] = check(text)
    assert text[finding.start : finding.end].replace(" ", "") == "绵阳市注册"


def test_each_sentence_of_a_text_is_checked_in_its_own_language() -> None:
    found = check("Registered capital of no less than RMB 5 million.\n注册资本不低于500万元。")
    assert [finding.rule.code for finding in found] == ["CAPITAL", "CAPITAL"]
    assert found[0].end <= found[1].start


def test_a_regime_decides_how_hard_a_rule_is_and_whether_it_binds() -> None:
    lot = "通过摇号确定中标人。"
    assert [check(lot, regime=regime)[0].severity for regime in (Regime.BELOW_THRESHOLD, Regime.STATUTORY_BIDDING)] == [
        Severity.NOTE,
        Severity.BLOCK,
    ]
    experience = RULES["LOC_PERF"]
    assert experience.binding_in(Regime.GOV_PROCUREMENT) is Binding.DIRECT
    assert experience.binding_in(Regime.STATUTORY_BIDDING) is Binding.DIRECT
    assert experience.binding_in(Regime.BELOW_THRESHOLD) is Binding.BY_REFERENCE
    assert RULES["LOC_REG"].binding_in(Regime.BELOW_THRESHOLD) is Binding.DIRECT
    assert RULES["LOC_REG"].binding_in(Regime.PRIVATE) is Binding.BY_REFERENCE


def test_every_rule_has_a_citation_a_label_and_advice() -> None:
    for rule in RULES.values():
        assert all(citation.law in Law for citation in rule.citations)
        assert rule.citation
        assert str(rule.label)
        assert str(rule.advice)


def test_the_version_is_that_of_the_tables() -> None:
    assert version() == version()
    assert version().startswith("2-")


@pytest.mark.parametrize(
    "text", ["▲" * 500, "须" * 3000, "a " * 3000, "（" * 2000, "\x00\ud800", "1" * 4000, "本市" * 1500]
)
def test_strange_texts_are_checked_without_a_fault(text: str) -> None:
    check(text)
