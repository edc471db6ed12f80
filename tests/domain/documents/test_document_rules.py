"""Which files are taken."""

import io
import struct
import zipfile

import pytest

from marketplace.domain.documents import rules
from marketplace.domain.documents.rules import DOCX, XLSX
from marketplace.kernel.entropy import SeededEntropy
from marketplace.kernel.errors import Invalid
from tests.files import JPEG, PDF, PNG, archive, docx, xlsx


@pytest.mark.parametrize(
    ("name", "data", "found"),
    [
        ("报告.pdf", PDF, "application/pdf"),
        ("REPORT.PDF", PDF, "application/pdf"),
        ("a.docx", docx(), DOCX),
        ("a.xlsx", xlsx(["a"]), XLSX),
        ("a.png", PNG, "image/png"),
        ("a.jpg", JPEG, "image/jpeg"),
        ("a.b.jpeg", JPEG, "image/jpeg"),
    ],
)
def test_what_is_taken(name: str, data: bytes, found: str) -> None:
    assert rules.check(name, data, found) == found


@pytest.mark.parametrize(
    ("name", "data", "found", "words"),
    [
        ("a.pdf", b"", None, "empty"),
        ("a.pdf", b"x" * (rules.MAX_BYTES + 1), "application/pdf", "10.0 MB; at most 10 MB"),
        ("a.zip", archive({"a": b"b"}), "application/zip", "Only PDF"),
        ("a.exe", b"MZ", None, "Only PDF"),
        ("a.pdf", PNG, "image/png", "files of this kind end in .png"),
        ("report.pdf.exe", PDF, "application/pdf", "does not end as its content says"),
        ("report", PDF, "application/pdf", "does not end"),
        ("a.docx", docx({"word/vbaProject.bin": b"x"}), DOCX, "macros"),
        ("a.docx", b"PK\x03\x04 broken", DOCX, "damaged"),
        ("a.docx", docx({f"p{n}": b"" for n in range(2000)}), DOCX, "too many parts"),
        ("a.docx", docx({"word/bomb.xml": b"\0" * 20_000_000}), DOCX, "unpacks"),
    ],
)
def test_what_is_refused(name: str, data: bytes, found: str | None, words: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.check(name, data, found)
    assert words in str(refusal.value.fields["file"])


def test_an_honest_office_file_may_shrink_a_lot() -> None:
    rules.check_office(docx({"word/big.xml": b"<w:p>text</w:p>" * 20}))


def test_what_unpacks_to_more_than_the_limit_is_refused_whatever_the_ratio() -> None:
    data = bytearray(docx({"word/a.bin": SeededEntropy("noise").token(rules.MAX_UNPACKED_BYTES // 100)}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 24 : at + 28] = struct.pack("<I", rules.MAX_UNPACKED_BYTES + 1)
    with pytest.raises(Invalid, match="unpacks"):
        rules.check_office(bytes(data))


def test_a_locked_office_file_is_refused() -> None:
    data = bytearray(docx())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as file:
        first = file.infolist()[0]
    at = data.index(b"PK\x01\x02")
    data[at + 8 : at + 10] = struct.pack("<H", first.flag_bits | 1)
    with pytest.raises(Invalid, match="password"):
        rules.check_office(bytes(data))


@pytest.mark.parametrize("name", [" 报告（终稿）.pdf ", "a  b.pdf", "x\u202efdp.exe.pdf"])
def test_names_are_kept_as_data(name: str) -> None:
    kept = rules.file_name(name)
    assert kept == " ".join(kept.split())
    assert "\u202e" not in kept


@pytest.mark.parametrize(
    "name", ["", " ", ".htaccess", "..", "../a.pdf", "a/b.pdf", "a\\b.pdf", "c:a.pdf", "a\0.pdf", 'a".pdf', "x" * 201]
)
def test_odd_names_are_refused(name: str) -> None:
    with pytest.raises(Invalid) as refusal:
        rules.file_name(name)
    assert set(refusal.value.fields) == {"file"}
