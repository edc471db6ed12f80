"""Real small files for tests."""

import io
import zipfile
from collections.abc import Mapping, Sequence

from openpyxl import Workbook

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\0\0\0\rIHDR" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF" + b"\0" * 40


def archive(parts: Mapping[str, bytes]) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name, content)
    return out.getvalue()


def docx(more: Mapping[str, bytes] | None = None) -> bytes:
    """A Word file, its parts in an unusual order."""
    parts = {"docProps/app.xml": b"<x/>", "word/document.xml": b"<w/>", "[Content_Types].xml": b"<t/>"}
    return archive(parts | dict(more or {}))


def xlsx(*lines: Sequence[object]) -> bytes:
    """A workbook with one sheet."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    for line in lines:
        sheet.append(line)
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def pdf_upload() -> tuple[io.BytesIO, str]:
    """A file as a browser sends it."""
    return io.BytesIO(PDF), "报告.pdf"
