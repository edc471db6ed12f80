"""What an agency may commit itself to in writing instead of handing in proofs (优化营商环境条例 Art 44); pure.

The list is closed: whatever is not here may not be asked for. Each wording has a version; who signed an older one has
signed that one, and is asked again.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.domain.organisations.states import CommitmentKind
from marketplace.kernel.i18n import Text, mark


@dataclass(frozen=True, slots=True)
class Commitment:
    """A wording in both languages (the Chinese one binds), its version, and the law that asks for the matter."""

    title: Text
    version: int
    text_zh: str
    text_en: str
    basis_zh: str
    basis_en: str


COMMITMENTS: Mapping[CommitmentKind, Commitment] = {
    CommitmentKind.TAX_AND_INSURANCE: Commitment(
        mark("Taxes and social insurance"),
        1,
        "本机构承诺：依法缴纳税收和社会保障资金，记录良好；接受主管部门依法核查，承诺不实的，依法承担责任。",
        "We commit: we pay taxes and social insurance as the law requires and have a good record of it. "
        "The authority in charge may check this by law; we answer by law for an untrue commitment.",
        "《政府采购法》第二十二条第一款第四项；《优化营商环境条例》第四十四条",
        "Government Procurement Law, Art 22(1)(4); Regulations on Optimising the Business Environment, Art 44",
    ),
    CommitmentKind.NO_SERIOUS_OFFENCE: Commitment(
        mark("No serious offence in the last three years"),
        1,
        "本机构承诺：最近三年内在经营活动中没有重大违法记录，未被依法禁止从事所提供的服务；承诺不实的，依法承担责任。",
        "We commit: in the last three years our business has no record of a serious offence, and no law bars us from "
        "the services we offer. We answer by law for an untrue commitment.",
        "《政府采购法》第二十二条第一款第五项；《优化营商环境条例》第四十四条",
        "Government Procurement Law, Art 22(1)(5); Regulations on Optimising the Business Environment, Art 44",
    ),
    CommitmentKind.ABILITY: Commitment(
        mark("Equipment and skills"),
        1,
        "本机构承诺：具有履行合同所必需的设备和专业技术能力；承诺不实的，依法承担责任。",
        "We commit: we have the equipment and the professional skills that our contracts need. "
        "We answer by law for an untrue commitment.",
        "《政府采购法》第二十二条第一款第三项；《优化营商环境条例》第四十四条",
        "Government Procurement Law, Art 22(1)(3); Regulations on Optimising the Business Environment, Art 44",
    ),
}
