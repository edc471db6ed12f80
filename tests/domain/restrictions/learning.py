"""Teaches the second reader: ``python -m tests.domain.restrictions.learning`` rewrites the committed weights.

Only sentences of the split ``train`` are used. Plain logistic regression by gradient steps, in an order that hangs on
the sentences' ids alone, so that the same sentences give the same weights.
"""

import hashlib
import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from marketplace.domain.restrictions import second_reader, sentences

FOLDER = Path(__file__).parent / "sentences"
ROUNDS = 15
STEP = 0.3
DECAY = 0.3
FADE = 5e-3
SEEN_AT_LEAST = 2
LIGHTEST = 0.02
LIGHTEST_OF_A_RULE = 0.1

Example = tuple[str, tuple[str, ...], float]


def read(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (FOLDER / name).read_text(encoding="utf-8").splitlines()]


def training_rows() -> list[dict[str, Any]]:
    return [row for path in sorted(FOLDER.glob("*.jsonl")) for row in read(path.name) if row["split"] == "train"]


def digest(rows: Sequence[dict[str, Any]]) -> str:
    """What the weights were learned from: changes with any sentence or label."""
    lines = sorted(json.dumps(row, ensure_ascii=False, sort_keys=True) for row in rows)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def seen(row: dict[str, Any]) -> tuple[str, ...]:
    found: set[str] = set()
    for sentence in sentences.split(row["text"], row["lang"]):
        found.update(second_reader.features(sentence))
    return tuple(sorted(found))


def fit(examples: Sequence[Example]) -> tuple[float, dict[str, float]]:
    """Bias and weights that tell the examples of 1.0 from those of 0.0."""
    counts = Counter(name for _, names, _ in examples for name in names)
    kept = [(key, [name for name in names if counts[name] >= SEEN_AT_LEAST], aim) for key, names, aim in examples]
    weights: defaultdict[str, float] = defaultdict(float)
    bias = 0.0
    for turn in range(ROUNDS):
        kept.sort(key=lambda example: hashlib.sha256(f"{turn} {example[0]}".encode()).digest())
        step = STEP / (1 + turn * DECAY)
        for _, names, aim in kept:
            scale = math.sqrt(len(names) + 1)
            score = bias + sum(weights[name] for name in names) / scale
            error = aim - 1 / (1 + math.exp(-max(-30.0, min(30.0, score))))
            bias += step * error * 0.1
            for name in names:
                weights[name] += step * (error / scale * 3 - FADE * weights[name])
    return bias, dict(weights)


def learn(rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The weights of one language, as stored."""
    known = [(row, seen(row)) for row in rows]
    bias, condition = fit([(row["id"], names, float(row["label"] == "prohibited")) for row, names in known])
    broken = [(row, names) for row, names in known if row["rules"]]
    rules = {
        rule: fit([(row["id"], names, float(rule in row["rules"])) for row, names in broken])[1]
        for rule in sorted({rule for row, _ in broken for rule in row["rules"]})
    }
    return {
        "learned_from": digest(rows),
        "bias": round(bias, 3),
        "condition": _kept(condition, lambda weight: abs(weight) >= LIGHTEST),
        "rules": {rule: _kept(found, lambda weight: weight >= LIGHTEST_OF_A_RULE) for rule, found in rules.items()},
    }


def _kept(weights: dict[str, float], heavy: Callable[[float], bool]) -> dict[str, float]:
    return {name: round(weight, 2) for name, weight in sorted(weights.items()) if heavy(weight)}


def main() -> None:
    for language in ("zh", "en"):
        rows = [row for row in training_rows() if row["lang"] == language]
        path = second_reader.FOLDER / f"{language}.json"
        path.write_text(json.dumps(learn(rows), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
