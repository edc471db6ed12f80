"""Which files are taken."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import PurePosixPath

from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import one_line

MAX_BYTES = 10 * 1024**2
"""The largest file [ours]."""

LONGEST_NAME = 200

MAX_BYTES_PER_DAY = 200 * 1024**2
"""What one person may hand in within 24 hours (OWASP ASVS 5.2.4 asks for a quota) [ours]."""

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

ALLOWED: Mapping[str, tuple[str, ...]] = {
    "application/pdf": (".pdf",),
    DOCX: (".docx",),
    XLSX: (".xlsx",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
"""Media type to endings. ZIP and the like are left out: an archive can hold anything, and would undo this list."""

MAX_ENTRIES = 2_000
MAX_UNPACKED_BYTES = 100 * 1024**2
MAX_RATIO = 200
"""An honest office file has tens of parts and shrinks ten- to fiftyfold; a bomb has a ratio of thousands [ours]."""


def check(filename: str, data: bytes, found: str | None) -> str:
    """The media type of a file that may be taken; `found` is what its content looks like.

    Raises Invalid with what to do instead.
    """
    if not data:
        raise _refused(mark("This file is empty."))
    if len(data) > MAX_BYTES:
        raise _refused(
            mark(
                "This file has %(size)s MB; at most %(most)s MB are taken.",
                size=f"{len(data) / 1024**2:.1f}",
                most=MAX_BYTES // 1024**2,
            )
        )
    endings = ALLOWED.get(found or "")
    if endings is None or found is None:
        raise _refused(mark("Only PDF, Word (.docx), Excel (.xlsx), PNG and JPEG files are taken."))
    if PurePosixPath(filename).suffix.lower() not in endings:
        raise _refused(
            mark(
                "“%(name)s” does not end as its content says; files of this kind end in %(endings)s.",
                name=filename,
                endings=", ".join(endings),
            )
        )
    if found in {DOCX, XLSX}:
        check_office(data)
    return found


def file_name(written: str) -> str:
    """The name as data; Invalid for a path, a hidden file, nothing, or what no screen can show."""
    try:
        name = one_line(written, longest=LONGEST_NAME)
    except Invalid as refusal:
        raise _refused(mark("The file's name cannot be kept: %(reason)s", reason=refusal.text)) from None
    if name.startswith(".") or any(character in name for character in '/\\:*?"<>|'):
        raise _refused(mark("The file's name holds characters that no file may have. Rename it and try again."))
    return name


def check_office(data: bytes) -> None:
    """Refuse an office file that is broken, locked, has macros, or unpacks to far more than it weighs."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        raise _refused(mark("This file is damaged. Save it again and try once more.")) from None
    if len(parts) > MAX_ENTRIES:
        raise _refused(mark("This file has too many parts."))
    unpacked = sum(part.file_size for part in parts)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > MAX_RATIO * len(data):
        raise _refused(mark("This file unpacks to far more than an office file should."))
    if any(part.flag_bits & 1 for part in parts):
        raise _refused(mark("This file is locked by a password. Remove it and try again."))
    if any(part.filename.lower().endswith("vbaproject.bin") for part in parts):
        raise _refused(mark("This file has macros. Save it without them and try again."))


def _refused(text: Text) -> Invalid:
    return Invalid(fields={"file": text})
