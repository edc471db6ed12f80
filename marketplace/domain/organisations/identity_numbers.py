"""Numbers of identity documents: read, checked, and never kept (个人信息保护法 Art 6: the least that is needed); pure.

What is kept is a keyed hash and the last four characters. There are so few numbers that a hash with a known salt is
undone by trying them all; so the salt is a secret of the instance, kept in a file beside the database.
"""

import hashlib
import hmac
import re
import unicodedata

from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

SHOWN = 4
"""How many of the last characters are kept to be read."""

_RESIDENT = re.compile(r"\d{17}[\dX]", re.ASCII)
_OTHER = re.compile(r"[A-Z0-9]{6,17}", re.ASCII)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def identity_number(written: str) -> str:
    """An 18-character resident number with its check character (GB 11643-1999), or a permit or passport number."""
    bare = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", written)).upper()
    if _RESIDENT.fullmatch(bare):
        total = sum(int(digit) * weight for digit, weight in zip(bare, _WEIGHTS, strict=False))
        if _CHECK[total % 11] == bare[17]:
            return bare
        raise Invalid(mark("This resident number does not fit its check character. Compare it with the document."))
    if _OTHER.fullmatch(bare):
        return bare
    raise Invalid(mark("Write the 18 characters of the resident number, or the number of the permit or passport."))


def digest(number: str, salt: bytes) -> str:
    """HMAC-SHA-256 of a checked number under the instance's secret salt, in hexadecimal."""
    return hmac.new(salt, f"identity number\0{number}".encode(), hashlib.sha256).hexdigest()
