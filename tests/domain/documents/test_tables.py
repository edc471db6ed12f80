"""Reading imported tables: what is refused, and how it is told."""

from datetime import date
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.documents import tables
from marketplace.domain.documents.tables import Row, RowErrors, need_columns, read_csv
from marketplace.kernel.errors import Invalid


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


def wrong(data: bytes) -> dict[str, str]:
    with pytest.raises(Invalid) as refusal:
        read_csv(data)
    return {field: str(text) for field, text in refusal.value.fields.items()}


def test_rows_carry_the_line_they_begin_in() -> None:
    rows = read_csv('\r\n Name ,amount\r\n甲,1\r\n,,\r\n"two\nlines",2\r\n乙, 3 \r\n'.encode())
    assert [(row.line, row.cells["name"], row.cells["amount"]) for row in rows] == [
        (3, "甲", "1"),
        (5, "two\nlines", "2"),
        (7, "乙", "3"),
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "gbk"])
def test_encodings(encoding: str) -> None:
    assert read_csv("名称\n清河环境评估\n".encode(encoding)) == [Row(2, {"名称": "清河环境评估"})]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\n \n,,\n", "empty"),
        (b"a\0b\n", "not a CSV file"),
        ("名,b\n1,2".encode("utf-16"), "not a CSV file"),
        (b"a\n\xff\xff\xff\n", "neither UTF-8 nor GB18030"),
        (b'a,b\n1,"2\n', "quotes in line 2"),
        (b"a,a\n1,2\n", "name of its own"),
        (b"a,,b\n1,2,3\n", "name of its own"),
        (b"A,\xef\xbc\xa1\n1,2\n", "name of its own"),
        (",".join(f"c{n}" for n in range(61)).encode(), "more than 60 columns"),
        (b"a\n" + b"1\n" * 5001, "more than 5000 rows"),
        (b"a" * (5 * 1024**2 + 1), "larger than 5 MB"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(data: bytes, words: str) -> None:
    assert words in wrong(data)["file"]


def test_lines_that_do_not_fit_are_all_named() -> None:
    found = wrong(b"a,b\n1\n1,2\n1,2,3\n=1+1,2\n1, =cmd\n1," + b"x" * 2001 + b"\n")
    assert list(found) == ["line 2", "line 4", "line 5", "line 6", "line 7"]
    assert found["line 2"] == "This line has 1 cells, the header has 2."
    assert "formula" in found["line 5"]
    assert "2000 characters" in found["line 7"]


def test_empty_cells_behind_the_header_are_forgiven() -> None:
    assert read_csv(b"a,b,,\n1,2,,\n") == [Row(2, {"a": "1", "b": "2"})]


def test_signs_and_dashes_are_no_formulas() -> None:
    assert read_csv(b"a,b\n-5,+86\n")[0].cells == {"a": "-5", "b": "+86"}


def test_only_so_many_lines_are_listed_but_all_are_counted() -> None:
    errors = RowErrors()
    for line in range(100, 0, -1):
        with errors.at(Row(line, {"n": "x"})):
            Row(line, {"n": "x"}).whole("n")
    with pytest.raises(Invalid) as refusal:
        errors.raise_any()
    assert len(refusal.value.fields) == tables.MAX_LISTED
    assert next(iter(refusal.value.fields)) == "line 1"
    assert "100 lines" in str(refusal.value.text)


def test_the_first_fault_of_a_line_stays_and_other_faults_pass_through() -> None:
    errors = RowErrors()
    errors.raise_any()
    row = Row(3, {"d": "x", "t": "y"})
    with errors.at(row):
        row.day("d")
    with errors.at(row):
        row.truth("t")
    with pytest.raises(Invalid) as refusal:
        errors.raise_any()
    assert str(refusal.value.fields["line 3"]).startswith("d: ")
    with pytest.raises(ZeroDivisionError), errors.at(row):
        raise ZeroDivisionError


def test_columns_must_be_there() -> None:
    need_columns([Row(2, {"a": "", "b": ""})], "a", "b")
    with pytest.raises(Invalid, match="b, c"):
        need_columns([Row(2, {"a": ""})], "a", "b", "c")
    with pytest.raises(Invalid, match="no rows"):
        need_columns([], "a")


def test_what_a_row_reads() -> None:
    row = Row(2, {"text": " a  b ", "n": "12", "none": "", "d": "2026-02-14", "t": "是", "f": "No", "c": "RED"})
    assert row.text("text", longest=3) == "a b"
    assert row.text("none", longest=3, required=False) == ""
    assert (row.whole("n"), row.whole("none")) == (12, None)
    assert row.day("d") == date(2026, 2, 14)
    assert (row.truth("t"), row.truth("f")) == (True, False)
    assert row.choice("c", Colour) is Colour.RED


@pytest.mark.parametrize("written", ["-1", "1.0", "１", "1 000", "9" * 10, "x"])
def test_what_is_no_whole_number(written: str) -> None:
    with pytest.raises(Invalid, match="n: "):
        Row(2, {"n": written}).whole("n")


def test_what_a_row_refuses_names_the_column() -> None:
    row = Row(2, {"text": "abcd", "c": "green", "d": "14.2.2026", "t": "maybe"})
    for read in (
        lambda: row.text("text", longest=3),
        lambda: row.text("absent", longest=3),
        lambda: row.choice("c", Colour),
        lambda: row.day("d"),
        lambda: row.truth("t"),
    ):
        with pytest.raises(Invalid, match=r"^(text|absent|c|d|t): "):
            read()


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        rows = read_csv(data)
    except Invalid:
        return
    assert all(row.line >= 2 for row in rows)
