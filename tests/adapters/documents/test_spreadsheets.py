"""Reading workbooks that people made."""

import io
import zipfile
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from marketplace.adapters.documents.sniffing import ContentSniffer
from marketplace.adapters.documents.tables import SpreadsheetReader
from marketplace.domain.documents.tables import Row
from marketplace.kernel.errors import Invalid
from tests.files import archive, xlsx

READER = SpreadsheetReader()


def wrong(data: bytes) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        READER.rows("a.xlsx", data)
    return {field: str(text) for field, text in refusal.value.fields.items()}


def changed(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    assert old in parts[part]
    return archive(parts | {part: parts[part].replace(old, new, 1)})


def test_a_workbook_and_a_csv_file_read_alike() -> None:
    lines = (["Code", "名称", "amount"], ["a1", "甲", 96000], [], ["a2", "乙", None])
    expected = [
        Row(2, {"code": "a1", "名称": "甲", "amount": "96000"}),
        Row(4, {"code": "a2", "名称": "乙", "amount": ""}),
    ]
    assert READER.rows("a.xlsx", xlsx(*lines)) == expected
    assert READER.rows("a.csv", "Code,名称,amount\na1,甲,96000\n,,\na2,乙,\n".encode()) == expected


def test_cells_become_the_text_a_person_sees() -> None:
    line = [0.1 + 0.2, 96000.5, 1200000.0, True, False, date(2026, 2, 14), datetime(2026, 2, 14, 9, 30), " x "]  # noqa: DTZ001 - a workbook knows no zone
    (row,) = READER.rows("a.xlsx", xlsx([f"c{n}" for n in range(len(line))], line))
    assert list(row.cells.values()) == [
        "0.3", "96000.5", "1200000", "yes", "no", "2026-02-14", "2026-02-14T09:30:00", "x",
    ]  # fmt: skip


def test_formulas_and_their_errors_are_refused_by_line() -> None:
    found = wrong(xlsx(["a", "b"], [1, 2], ["=A2+B2", 2], ["#DIV/0!", 1], ["x", "y"]))
    assert list(found) == ["line 3", "line 4"]
    assert "formula" in found["line 3"]


def test_only_the_first_sheet_is_read() -> None:
    workbook = Workbook()
    workbook.worksheets[0].append(["a"])
    workbook.worksheets[0].append([1])
    workbook.create_sheet().append(["b"])
    out = io.BytesIO()
    workbook.save(out)
    assert READER.rows("a.xlsx", out.getvalue()) == [Row(2, {"a": "1"})]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0" + b"\0" * 100, "old Excel file"),
        (b"PK\x03\x04 broken", "damaged"),
        (archive({"a.txt": b"x"}), "cannot be read"),
        (xlsx(), "empty"),
        (xlsx([f"c{n}" for n in range(61)], [1] * 61), "more than 60 columns"),
        (b"PK\x03\x04" + b"x" * 5 * 1024**2, "larger than 5 MB"),
        (xlsx(["a"], *([n] for n in range(5001))), "more than 5000 rows"),
        (changed(xlsx(["a"], [1]), "xl/worksheets/sheet1.xml", b'r="2"', b'r="1048576"'), "more than 5000 rows"),
        (
            changed(xlsx(["a"], ["b"]), "xl/workbook.xml", b"<workbook", b'<!DOCTYPE x [<!ENTITY e "e">]><workbook'),
            "cannot be read",
        ),
        (changed(xlsx(["a"], [1]), "xl/worksheets/sheet1.xml", b"</sheetData>", b"</wrong>"), "cannot be read"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, words: str) -> None:
    assert words in wrong(data)["file"]


def test_a_workbook_whose_parts_are_damaged_is_refused() -> None:
    data = bytearray(xlsx(["a"], [1]))
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as file:
        at = file.getinfo("xl/worksheets/sheet1.xml").header_offset + 30 + len("xl/worksheets/sheet1.xml")
    data[at : at + 8] = b"\xff" * 8
    assert "file" in wrong(bytes(data))


def test_a_cell_far_to_the_right_costs_nothing() -> None:
    data = changed(xlsx(["a"], [1, 2]), "xl/worksheets/sheet1.xml", b'r="B2"', b'r="XFD2"')
    assert READER.rows("a.xlsx", data) == [Row(2, {"a": "1"})]


def test_a_wrong_statement_of_the_size_is_not_believed() -> None:
    data = changed(xlsx(["a", "b"], [1, 2], [3, 4]), "xl/worksheets/sheet1.xml", b'ref="A1:B3"', b'ref="A1:A2"')
    assert [row.cells for row in READER.rows("a.xlsx", data)] == [{"a": "1", "b": "2"}, {"a": "3", "b": "4"}]


WHOLE = xlsx(["Code", "名称"], ["a1", 96000.5], ["a2", date(2026, 2, 14)])


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=6), st.booleans())
def test_a_workbook_with_any_bytes_changed_is_read_or_refused(changes: list[tuple[int, int]], cut: bool) -> None:
    data = bytearray(WHOLE)
    for at, byte in changes:
        data[at] = byte
    whole = bytes(data[: changes[0][0]]) if cut else bytes(data)
    ContentSniffer().media_type(whole)
    with suppress(Invalid):
        READER.rows("a.xlsx", whole)
