"""Importing a table: rows with their line numbers, every bad line named, nothing half-imported.

Cells are text. A caller asks a row for what it needs inside ``with errors.at(row)`` and ends with
``errors.raise_any()`` before it writes anything.
"""

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from typing import TypeVar

from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import one_line

MAX_BYTES = 5 * 1024**2
MAX_ROWS = 5_000
MAX_COLUMNS = 60
LONGEST_CELL = 2_000
MAX_LISTED = 50
"""Sizes of an import, and how many bad lines are named at once [ours]."""

_TRUTH = {"yes": True, "true": True, "1": True, "是": True, "no": False, "false": False, "0": False, "否": False}

E = TypeVar("E", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Row:
    """`line` is where the row begins in the file, the header being line 1; `cells` are trimmed, by column name."""

    line: int
    cells: Mapping[str, str]

    def text(self, column: str, *, longest: int, required: bool = True) -> str:
        """A cell on one line; every reading method raises Invalid that names the column."""
        with _naming(column):
            return one_line(self.cells.get(column, ""), longest=longest, required=required)

    def whole(self, column: str) -> int | None:
        """A whole number from 0 up, None when empty."""
        written = self.cells.get(column, "")
        with _naming(column):
            if written and not (written.isascii() and written.isdigit() and len(written) <= len(str(2**31)) - 1):
                raise Invalid(mark("Write a whole number with digits only."))
        return int(written) if written else None

    def day(self, column: str) -> date:
        """A date written like 2026-02-14."""
        with _naming(column):
            try:
                return date.fromisoformat(self.cells.get(column, ""))
            except ValueError:
                raise Invalid(mark("Write the date like 2026-02-14.")) from None

    def truth(self, column: str) -> bool:
        """Yes or no, in either language."""
        with _naming(column):
            try:
                return _TRUTH[self.cells.get(column, "").lower()]
            except KeyError:
                raise Invalid(mark("Write yes or no.")) from None

    def choice(self, column: str, choices: type[E]) -> E:
        """One of the words of an enumeration."""
        with _naming(column):
            try:
                return choices(self.cells.get(column, "").lower())
            except ValueError:
                raise Invalid(mark("Write one of: %(choices)s.", choices=", ".join(choices))) from None


class RowErrors:
    """Collects what is wrong, by line."""

    def __init__(self) -> None:
        self._lines: dict[int, Text] = {}

    def note(self, line: int, text: Text) -> None:
        """Something is wrong with a line; what was noted first stays."""
        self._lines.setdefault(line, text)

    @contextmanager
    def at(self, row: Row) -> Iterator[None]:
        """Turn a refusal inside the block into a note."""
        try:
            yield
        except Invalid as refusal:
            self.note(row.line, refusal.text)

    def raise_any(self) -> None:
        """Raise Invalid whose fields are ``line 7`` → text, the first `MAX_LISTED` in order."""
        if self._lines:
            listed = islice(sorted(self._lines.items()), MAX_LISTED)
            raise Invalid(
                mark("%(count)s lines need to be corrected. Nothing was imported.", count=len(self._lines)),
                {f"line {line}": text for line, text in listed},
            )


def need_columns(rows: Sequence[Row], *columns: str) -> None:
    """Raise Invalid (field ``file``) for a table without rows, or without one of `columns`."""
    if not rows:
        raise refused(mark("The table has no rows under its header."))
    missing = [column for column in columns if column not in rows[0].cells]
    if missing:
        raise refused(mark("These columns are missing: %(columns)s.", columns=", ".join(missing)))


def read_csv(data: bytes) -> list[Row]:
    """The rows of a comma-separated file in UTF-8 or GB18030; raises Invalid."""
    if len(data) > MAX_BYTES:
        raise refused(mark("This table is larger than %(most)s MB. Split it.", most=MAX_BYTES // 1024**2))
    return rows_of(_lines(_decoded(data)))


def rows_of(lines: Iterable[tuple[int, Sequence[str]]]) -> list[Row]:
    """Rows from numbered lines of cells, the header first; empty lines are passed over. Raises Invalid."""
    filled = ((number, cells) for number, cells in lines if any(cell.strip() for cell in cells))
    try:
        _, first = next(filled)
    except StopIteration:
        raise refused(mark("This table is empty.")) from None
    header = _header(first)
    rows: list[Row] = []
    errors = RowErrors()
    for number, cells in filled:
        if len(rows) == MAX_ROWS:
            raise refused(mark("This table has more than %(most)s rows. Split it.", most=MAX_ROWS))
        row = Row(number, dict(zip(header, (cell.strip() for cell in cells), strict=False)))
        with errors.at(row):
            _check_cells(cells, len(header))
        rows.append(row)
    errors.raise_any()
    return rows


def refused(text: Text) -> Invalid:
    """A refusal of the whole file."""
    return Invalid(fields={"file": text})


def _lines(text: str) -> Iterator[tuple[int, Sequence[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        start = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise refused(mark("The quotes in line %(line)s do not match.", line=start)) from None
        yield start, cells


def _decoded(data: bytes) -> str:
    if b"\0" in data:
        raise refused(mark("This is not a CSV file. Save the table as .xlsx, or as CSV in UTF-8."))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused(mark("This file is in neither UTF-8 nor GB18030. Save it as CSV in UTF-8."))


def _header(cells: Sequence[str]) -> list[str]:
    names = [unicodedata.normalize("NFKC", cell).strip().lower() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > MAX_COLUMNS:
        raise refused(mark("This table has more than %(most)s columns.", most=MAX_COLUMNS))
    if "" in names or len(set(names)) < len(names):
        raise refused(mark("Every column needs a name of its own in the first line."))
    return names


def _check_cells(cells: Sequence[str], columns: int) -> None:
    if len(cells) < columns or any(cell.strip() for cell in cells[columns:]):
        raise Invalid(
            mark("This line has %(found)s cells, the header has %(wanted)s.", found=len(cells), wanted=columns)
        )
    for cell in cells:
        if cell.lstrip().startswith("="):
            raise Invalid(mark("A cell holds a formula. Replace it by its value."))
        if len(cell) > LONGEST_CELL:
            raise Invalid(mark("A cell has more than %(most)s characters.", most=LONGEST_CELL))


@contextmanager
def _naming(column: str) -> Iterator[None]:
    try:
        yield
    except Invalid as refusal:
        raise Invalid(mark("%(column)s: %(reason)s", column=column, reason=refusal.text)) from None
