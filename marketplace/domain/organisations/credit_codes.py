"""The unified social credit code (GB 32100-2015) with the organisation code inside it (GB 11714-1997); pure.

1: registering authority, 2: class, 3-8: region of registration, 9-17: organisation code (17: its own check character),
18: check character. The last one finds every single mistyped character and every swap of two neighbours, since 31 is
prime and no two neighbouring weights are equal.
"""

import re
import unicodedata

from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
"""31 characters; I, O, S, V and Z are left out (GB 32100-2015, 4.1)."""

LENGTH = 18
AUTHORITIES = frozenset("123456789ANY")
"""First characters: 1 staffing office … 9 market regulator, A army, N agriculture, Y other."""

REGION = range(3, 9)
BODY = slice(8, 16)
INNER_CHECK = 17
WITHOUT_CHECKS = INNER_CHECK - 1
ORGANISATION_CODE_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)

_VALUE = {character: value for value, character in enumerate(ALPHABET)}


def credit_code(written: str) -> str:
    """The code in capitals without blanks; Invalid says which character is wrong, never what it should be."""
    code = re.sub(r"[\s\u200b\ufeff]", "", unicodedata.normalize("NFKC", written)).upper()
    if not code:
        raise Invalid(mark("Write the 18 characters of the credit code; it stands on the licence."))
    if len(code) != LENGTH:
        raise Invalid(mark("A credit code has 18 characters; this one has %(count)s.", count=len(code)))
    for position, character in enumerate(code, start=1):
        _check_character(position, character)
    if code[INNER_CHECK - 1] != _inner_check(code[BODY]):
        raise Invalid(
            mark(
                "Character 17, “%(found)s”, does not fit characters 9 to 16: one of these nine was mistyped.",
                found=code[INNER_CHECK - 1],
            )
        )
    if code[-1] != _check(code[:-1]):
        raise Invalid(
            mark(
                "Character 18, “%(found)s”, does not fit the others: one of the 18 was mistyped. "
                "Compare them with the licence.",
                found=code[-1],
            )
        )
    return code


def make_credit_code(start: str) -> str:
    """A code with both check characters from its first 16, for synthetic data only, e.g. ``91510100MA000001``.

    Raises Invalid for characters that no code has there.
    """
    if len(start) != WITHOUT_CHECKS:
        raise Invalid(mark("A credit code begins with 16 characters before its two check characters."))
    with_inner = start + _inner_check(start[BODY])
    return credit_code(with_inner + _check(with_inner))


def _check_character(position: int, character: str) -> None:
    if character in "IOSVZ":
        raise Invalid(
            mark(
                "Character %(position)s is “%(found)s”: credit codes never use the letters I, O, S, V and Z.",
                position=position,
                found=character,
            )
        )
    if character not in ALPHABET:
        raise Invalid(
            mark(
                "Character %(position)s is “%(found)s”: credit codes have digits and Latin letters only.",
                position=position,
                found=character,
            )
        )
    if position == 1 and character not in AUTHORITIES:
        raise Invalid(mark("Character 1 is “%(found)s”: no registering authority has this sign.", found=character))
    if position in REGION and not character.isdigit():
        raise Invalid(
            mark(
                "Character %(position)s is “%(found)s”: characters 3 to 8 are digits.",
                position=position,
                found=character,
            )
        )


def _inner_check(body: str) -> str:
    """GB 11714: 11 minus the weighted sum modulo 11; 10 is X, 11 is 0; letters count from A = 10."""
    total = sum(int(character, 36) * weight for character, weight in zip(body, ORGANISATION_CODE_WEIGHTS, strict=True))
    return "0123456789X0"[11 - total % 11]


def _check(first: str) -> str:
    """GB 32100: 31 minus the sum of value times 3**i, modulo 31."""
    total = sum(_VALUE.get(character, 0) * pow(3, index, 31) for index, character in enumerate(first))
    return ALPHABET[-total % 31]
