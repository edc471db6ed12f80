"""What a browser takes of a bid's price and files is what the platform takes."""

import pytest

from marketplace.domain.bids.rates import Rate
from marketplace.domain.documents import rules as documents
from marketplace.kernel.errors import Invalid
from marketplace.kernel.money import Money
from tests.static.conftest import Run

AMOUNTS = (
    *("86000", "86000.50", "86,000.5", "¥ 1，000", "￥0.01", "0", "0.00", "12.340", "10000000000000", "00012"),
    *("", " ", "cheap", "-1", "8.000,00", "1,00", "1e5", "１２", "0x10", "1.", ".5", "12.345", "10000000000000.01"),
    "1" * 20,
)
RATES = (
    *("12.5", "12.50", "12.500", " 7 % ", "0", "00", "0.01", "99.99", "１２．５％", "07.1"),
    *("", "100", "-1", "12.345", "12,5", "1e1", ".5", "5.", "x", "٥"),
)
NAMES = (
    *(
        "a.pdf",
        " 方案  二.PDF ",
        "e\u0301.png",
        "a\u200bb.pdf",
        "a\tb.pdf",
        "x" * 196 + ".pdf",
        "“报价”.docx",
        "a..pdf",
    ),
    *("", ".pdf", "a/b.pdf", "a:b.pdf", 'a"b.pdf', "a\\b", "x" * 201, "a\x07.pdf", "a|b", "\u200b"),
)


def taken(written: str) -> int | None:
    try:
        return Money.parse(written).fen
    except Invalid:
        return None


def rate(written: str) -> str | None:
    try:
        return str(Rate.parse(written))
    except Invalid:
        return None


def kept(written: str) -> str | None:
    try:
        return documents.file_name(written)
    except Invalid:
        return None


def test_amounts(run: Run) -> None:
    found = run("typed.js", "return given.map((written) => it.readPrice(written).fen ?? null);", list(AMOUNTS))
    assert dict(zip(AMOUNTS, found, strict=True)) == {written: taken(written) for written in AMOUNTS}
    words = run("typed.js", "return given.map((one) => it.readPrice(one).refusal);", ["x", "1.001", "9" * 20])
    assert words == ["amount", "decimals", "large"]


def test_discount_rates(run: Run) -> None:
    found = run("typed.js", "return given.map((written) => it.readRate(written).rate ?? null);", list(RATES))
    assert dict(zip(RATES, found, strict=True)) == {written: rate(written) for written in RATES}


def test_names_of_files(run: Run) -> None:
    found = run("typed.js", "return given.map((written) => it.fileName(written).name ?? null);", list(NAMES))
    assert dict(zip(NAMES, found, strict=True)) == {written: kept(written) for written in NAMES}


@pytest.mark.parametrize(
    ("name", "begins", "kind"),
    [
        ("a.pdf", "255044462d", "application/pdf"),
        ("a.PNG", "89504e470d", "image/png"),
        ("a.jpeg", "ffd8ffe0", "image/jpeg"),
        ("a.docx", "504b0304", documents.DOCX),
        ("a.xlsx", "504b0304", documents.XLSX),
        ("a.pdf", "504b0304", None),
        ("a.docx", "25504446", None),
        ("a.zip", "504b0304", None),
        ("pdf", "25504446", None),
        ("a.pdf", "", None),
    ],
)
def test_kinds_of_files(run: Run, name: str, begins: str, kind: str | None) -> None:
    given = {"name": name, "bytes": begins, "kinds": {key: list(value) for key, value in documents.ALLOWED.items()}}
    body = "return it.fileKind(given.name, bytes(given.bytes), given.kinds).mediaType ?? null;"
    assert run("typed.js", body, given) == kind


def test_lines_count_as_they_are_sent(run: Run) -> None:
    text = "one\ntwo\r\nthree\rfour 😀"
    body = "const sent = it.asSent(given); return [sent, it.lengthOf(sent)];"
    assert run("typed.js", body, text) == ["one\r\ntwo\r\nthree\r\nfour 😀", 23]
