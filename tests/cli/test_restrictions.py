"""The restriction check from the command line."""

import json
from pathlib import Path

import pytest
from flask import Flask

LINES = [
    {"id": "a", "text": "通过摇号确定中标人。", "lang": "zh"},
    {"id": 7, "text": "Bidders must be registered in Sichuan.", "regime": "gov_procurement"},
    {"id": "c", "text": "The services are performed in Chengdu."},
]


def written(folder: Path, lines: list[object]) -> str:
    file = folder / "sentences.jsonl"
    file.write_text("\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines) + "\n\n")
    return str(file)


def test_what_a_line_says_of_how_a_notice_is_built_stands_apart(app: Flask, tmp_path: Path) -> None:
    rows = [{"id": 1, "text": "具体要求请致电联系人咨询。"}, {"id": 2, "text": "有大型项目经验的每项加2分。"}]
    result = app.test_cli_runner().invoke(args=["restrictions", "check", written(tmp_path, rows)])
    by_phone, points = map(json.loads, result.stdout.splitlines())
    [told] = by_phone["structure"]
    assert (told["check"], told["severity"], told["citation"]) == ("S1", "WARN", "TBL-IR 32(1); GPL-IR 20(1)")
    assert told["advice"]
    assert (by_phone["rules"], by_phone["findings"]) == ([], [])
    assert points["structure"] == [], "whether points are a surprise depends on the criteria of a notice"


def test_each_line_gets_its_findings(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["restrictions", "check", written(tmp_path, LINES)])
    assert result.exit_code == 0
    lot, place, fine = map(json.loads, result.stdout.splitlines())
    assert lot["id"] == "a"
    assert lot["rules"] == ["LOT"]
    assert lot["findings"][0]["severity"] == "NOTE"
    assert place["id"] == 7
    [finding] = place["findings"]
    assert set(finding) == {"rule", "severity", "start", "end", "citation", "binding", "advice"}
    assert finding["rule"] == "LOC_REG"
    assert finding["severity"] == "BLOCK"
    assert finding["binding"] == "direct"
    assert finding["citation"] == "AML 42; GPL-IR 20(7); FCR 9(3); FCRM 15(3)"
    assert finding["advice"]
    assert "registered in Sichuan" in LINES[1]["text"][finding["start"] : finding["end"]]
    assert fine == {"id": "c", "rules": [], "findings": [], "structure": []}


def test_labelled_sentences_are_measured_by_language(app: Flask, tmp_path: Path) -> None:
    lines = [
        {"id": "1", "text": "注册资本不低于500万元。", "label": "prohibited"},
        {"id": "2", "text": "服务地点为成都市。", "label": "allowed"},
        {"id": "3", "text": "Late bids will be rejected.", "label": "prohibited"},
    ]
    result = app.test_cli_runner().invoke(args=["restrictions", "measure", written(tmp_path, lines)])
    assert result.exit_code == 0
    assert "zh: 2 sentences, precision 1.000, recall 1.000 (0 missed, 0 false)" in result.stdout
    assert "en: 1 sentences, precision -, recall 0.000 (1 missed, 0 false)" in result.stdout


@pytest.mark.parametrize("verb", ["check", "measure"])
@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("{", "line 2: not JSON"),
        ([1], "line 2: not an object"),
        ({"text": "x"}, "line 2: id"),
        ({"id": "x", "text": 5}, "line 2: text"),
        ({"id": "x", "text": "x", "lang": "fr"}, "line 2: lang"),
        ({"id": "x", "text": "x", "regime": "none"}, "line 2: regime"),
        ({"id": "x", "text": "x", "regime": []}, "line 2: regime"),
    ],
)
def test_bad_lines_are_named_and_nothing_is_checked(
    app: Flask, tmp_path: Path, verb: str, line: object, fault: str
) -> None:
    good = {"id": "1", "text": "x", "label": "allowed"}
    result = app.test_cli_runner().invoke(args=["restrictions", verb, written(tmp_path, [good, line])])
    assert result.exit_code == 2
    assert fault in result.stderr
    assert result.stdout == ""


def test_a_line_without_a_label_cannot_be_measured(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["restrictions", "measure", written(tmp_path, LINES[:1])])
    assert result.exit_code == 2
    assert "line 1: label must be one of prohibited, allowed" in result.stderr


def test_a_file_that_is_no_text_is_refused(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "bytes.jsonl"
    file.write_bytes(b"\xff\xfe\x00\x01")
    result = app.test_cli_runner().invoke(args=["restrictions", "check", str(file)])
    assert result.exit_code == 2
    assert "UTF-8" in result.stderr
