"""Tables that are written: every spreadsheet reads them back, and none runs what a cell says."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.domain.documents.sheets import FORMULA_STARTS, csv_lines

CELLS = st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\n\0")), min_size=1))


def read_back(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


@given(CELLS)
def test_what_is_written_is_read_back_and_no_cell_is_a_formula(rows: list[list[str]]) -> None:
    found = read_back(b"".join(csv_lines(rows)))
    assert [[cell.removeprefix("'") for cell in row] for row in found] == [
        [cell.removeprefix("'") for cell in row] for row in rows
    ]
    assert not [cell for row in found for cell in row if cell.startswith(FORMULA_STARTS)]


@pytest.mark.parametrize("start", FORMULA_STARTS)
def test_a_formula_becomes_text(start: str) -> None:
    assert read_back(b"".join(csv_lines([[f"{start}1+1", "a"]])))[0][1] == "a"
    assert read_back(b"".join(csv_lines([[f"{start}1+1"]])))[0][0] == f"'{start}1+1"


def test_half_a_surrogate_pair_is_written_too() -> None:
    assert read_back(b"".join(csv_lines([["a\udcffb"]]))) == [["a?b"]]


def test_nothing_is_held_back() -> None:
    pieces = csv_lines(iter([["a"], ["b"]]))
    assert [next(pieces), next(pieces), next(pieces)] == [b"\xef\xbb\xbf", b"a\r\n", b"b\r\n"]
