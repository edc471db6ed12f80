"""`flask restrictions …`: the restriction check on sentences of a file, without any tender."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from flask_babel import force_locale, gettext

from marketplace.cli.noun import Noun
from marketplace.domain.regimes.states import Regime
from marketplace.domain.restrictions import structure
from marketplace.domain.restrictions.checking import Finding, check, version
from marketplace.domain.restrictions.rules import CHECKS
from marketplace.domain.restrictions.sentences import language_of
from marketplace.domain.restrictions.structure import ALONE, Told
from marketplace.languages import LOCALES

LANGUAGES = ("zh", "en")
LABELS = ("prohibited", "allowed")

restrictions = Noun("restrictions", help="The restriction check (公平竞争审查).")

_file = click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))


@restrictions.command("check")
@_file
def check_file(file: Path) -> None:
    """Check every line of FILE ({"id", "text", "lang"?, "regime"?}) and print one line of findings for each.

    Beside the conditions (`rules`, `findings`), `structure` holds what a text says of how a notice is built: the checks
    S1, S2, S6 and S10.
    """
    for row in _rows(file):
        findings = check(row["text"], row.get("lang"), Regime(row.get("regime") or Regime.BELOW_THRESHOLD))
        rules = list(dict.fromkeys(finding.rule.code for finding in findings))
        language = row.get("lang") or language_of(row["text"])
        described = [_described(finding, language) for finding in findings]
        told = [_built(each, language) for each in structure.told(row["text"], row.get("lang")) if each.check in ALONE]
        line = {"id": row["id"], "rules": rules, "findings": described, "structure": told}
        click.echo(json.dumps(line, ensure_ascii=False))


@restrictions.command("measure")
@_file
def measure(file: Path) -> None:
    """Precision and recall a language on the labelled lines of FILE ("label": "prohibited" or "allowed")."""
    counts: Counter[tuple[str, bool, bool]] = Counter()
    for row in _rows(file, labelled=True):
        language = row.get("lang") or language_of(row["text"])
        counts[language, row["label"] == "prohibited", bool(check(row["text"], language))] += 1
    click.echo(f"version {version()}")
    for language in sorted({language for language, _, _ in counts}):
        right, missed = counts[language, True, True], counts[language, True, False]
        false = counts[language, False, True]
        total = sum(count for (found, _, _), count in counts.items() if found == language)
        click.echo(
            f"{language}: {total} sentences, precision {_share(right, false)}, recall {_share(right, missed)}"
            f" ({missed} missed, {false} false)"
        )


def _share(part: int, rest: int) -> str:
    return f"{part / (part + rest):.3f}" if part + rest else "-"


def _described(finding: Finding, language: str) -> dict[str, Any]:
    with force_locale(LOCALES[language]):
        advice = gettext(finding.advice.msgid)
    return {
        "rule": finding.rule.code,
        "severity": finding.severity,
        "start": finding.start,
        "end": finding.end,
        "citation": finding.rule.citation,
        "binding": finding.binding,
        "advice": advice,
    }


def _built(told: Told, language: str) -> dict[str, Any]:
    rule = CHECKS[told.check]
    with force_locale(LOCALES[language]):
        advice = gettext(rule.advice.msgid)
    return {
        "check": rule.code,
        "severity": rule.severity,
        "start": told.start,
        "end": told.end,
        "citation": rule.citation,
        "advice": advice,
    }


def _rows(file: Path, *, labelled: bool = False) -> Iterator[Mapping[str, Any]]:
    """The lines of the file, all read before the first is given; every bad one is named by its number."""
    rows, faults = [], []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError:
        message = "not UTF-8 text"
        raise click.UsageError(message) from None
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            faults.append(f"line {number}: not JSON")
            continue
        if fault := _fault(row, labelled=labelled):
            faults.append(f"line {number}: {fault}")
        rows.append(row)
    if faults:
        raise click.UsageError("; ".join(faults))
    yield from rows


def _fault(row: object, *, labelled: bool) -> str | None:
    if not isinstance(row, dict):
        return "not an object"
    sound = {
        "id must be a string or a whole number": isinstance(row.get("id"), str | int),
        "text must be a string": isinstance(row.get("text"), str),
        f"lang must be one of {', '.join(LANGUAGES)}": row.get("lang") in (None, *LANGUAGES),
        f"regime must be one of {', '.join(Regime)}": row.get("regime") in (None, *Regime),
        f"label must be one of {', '.join(LABELS)}": not labelled or row.get("label") in LABELS,
    }
    return next((fault for fault, holds in sound.items() if not holds), None)
