"""One spelling for one value: JSON whose bytes, and so whose digest, everybody gets alike."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation

from marketplace.domain.selection.texts import SelectionInputError, mark

DEEPEST = 32
"""Levels of nesting; no document of this package needs ten."""
LARGEST_EXACT = 2**53 - 1
"""The largest whole number that a browser's JSON keeps exactly (ECMA-262, Number.MAX_SAFE_INTEGER)."""
SHOWN_CHARACTERS = 60


def shown(value: object) -> str:
    """A value as an error message may show it: one line, short, without control characters."""
    if isinstance(value, str):
        return repr(value) if len(value) <= SHOWN_CHARACTERS else f"{value[:SHOWN_CHARACTERS]!r}…"
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int):
        return str(value) if abs(value) < 2**64 else "a number of more than 64 bits"
    if isinstance(value, Decimal):
        return str(value)[:SHOWN_CHARACTERS]
    return {"dict": "an object", "list": "a list", "float": "a binary fraction"}.get(
        type(value).__name__, f"a value of type {type(value).__name__}"
    )


def encodable(value: str) -> bool:
    """Whether a text can be written as UTF-8 at all (half of a surrogate pair cannot)."""
    return not any("\ud800" <= character <= "\udfff" for character in value)


def canonical(value: object) -> bytes:
    """The canonical JSON bytes of a value.

    Keys sorted by code point, no spaces, UTF-8 without ASCII escapes, whole numbers only (at most 2^53 - 1 either way).
    Raises ``SelectionInputError`` for fractions, keys that are not text, text that is not Unicode, too deep nesting.
    """
    _refuse(value, 0)
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def digest(value: object) -> str:
    """SHA-256 of the canonical bytes, as 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _refuse(value: object, depth: int) -> None:
    if depth > DEEPEST:
        raise SelectionInputError(
            mark("The document is nested too deeply: at most %(deepest)s levels", deepest=DEEPEST)
        )
    if isinstance(value, Mapping):
        for key, part in value.items():
            if not isinstance(key, str):
                raise SelectionInputError(mark("The key %(key)s is not text: write keys as text", key=shown(key)))
            _refuse_leaf(key)
            _refuse(part, depth + 1)
    elif isinstance(value, list | tuple):
        for part in value:
            _refuse(part, depth + 1)
    else:
        _refuse_leaf(value)


def _refuse_leaf(value: object) -> None:
    if isinstance(value, str):
        if not encodable(value):
            raise SelectionInputError(mark("The text %(value)s is not valid Unicode: mend it", value=shown(value)))
    elif isinstance(value, int):
        if abs(value) > LARGEST_EXACT:
            raise SelectionInputError(
                mark("%(value)s is too large for a JSON number: write it as a decimal string", value=shown(value))
            )
    elif value is not None:
        raise SelectionInputError(
            mark("%(value)s has no exact JSON form: write figures as decimal strings", value=shown(value))
        )


def read_json(source: str | bytes) -> object:
    """Read a JSON document without ever making a binary fraction: fractions become ``Decimal``.

    Raises ``SelectionInputError`` for anything that is not one well-formed document: NaN and Infinity, a key that
    stands twice in one object, bytes that are not UTF-8, endless nesting or digits.
    """
    try:
        return json.loads(
            source if isinstance(source, str) else source.decode(),
            parse_float=Decimal,
            parse_constant=_no_constant,
            object_pairs_hook=_no_twins,
        )
    except SelectionInputError:
        raise
    except (ValueError, RecursionError, InvalidOperation) as error:
        reason = "nested too deeply" if isinstance(error, RecursionError) else shown(" ".join(str(error).split()))
        raise SelectionInputError(mark("Not a readable JSON document (UTF-8): %(reason)s", reason=reason)) from error


def _no_constant(name: str) -> object:
    raise SelectionInputError(mark("%(name)s is not a number: write a decimal string", name=name))


def _no_twins(pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    read: dict[str, object] = {}
    for key, value in pairs:
        if key in read:
            raise SelectionInputError(mark("The key %(key)s stands twice in one object: keep one", key=shown(key)))
        read[key] = value
    return read
