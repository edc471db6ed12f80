"""What a file is, by its first bytes; for office files by the parts inside."""

import io
import zipfile

import filetype

from marketplace.domain.documents.rules import DOCX, XLSX

OFFICE_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX}
ZIP = b"PK\x03\x04"


class ContentSniffer:
    """The `filetype` package reads magic bytes; office files, with parts in any order, are told by those."""

    def media_type(self, data: bytes) -> str | None:
        """The IANA media type, None when it is not recognised."""
        if data.startswith(ZIP):
            return self._office(data)
        found: str | None = filetype.guess_mime(data)
        return found

    def _office(self, data: bytes) -> str | None:
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                names = set(archive.namelist())
        except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
            return None
        found = [kind for part, kind in OFFICE_PARTS.items() if part in names]
        return found[0] if len(found) == 1 and "[Content_Types].xml" in names else None
