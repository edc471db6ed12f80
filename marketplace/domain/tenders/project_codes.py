"""How a project is known: by its national code, or by the code its department gave it. Pure.

The national code is what the online platform for investment projects gives a project once, for all who deal with it
(政府投资条例 Art 10): year, region, industry, kind and serial number, as in ``2020-510100-77-03-012345``.
"""

import re
import unicodedata
from collections.abc import Mapping

from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import one_line

NATIONAL = re.compile(r"\d{4}-\d{6}-\d{2}-\d{2}-\d{6}", re.ASCII)
LONGEST_CODE = 40
LONGEST_NAME = 200

_DASHES = re.compile("[‐-―−—_]")
_AROUND_DASHES = re.compile(r"\s*-\s*")
_BARE = re.compile(r"(\d{4})(\d{6})(\d{2})(\d{2})(\d{6})", re.ASCII)
_MEANT_AS_NATIONAL = re.compile(r"\d{4}-\d{6}-[\d-]*|\d{18,22}", re.ASCII)
_SAYS_NOTHING = re.compile(r"[\W_]*")


def normal(written: str) -> str:
    """One way to write each code: half width, capitals, plain hyphens, a national code in its groups."""
    code = _DASHES.sub("-", unicodedata.normalize("NFKC", written)).upper()
    code = _AROUND_DASHES.sub("-", " ".join(code.split()))
    return "-".join(bare.groups()) if (bare := _BARE.fullmatch(code)) else code


def is_national(code: str) -> bool:
    """Whether a normal code is the same for everybody; any other is its department's own."""
    return NATIONAL.fullmatch(code) is not None


def faults(code: str, name: str) -> Mapping[str, Text]:
    """What keeps them from standing in a notice, by field (``project_code``, ``project_name``); both or neither."""
    found: dict[str, Text] = {}
    if wrong := _fault_of_code(normal(code)):
        found["project_code"] = wrong
    try:
        one_line(name, longest=LONGEST_NAME, required=False)
    except Invalid as refusal:
        found["project_name"] = refusal.text
    if bool(code.strip()) != bool(name.strip()):
        missing = "project_name" if code.strip() else "project_code"
        found.setdefault(missing, mark("A project needs a code and a name; leave both empty where there is none."))
    return found


def _fault_of_code(code: str) -> Text | None:
    if not code or is_national(code):
        return None
    if _MEANT_AS_NATIONAL.fullmatch(code):
        return mark("A national project code has 24 characters, as in 2020-510100-77-03-012345.")
    try:
        one_line(code, longest=LONGEST_CODE)
    except Invalid as refusal:
        return refusal.text
    return mark("Write the code in letters or digits.") if _SAYS_NOTHING.fullmatch(code) else None
