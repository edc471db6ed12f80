"""What a file is, whatever it is called."""

import pytest

from marketplace.adapters.documents.sniffing import ContentSniffer
from marketplace.domain.documents.rules import DOCX, XLSX
from tests.files import JPEG, PDF, PNG, archive, docx, xlsx


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (PDF, "application/pdf"),
        (PNG, "image/png"),
        (JPEG, "image/jpeg"),
        (docx(), DOCX),
        (xlsx(["a"]), XLSX),
        (archive({"a.txt": b"x"}), None),
        (archive({"word/document.xml": b"x"}), None),
        (docx({"xl/workbook.xml": b"<x/>"}), None),
        (b"PK\x03\x04 broken", None),
        (b"<html><script>", None),
        (b"", None),
        (b"MZ\x90\0", "application/x-msdownload"),
    ],
)
def test_told_by_content(data: bytes, found: str | None) -> None:
    assert ContentSniffer().media_type(data) == found
