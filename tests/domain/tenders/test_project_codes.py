"""The code of a project: one way to write it, national or a department's own."""

import pytest

from marketplace.domain.tenders.project_codes import LONGEST_CODE, LONGEST_NAME, faults, is_national, normal

NATIONAL = "2020-510100-77-03-012345"
NAME = "成都市第三自来水厂"


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (NATIONAL, NATIONAL),
        ("２０２０－５１０１００－７７－０３－０１２３４５", NATIONAL),
        (" 2020 – 510100 — 77 - 03 - 012345 ", NATIONAL),
        ("20205101007703012345", NATIONAL),
        ("cd  water-03", "CD WATER-03"),
        ("川水〔2026〕 12号", "川水〔2026〕 12号"),
        ("", ""),
    ],
)
def test_a_code_is_written_one_way(written: str, code: str) -> None:
    assert normal(written) == code
    assert normal(code) == code
    assert is_national(code) == (code == NATIONAL)
    assert faults(written, NAME if written else "") == {}


@pytest.mark.parametrize(
    "written",
    [
        "2020-510100-77-03-01234",
        "2020-510100-77-03-0123456",
        "2020-510100-7703-012345",
        "2020510100770301234",
        "A" * (LONGEST_CODE + 1),
        "--",
        "A\x01",
    ],
)
def test_what_is_no_code_is_said_at_its_field(written: str) -> None:
    assert set(faults(written, NAME)) == {"project_code"}


def test_a_code_and_a_name_come_together() -> None:
    assert set(faults("", NAME)) == {"project_code"}
    assert set(faults(NATIONAL, "  ")) == {"project_name"}
    assert set(faults(NATIONAL, "n" * (LONGEST_NAME + 1))) == {"project_name"}
    assert set(faults("?", "n\x01")) == {"project_code", "project_name"}
    assert faults(" ", " ") == {}
