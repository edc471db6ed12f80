"""The verifier's command: ``python3 verify_selection.py evidence.json``.

Exit 0 only when recomputing the selection from its inputs gives the record, 1 when something differs (each place is
named), 2 for bad usage. Needs nothing but Python 3.11 or newer; opens no other file and no network.
"""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

from marketplace.domain.selection.canonical import read_json
from marketplace.domain.selection.evidence import Difference, replay
from marketplace.domain.selection.texts import SelectionInputError

AGREES, DIFFERS, BAD_USAGE = 0, 1, 2
USAGE = "usage: python3 verify_selection.py evidence.json"


def main(arguments: Sequence[str]) -> int:
    """Verify the one file named in ``arguments``; answers the exit code."""
    if list(arguments) in (["-h"], ["--help"]):
        sys.stdout.write(f"{USAGE}\n{__doc__}\n")
        return AGREES
    if len(arguments) != 1:
        return _bad_usage(USAGE)
    try:
        evidence = read_json(Path(arguments[0]).read_bytes())
    except OSError as error:
        return _bad_usage(f"cannot read {arguments[0]!a}: {error.strerror}")
    except SelectionInputError as error:
        return _bad_usage(str(error))
    differences = replay(evidence)
    for difference in differences:
        sys.stderr.write(f"{describe(difference)}\n")
    if differences:
        sys.stdout.write(f"NOT VERIFIED: values that differ: {len(differences)}\n")
        return DIFFERS
    sys.stdout.write("VERIFIED: computed again from the inputs alone, every value agrees\n")
    return AGREES


def describe(difference: Difference) -> str:
    """One difference as one line of plain ASCII."""
    recorded, recomputed = (json.dumps(difference[side]) for side in ("recorded", "recomputed"))
    return f"{ascii(difference['path'])[1:-1] or 'evidence'}: recorded {recorded}, recomputed {recomputed}"


def _bad_usage(reason: str) -> int:
    sys.stderr.write(reason.encode("ascii", "backslashreplace").decode() + "\n")
    return BAD_USAGE
