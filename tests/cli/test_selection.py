"""Selection methods from the command line."""

import json
from pathlib import Path

import pytest
from flask import Flask

from marketplace.domain.selection.registry import METHODS

DOCUMENT = {
    "settings": {"regime": "below_threshold", "ceiling_price": "96000"},
    "candidates": [
        {"id": "A", "price": "90000"},
        {"id": "B", "price": "88000.50"},
        {"id": "C", "price": "97000"},
        {"id": "D", "price": "91000"},
    ],
}


def written(folder: Path, content: object) -> str:
    file = folder / "selection.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content))
    return str(file)


def test_a_method_runs_on_a_file(app: Flask, tmp_path: Path) -> None:
    result = app.test_cli_runner().invoke(args=["selection", "run", "lowest_price", written(tmp_path, DOCUMENT)])
    assert result.exit_code == 0
    answer = json.loads(result.stdout)
    assert set(answer) == {"winner", "failed", "ranking", "excluded", "arithmetic"}
    assert answer["winner"] == "B"
    assert [each["id"] for each in answer["ranking"]] == ["B", "A", "D"]
    assert [each["id"] for each in answer["excluded"]] == ["C"]
    assert all(isinstance(reason, str) for each in answer["ranking"] for reason in each["reasons"])


def test_a_selection_that_fails_is_an_answer(app: Flask, tmp_path: Path) -> None:
    few = DOCUMENT | {"candidates": [{"id": "A", "price": "90000"}]}
    result = app.test_cli_runner().invoke(args=["selection", "run", "lowest_price", written(tmp_path, few)])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["winner"] is None


@pytest.mark.parametrize("method", list(METHODS))
def test_every_methods_example_runs(app: Flask, tmp_path: Path, method: str) -> None:
    listed = json.loads(app.test_cli_runner().invoke(args=["selection", "methods", "--json"]).stdout)
    [described] = [each for each in listed if each["code"] == method]
    assert set(described["labels"]) == {"en", "zh"}
    assert described["labels"]["en"] == described["label"]
    assert described["regimes"] == list(described["minimum_candidates"])
    assert all(isinstance(each["description"], str) for each in described["settings"])
    result = app.test_cli_runner().invoke(args=["selection", "run", method, written(tmp_path, described["example"])])
    assert json.loads(result.stdout)["winner"]


@pytest.mark.parametrize(
    ("method", "content"),
    [("nope", DOCUMENT), ("lowest_price", "{"), ("lowest_price", {"candidates": 5}), ("random", [])],
)
def test_bad_input_is_named_in_one_line(app: Flask, tmp_path: Path, method: str, content: object) -> None:
    result = app.test_cli_runner().invoke(args=["selection", "run", method, written(tmp_path, content)])
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("Error: ")
    assert result.stderr.count("\n") == 1


def test_a_file_that_is_not_there(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["selection", "run", "random", "/nowhere.json"])
    assert result.exit_code == 2
    assert result.stderr.count("\n") == 1


def test_methods_in_words(app: Flask) -> None:
    result = app.test_cli_runner().invoke(args=["selection", "methods"])
    assert [line.split("\t")[0] for line in result.stdout.splitlines()] == list(METHODS)


@pytest.mark.parametrize(
    "words",
    [
        "audit verify", "budgets import", "catalogue import", "demo accounts", "demo clock", "demo load",
        "ledger verify", "organisations import", "search check", "search rebuild", "selection methods",
        "selection run", "tenders list", "tenders replay", "verify",
    ],
)  # fmt: skip
def test_every_command_explains_itself(app: Flask, words: str) -> None:
    result = app.test_cli_runner().invoke(args=[*words.split(), "--help"])
    assert result.exit_code == 0
    assert len(result.stdout) > 80
