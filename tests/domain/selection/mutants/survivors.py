"""Which mutants survived, and which of them nobody has argued.

``survivors.py FOLDER ARGUED``: reads the run in FOLDER; prints every survivor whose change is neither the wording of a
text nor written down in ARGUED, and the figures of the run. Exit 1 when there is one.
"""

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

WORDING = re.compile(r"""mark\((?P<quote>["'])(?P<text>.*?)(?P=quote)""")
CAST = re.compile(r"return cast\(")

Change = tuple[str, str]


def outcomes(folder: Path) -> dict[str, str]:
    told = _mutmut(folder, "results", "--all", "true")
    lines = [line.strip().rsplit(": ", 1) for line in told.splitlines() if ": " in line]
    return {name: outcome for name, outcome in lines}  # noqa: C416 - a pair each


def change(folder: Path, name: str) -> Change:
    """The one line that a mutant changes: before and after (empty where it removes a line)."""
    lines = _mutmut(folder, "show", name).splitlines()
    before, after = (
        " ".join(line[1:].strip() for line in lines if line[:1] == sign and line[:3] != sign * 3) for sign in "-+"
    )
    return before, after


def is_wording(found: Change) -> bool:
    """Whether only the words of a marked text changed, or the type in a cast, which does nothing at run time."""
    before, after = found
    if CAST.search(before) and CAST.search(after):
        return True
    texts = [WORDING.search(line) for line in found]
    if texts[0] is None or texts[1] is None or texts[1]["text"] == "":
        return False
    return before.replace(texts[0]["text"], "") == after.replace(texts[1]["text"], "")


def argued(file: Path) -> set[Change]:
    """Pairs of lines ``- before`` and ``+ after`` in the indented blocks of the page."""
    lines = [line.strip() for line in file.read_text(encoding="utf-8").splitlines() if line.startswith("    ")]
    pairs = zip(lines[::2], lines[1::2], strict=True)
    return {(before.removeprefix("-").strip(), after.removeprefix("+").strip()) for before, after in pairs}


def _mutmut(folder: Path, *arguments: str) -> str:
    command = [sys.executable, "-m", "mutmut", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own


def main(folder: Path, page: Path) -> int:
    found = outcomes(folder)
    excused = argued(page)
    counts: Counter[str] = Counter()
    for name, outcome in found.items():
        if outcome == "killed":
            counts["killed"] += 1
            continue
        changed = change(folder, name)
        if is_wording(changed):
            counts["wording"] += 1
        elif changed in excused:
            counts["argued"] += 1
        else:
            counts["unargued"] += 1
            sys.stdout.write(f"{name} ({outcome})\n    - {changed[0]}\n    + {changed[1]}\n")
    sys.stdout.write(", ".join(f"{outcome} {count}" for outcome, count in sorted(counts.items())) + "\n")
    return 1 if counts["unargued"] else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
