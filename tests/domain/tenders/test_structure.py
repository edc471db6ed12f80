"""The structural checks of a tender: each with what it warns of, and with what it lets pass."""

from dataclasses import replace

import pytest

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.holdings import Holdings
from marketplace.domain.regimes.purchases import Purchase
from marketplace.domain.regimes.rules import DEFAULT_TABLE, route
from marketplace.domain.regimes.states import Exemption, Funds
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders import reports, structure
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.requirements import Kind, Requirement
from marketplace.domain.tenders.rules import Criterion
from marketplace.kernel.errors import Invalid
from tests.domain.market import ELSEWHERE, ITEM, Market, terms
from tests.domain.regimes.entering import enter, figures

LAWFUL = ServiceItem(code=ITEM, qualification_zh="", qualification_en="")
ROUTED = route(Purchase(Funds.FISCAL, ITEM, terms().ceiling), DEFAULT_TABLE, {})
WHY = "The work needs it."


def examined(*, funds: Funds = Funds.FISCAL, is_split: bool = False, **changes: object) -> list[tuple[str, str]]:
    """Numbers of the checks with the fields they stand at."""
    routing = replace(ROUTED, funds=funds, is_split=is_split)
    found = structure.examine(terms(**changes), LAWFUL, [Holdings(), Holdings()], routing)
    return [(each.rule.code, each.part.field) for each in found]


def test_a_plain_tender_has_no_warning() -> None:
    assert examined() == []


@pytest.mark.parametrize(
    ("check", "words"),
    [
        ("S1", "招标文件请到我局办公室领取。"),
        ("S1", "Please call us for the specifications."),
        ("S2", "入库单位可免于资格审查。"),
        ("S2", "Outside firms must additionally undergo an inspection."),
        ("S6", "服务费由建设单位支付。"),
        ("S6", "The service fee is paid by the applicant."),
        ("S10", "供应商在本市信用评价中须达到B级以上。"),
        ("S10", "A municipal credit rating of at least B is required."),
        ("S11", "有类似经验的每项加2分。"),
        ("S11", "Each similar project earns two extra points."),
    ],
)
def test_words_are_looked_at_in_every_text_of_the_notice(check: str, words: str) -> None:
    condition = Requirement(Kind.OTHER, words, words)
    assert examined(description=words, requirements=words, conditions=(condition,)) == [
        (check, "description"),
        (check, "requirements"),
        (check, "conditions-0-subject"),
        (check, "conditions-0-justification"),
    ]


def test_whoever_pays_with_own_funds_may_agree_on_another_payer() -> None:
    assert examined(description="服务费由建设单位支付。", funds=Funds.PRIVATE) == []


def test_points_for_a_criterion_of_the_notice_are_no_surprise() -> None:
    scored = {"criteria": (Criterion("c1", "类似项目业绩", 30),), "price_weight": 40}
    assert examined(description="类似项目的业绩每项得2分。", **scored) == []
    assert examined(description="拟派人员每人得2分。", **scored) == [("S11", "description")]
    english = {"criteria": (Criterion("c1", "Experience of the team", 30),), "price_weight": 40}
    assert examined(description="Experience of the team earns up to 30 points.", **english) == []
    assert examined(description="A video of the office earns 5 points.", **english) == [("S11", "description")]


def test_one_criterion_that_decides_is_warned_of() -> None:
    criteria = (Criterion("c1", "Method", 31), Criterion("c2", "Team", 30))
    assert examined(criteria=criteria) == [("S4", "criteria-0-label")]


def test_an_own_qualification_and_one_that_nobody_has_stand_at_their_requirement() -> None:
    conditions = (Requirement(Kind.OTHER, "Five reports", WHY), Requirement(Kind.QUALIFICATION, "A seal", WHY))
    assert examined(conditions=conditions) == [("S3", "conditions-1-subject"), ("S12", "conditions-1-subject")]


def test_a_purchase_that_only_the_sum_brings_over_the_limit_is_split(market: Market) -> None:
    assert examined(is_split=True) == [("S9", "ceiling")]
    enter(market, figures(threshold="190000"))
    market.published()
    ref = market.published(**(ELSEWHERE | {"ceiling": terms().ceiling}))
    with market.house.reading() as session:
        report = reports.of_tender(session, market.get(Tender, ref).id)
    assert report is not None
    [split] = report.document["structure"]
    assert (split["check"], split["citation"], split["binding"]) == ("S9", "TBL 4; GPL-IR 28", "direct")
    assert report.document["checked"] == [f"S{number}" for number in range(1, 13)]


def test_what_is_over_the_limit_by_itself_splits_nothing(market: Market) -> None:
    market.published()
    ref = market.published(**ELSEWHERE)
    assert market.get(Tender, ref).routing["is_split"] is False  # type: ignore[index]


def test_an_exemption_lifts_the_law_but_not_the_warning(market: Market) -> None:
    enter(market, figures(threshold="190000"))
    market.published()
    ref = market.published(exemption=Exemption.DISASTER)
    assert market.get(Tender, ref).routing["is_split"] is True  # type: ignore[index]


@pytest.mark.parametrize(
    ("check", "changes", "field"),
    [
        ("S5", {"window_days": 2}, "window_days"),
        ("S7", {"method": "direct"}, "method"),
        ("S8", {"conditions": (Requirement(Kind.OTHER, "Five reports", " "),)}, "conditions-0-justification"),
    ],
)
def test_what_is_refused_never_gets_as_far_as_a_report(
    market: Market, check: str, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        market.draft(**changes)
    assert field in refused.value.fields, check


def test_a_department_pays_out_of_no_budget_but_its_own(market: Market) -> None:
    with pytest.raises(Invalid) as refused, market.acting("other_drafter") as uow:
        tenders.draft(uow, market.refs["other_department"], ITEM, market.refs["line"], terms())
    assert list(refused.value.fields) == ["budget_line"]
