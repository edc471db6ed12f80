"""Reading tables people made: CSV by the standard library, XLSX by openpyxl."""

import io
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from openpyxl import load_workbook

from marketplace.domain.documents.rules import check_office
from marketplace.domain.documents.tables import MAX_BYTES, MAX_COLUMNS, MAX_ROWS, Row, read_csv, refused, rows_of
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

ZIP = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"


class SpreadsheetReader:
    """CSV or XLSX, told by content; of a workbook the first sheet is read."""

    def rows(self, name: str, data: bytes) -> Sequence[Row]:  # noqa: ARG002 - the port's shape; the content decides
        """The rows under the header; Invalid (field ``file``, or ``line n``) says what to mend."""
        if data.startswith(OLD_OFFICE):
            raise refused(
                mark("This is an old Excel file, or one with a password. Save it as .xlsx without a password.")
            )
        return self._workbook(data) if data.startswith(ZIP) else read_csv(data)

    def _workbook(self, data: bytes) -> list[Row]:
        if len(data) > MAX_BYTES:
            raise refused(mark("This table is larger than %(most)s MB. Split it.", most=MAX_BYTES // 1024**2))
        check_office(data)
        try:
            _refuse_doctypes(data)
            return rows_of(_lines(data))
        except Invalid:
            raise
        except Exception:  # noqa: BLE001 - a malformed workbook fails anywhere in the reader, in any way
            raise refused(mark("This workbook cannot be read. Save it again as .xlsx, or as CSV.")) from None


def _refuse_doctypes(data: bytes) -> None:
    """No office program writes a document type; an entity in one could swell or fetch (OWASP ASVS 1.5.1)."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.namelist():
            if b"<!DOCTYPE" in archive.read(part):
                raise refused(mark("This workbook cannot be read. Save it again as .xlsx, or as CSV."))


def _lines(data: bytes) -> Iterator[tuple[int, Sequence[str]]]:
    workbook = load_workbook(io.BytesIO(data), read_only=True, keep_links=False)
    sheet = workbook.worksheets[0]
    last = 2 * MAX_ROWS
    for number, cells in enumerate(sheet.iter_rows(max_row=last + 1, max_col=MAX_COLUMNS + 1), start=1):
        if number > last:
            raise refused(mark("This table has more than %(most)s rows. Split it.", most=MAX_ROWS))
        yield number, [_written(cell.value, is_formula=cell.data_type in {"f", "e"}) for cell in cells]


def _written(value: Any, *, is_formula: bool) -> str:  # noqa: ANN401 - whatever a cell holds
    """A cell as text, numbers with the fifteen digits a spreadsheet shows; a formula or its error begins with ``=``."""
    match value:
        case _ if is_formula:
            return "="
        case True | False:
            return "yes" if value else "no"
        case float():
            return format(value, ".15g")
        case datetime() if value.time() == time():
            return value.date().isoformat()
        case datetime() | date():
            return value.isoformat()
        case _:
            return "" if value is None else str(value)
