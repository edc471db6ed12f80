"""What a tender asks, and who meets it: pure rules over what an agency can show."""

import pytest

from marketplace.domain.catalogue.models import ServiceItem
from marketplace.domain.organisations.holdings import Grade, Holdings
from marketplace.domain.tenders import requirements
from marketplace.domain.tenders.requirements import MAX_REQUIREMENTS, Kind, Requirement, Standing

CMA = "检验检测机构资质认定（CMA）"
ENGINEER = "注册安全工程师"
WHY = "The law asks for it."
CERTIFICATE = Requirement(Kind.QUALIFICATION, CMA, WHY)
GRADED = Requirement(Kind.QUALIFICATION, "测绘资质", WHY, grade=Grade.B)
PEOPLE = Requirement(Kind.PRACTITIONERS, ENGINEER, WHY, number=2)
PROOF = Requirement(Kind.PROOF, "ck-14", WHY)
WORDS = Requirement(Kind.OTHER, "A boat", WHY)


@pytest.mark.parametrize(
    ("requirement", "holdings", "expected"),
    [
        (CERTIFICATE, Holdings({CMA: Grade.UNGRADED}), Standing.MEETS),
        (CERTIFICATE, Holdings({"检验检测机构资质认定 (cma)": Grade.UNGRADED}), Standing.MEETS),
        (CERTIFICATE, Holdings({"测绘资质": Grade.A}), Standing.LACKS),
        (CERTIFICATE, Holdings(), Standing.LACKS),
        (GRADED, Holdings({"测绘资质": Grade.B}), Standing.MEETS),
        (GRADED, Holdings({"测绘资质": Grade.COMPREHENSIVE}), Standing.MEETS),
        (GRADED, Holdings({"测绘资质": Grade.C}), Standing.LACKS),
        (GRADED, Holdings({"测绘资质": Grade.UNGRADED}), Standing.LACKS),
        (PEOPLE, Holdings(practitioners={ENGINEER: 2}), Standing.MEETS),
        (PEOPLE, Holdings(practitioners={ENGINEER: 1}), Standing.LACKS),
        (PEOPLE, Holdings(practitioners={"注册测绘师": 9}), Standing.LACKS),
        (PROOF, Holdings(), Standing.UNKNOWN),
        (WORDS, Holdings(), Standing.UNKNOWN),
    ],
)
def test_how_an_agency_stands(requirement: Requirement, holdings: Holdings, expected: Standing) -> None:
    assert requirements.eligibility([requirement], holdings) == [(requirement, expected)]
    assert bool(requirements.lacks([requirement], holdings)) is (expected is Standing.LACKS)


def test_what_is_missing_is_said_exactly() -> None:
    def said(requirement: Requirement, holdings: Holdings) -> str:
        return str(requirements.missing(requirement, holdings))

    assert (
        said(PEOPLE, Holdings(practitioners={ENGINEER: 1}))
        == f"one more practitioner with the certificate “{ENGINEER}”"
    )
    assert said(PEOPLE, Holdings()) == f"2 more practitioners with the certificate “{ENGINEER}”"
    assert said(CERTIFICATE, Holdings()) == f"the certificate “{CMA}”"
    assert said(GRADED, Holdings()) == "the certificate “测绘资质”, at least Grade B (second class)"
    assert "Grade B (second class) is asked for, you have Grade C" in said(GRADED, Holdings({"测绘资质": Grade.C}))
    both = requirements.listed(requirements.lacks([PEOPLE, WORDS, CERTIFICATE], Holdings()))
    assert str(both) == f"2 more practitioners with the certificate “{ENGINEER}”; the certificate “{CMA}”"


@pytest.mark.parametrize(
    ("requirement", "fields"),
    [
        (CERTIFICATE, set()),
        (PROOF, set()),
        (Requirement(Kind.QUALIFICATION, CMA, "  "), {"justification"}),
        (Requirement(Kind.OTHER, " ", WHY), {"subject"}),
        (Requirement(Kind.OTHER, "x" * 121, "y" * 501), {"subject", "justification"}),
        (Requirement(Kind.PRACTITIONERS, ENGINEER, WHY), {"number"}),
        (Requirement(Kind.PRACTITIONERS, ENGINEER, WHY, number=51), {"number"}),
        (Requirement(Kind.PROOF, "cx-05", WHY), {"proof"}),
        (Requirement(Kind.PROOF, "", ""), {"proof", "justification"}),
    ],
)
def test_each_requirement_has_its_reason_and_what_its_kind_needs(requirement: Requirement, fields: set[str]) -> None:
    found = requirements.faults([WORDS, requirement])
    assert set(found) == {f"conditions-1-{name}" for name in fields}


def test_a_tender_does_not_ask_for_everything() -> None:
    assert set(requirements.faults([WORDS] * (MAX_REQUIREMENTS + 1))) == {"conditions"}


def test_a_qualification_that_the_law_does_not_ask_for_is_warned_of() -> None:
    item = ServiceItem(code="x", qualification_zh=CMA, qualification_en="")
    short = Requirement(Kind.QUALIFICATION, "检验检测机构资质认定", WHY)
    assert [each for each, _text in requirements.warnings([CERTIFICATE, short, GRADED, PEOPLE, WORDS], item)] == [
        GRADED
    ]
    none = ServiceItem(code="y", qualification_zh="", qualification_en="")
    [(_each, text)] = requirements.warnings([CERTIFICATE], none)
    assert "names no qualification" in str(text)


def test_the_count_of_providers_shows_a_tender_cut_for_one() -> None:
    everybody = [Holdings({CMA: Grade.UNGRADED}), Holdings({CMA: Grade.UNGRADED}, {ENGINEER: 2}), Holdings()]
    steps = requirements.narrowing([WORDS, CERTIFICATE, PEOPLE], everybody)
    assert [(step.before, step.after, step.looks_tailored) for step in steps] == [
        (3, 3, False),
        (3, 2, False),
        (2, 1, True),
    ]
    alone = requirements.narrowing([CERTIFICATE], everybody[:1])
    assert [step.looks_tailored for step in alone] == [False], "who is alone in the market is nobody's favourite"


def test_what_is_stored_is_read_back() -> None:
    rows = (CERTIFICATE, GRADED, PEOPLE, PROOF, WORDS)
    assert requirements.read(row.as_json() for row in rows) == rows


def test_a_requirement_that_nobody_meets_is_warned_of_even_where_there_is_one_provider() -> None:
    [step] = requirements.narrowing([CERTIFICATE], [Holdings()])
    assert (step.before, step.after, step.looks_tailored) == (1, 0, True)
