"""Writing a table as CSV that every spreadsheet opens, and in which no cell is a formula. Pure."""

import csv
import io
from collections.abc import Iterable, Iterator

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet may take for a formula; it comes behind an apostrophe (OWASP, CSV Injection)."""


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[bytes]:
    """One piece a row, in UTF-8; the first begins with the mark by which spreadsheets know that.

    Half a surrogate pair, which UTF-8 cannot write, becomes a question mark.
    """
    yield "\ufeff".encode()
    written = io.StringIO(newline="")
    sheet = csv.writer(written)
    for row in rows:
        sheet.writerow([_plain(cell) for cell in row])
        yield written.getvalue().encode(errors="replace")
        written.seek(0)
        written.truncate()


def _plain(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA_STARTS) else cell
