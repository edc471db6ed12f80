"""How well the check does on sentences, and that it does it offline in milliseconds."""

import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from marketplace.domain.restrictions import second_reader
from marketplace.domain.restrictions.checking import check
from marketplace.domain.restrictions.rules import RULES
from tests.domain.restrictions import learning

PRECISION = 0.92
RECALL = 0.90
MILLISECONDS = 20
"""A sentence on a busy machine; alone it takes three to six."""

Row = dict[str, Any]


def shares(rows: list[Row]) -> tuple[float, float]:
    """Precision and recall; a sentence counts as flagged when anything is found in it."""
    counts = Counter((row["label"] == "prohibited", bool(check(row["text"], row["lang"]))) for row in rows)
    right = counts[True, True]
    return right / (right + counts[False, True]), right / (right + counts[True, False])


def of(rows: list[Row], language: str) -> list[Row]:
    return [row for row in rows if row["lang"] == language]


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["test.jsonl", "others.jsonl"])
def test_sentences_that_taught_nothing_are_told_apart(name: str, language: str) -> None:
    precision, recall = shares(of(learning.read(name), language))
    assert precision >= PRECISION
    assert recall >= RECALL


@pytest.mark.needs_shared
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("real", [True, False], ids=["real", "composed"])
def test_open_examples_of_others_are_told_apart(shared: Path, language: str, real: bool) -> None:
    lines = (shared / "restrictions/clauses-open.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [row for row in map(json.loads, lines) if (row["source"] != "composed") is real]
    precision, recall = shares(of(rows, language))
    assert precision >= PRECISION
    assert recall >= RECALL


def test_the_sentences_are_enough_and_cover_every_rule() -> None:
    rows = [row for path in sorted(learning.FOLDER.glob("*.jsonl")) for row in learning.read(path.name)]
    assert len({row["id"] for row in rows}) == len(rows)
    assert len({row["text"] for row in rows}) == len(rows)
    assert len(of(rows, "zh")) >= 320
    assert len(of(rows, "en")) >= 280
    worded = Counter(rule for row in rows for rule in row["rules"])
    assert set(worded) == set(RULES)
    assert min(worded.values()) >= 8
    assert {row["split"] for row in rows} == {"train", "test"}
    assert all(bool(row["rules"]) == (row["label"] == "prohibited") for row in rows)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_weights_were_learned_from_the_training_sentences(language: str) -> None:
    stored = json.loads((second_reader.FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    assert stored["learned_from"] == learning.digest(of(learning.training_rows(), language))


def test_a_sentence_takes_milliseconds() -> None:
    rows = learning.read("test.jsonl")
    check("供应商须在本市注册。"), check("Bidders must be registered in the city.")
    start = time.perf_counter()
    for row in rows:
        check(row["text"])
    assert (time.perf_counter() - start) * 1000 / len(rows) < MILLISECONDS


def test_nothing_heavy_is_loaded_and_nothing_is_asked_of_the_network() -> None:
    code = (
        "import sys; from marketplace.domain.restrictions.checking import check;"
        "import socket; socket.socket = None;"
        "assert check('供应商须在本市注册。') and check('Only state-owned enterprises may take part.');"
        "print(*{'flask', 'sqlalchemy', 'numpy', 'requests', 'whoosh'} & set(sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 - own code
    assert done.stdout.strip() == ""
