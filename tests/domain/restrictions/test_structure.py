"""What a text says of how a notice is built: a sentence each for what is meant, and its lawful twin."""

import pytest

from marketplace.domain.restrictions.rules import CHECKS
from marketplace.domain.restrictions.structure import ALONE, told

MEANT = [
    ("S1", "招标文件请携带介绍信到我局三楼办公室领取。"),
    ("S1", "具体要求请致电联系人咨询。"),
    ("S1", "图纸仅向已报名单位发放。"),
    ("S1", "The drawings can be collected in person at our office."),
    ("S1", "Please call us for the specifications."),
    ("S2", "外地供应商另须提交无违法记录公证材料。"),
    ("S2", "入库单位可免于资格审查。"),
    ("S2", "Outside firms must additionally undergo an inspection of their offices."),
    ("S2", "Firms that have already worked for us need not submit proofs of experience."),
    ("S6", "服务费由建设单位支付。"),
    ("S6", "The service fee is paid by the applicant."),
    ("S10", "供应商在本市信用评价中须达到B级以上。"),
    ("S10", "A municipal credit rating of at least B is required."),
    ("S11", "有类似项目经验的每项加2分。"),
    ("S11", "Each similar project earns two extra points."),
]

LAWFUL = [
    "招标文件在本平台免费下载，不得要求到现场领取。",
    "成果资料以电子邮件提交。",
    "咨询电话：028-12345678。",
    "All documents are attached to this notice.",
    "Deliverables are submitted in person at our office.",
    "不得对外地供应商单独增加审查。",
    "所有供应商须提交营业执照。",
    "All bidders must submit the same documents.",
    "服务费由采购人支付。",
    "The fee is paid by the department.",
    "未被列入全国严重失信主体名单。",
    "Bidders are not on the national list of dishonest persons.",
    "响应时间不超过30分钟。",
    "根据《招标投标法实施条例》第三十二条，不得对不同投标人采取不同的资格审查标准。",
]


@pytest.mark.parametrize(("check", "text"), MEANT)
def test_what_is_meant_is_found(check: str, text: str) -> None:
    found = told(text)
    assert [each.check for each in found] == [check]
    assert 0 <= found[0].start < found[0].end <= len(text)


@pytest.mark.parametrize("text", LAWFUL)
def test_what_is_lawful_is_not(text: str) -> None:
    assert told(text) == []


def test_places_are_those_of_the_text_and_its_sentence() -> None:
    text = "Assess twelve files. Please call us for the specifications. That is all."
    [found] = told(text)
    assert "call us" in text[found.start : found.end]
    assert text[slice(*found.sentence)] == "Please call us for the specifications."


def test_every_check_is_named_with_its_law() -> None:
    assert list(CHECKS) == [f"S{number}" for number in range(1, 13)]
    assert set(CHECKS) >= ALONE
    for rule in CHECKS.values():
        assert rule.citation
        assert rule.label.msgid != rule.advice.msgid
