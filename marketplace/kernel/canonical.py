"""The one way to write a document down, so that its hash says whether it is still the same.

Evidence of a selection has a form of its own (`domain.selection.canonical`), for its verifier runs without this house.
"""

import hashlib
import json


def canonical(document: object) -> str:
    """JSON with sorted keys and no blanks, to be encoded in UTF-8; ValueError for a number that is none."""
    return json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def digest(document: object) -> str:
    """SHA-256 of the canonical JSON, hexadecimal."""
    return hashlib.sha256(canonical(document).encode()).hexdigest()
