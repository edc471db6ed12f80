"""The purchase that is followed: a real notice (中山市应急管理局, 采购公告, published 7 April 2023), people invented.

Real are the service, the object, the ceiling price of 96,000 yuan, sealed quotes with the lowest price winning, the day
of publication and the day of the deadline. The agencies, their prices and everybody's name are made up.
"""

from dataclasses import dataclass
from datetime import datetime

from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.kernel.money import Money

ITEM = "em-license-onsite"
ITEM_ZH = "危险化学品、烟花爆竹许可现场核查技术服务"
ITEM_EN = "On-site verification service for hazardous-chemical and fireworks licences"
TITLE = "危险化学品、烟花爆竹生产经营单位技术审核、现场核查服务采购"
DESCRIPTION = (
    "对指定12家危险化学品、烟花爆竹单位的申请资料、场所、设施、工艺、制度等进行核查复查；"
    "安全条件审查及安全设施设计审查各按0.5家计。固定价，含全部费用。"
)
REQUIREMENTS = "密封报价，现场开封，符合需求者中报价最低。"
REGION = "440000"
CEILING = Money(96_000_00)
SERVICE_DAYS = 20
WINDOW_DAYS = 5
"""Working days from Friday 7 April to Friday 14 April 2023."""
DEADLINE = datetime.fromisoformat("2023-04-14T17:00:00+08:00")
"""The notice says 16:30 of that day; here every window ends at the close of business."""

BUDGET = Money(300_000_00)
BUDGET_LINE = "2240106"
BUDGET_NAME = "危险化学品安全监管"
BUDGET_CSV = f"fiscal_year,code,name,amount\n2023,{BUDGET_LINE},{BUDGET_NAME},300000.00\n"


@dataclass(frozen=True, slots=True)
class Agency:
    """An invented agency; its proposal is a text that stands nowhere else."""

    email: str
    person: str
    name: str
    name_en: str
    code: str
    price: Money
    proposal: str


AGENCIES = (
    Agency(
        "zhou@anping.example",
        "周安",
        "安平安全技术服务有限公司",
        "Anping Safety Services",
        make_credit_code("91440000MAJRN001"),
        Money(88_123_45),
        "两名注册安全工程师，十二家单位四周内核查完毕。CANARY-ONE",
    ),
    Agency(
        "wu@heling.example",
        "吴青",
        "和岭风险评估有限公司",
        "Heling Risk Assessment",
        make_credit_code("91440000MAJRN002"),
        Money(90_456_78),
        "每家单位现场核查一天，报告两天。CANARY-TWO",
    ),
    Agency(
        "zheng@qidun.example",
        "郑远",
        "启盾检测技术有限公司",
        "Qidun Inspection",
        make_credit_code("91310000MAJRN003"),
        Money(91_789_01),
        "外省机构，专职核查组随时到场。CANARY-THREE",
    ),
)
WINNER = AGENCIES[0]
FIRST_PRICE = Money(94_321_09)
"""What the winner offered before it replaced its bid."""

PARTS = (
    ("六家单位的核查结论", Money(40_000_00), 10),
    ("其余单位的核查结论与总报告", Money(48_123_45), 20),
)
RETURNED = "第三家单位缺少储存场所照片，请补充。"
RATING = "核查细致，报告清楚，补充材料及时。"
RATING_BACK = "任务说明清楚，验收及时。"
REPLY = "感谢配合，下次现场照片一并提交。"


def spellings(amount: Money) -> list[str]:
    """How an amount may stand in a page or a file."""
    return [f"{amount.yuan:,.2f}", f"{amount.yuan:.2f}", str(amount.fen)]
