"""What people type, made fit to store: one form of each character, nothing invisible, nothing too long."""

import re
import unicodedata

from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import mark

_BLANKS = re.compile(r"\s+")
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")


def one_line(written: str, *, longest: int, required: bool = True) -> str:
    """A name or a short answer, in Unicode NFC, with runs of blanks made one; `longest` counts characters.

    Raises Invalid when it is empty though required, too long, or holds a control character.
    """
    return _checked(_BLANKS.sub(" ", _visible(written)).strip(), longest, required=required)


def paragraphs(written: str, *, longest: int, required: bool = True) -> str:
    """A longer answer: as `one_line`, but line ends stay, as newlines."""
    lines = _visible(written).splitlines()
    return _checked("\n".join(_BLANKS.sub(" ", line).strip() for line in lines).strip(), longest, required=required)


def _visible(written: str) -> str:
    """Format characters (zero-width, text direction) are dropped: they come unseen with copied text and can mislead."""
    normal = unicodedata.normalize("NFC", written)
    return "".join(character for character in normal if unicodedata.category(character) != "Cf")


def _checked(text: str, longest: int, *, required: bool) -> str:
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character != "\n" for character in text):
        raise Invalid(mark("This contains a control character. Type it again instead of copying it."))
    if required and not text:
        raise Invalid(mark("This has to be filled in."))
    if len(text) > longest:
        raise Invalid(mark("This has %(count)s characters; at most %(most)s fit.", count=len(text), most=longest))
    return text


def is_text(value: object, longest: int | None = None) -> bool:
    """Whether a database keeps it as a text: no NUL, no half of a surrogate pair, not longer than that."""
    return isinstance(value, str) and not _UNKEEPABLE.search(value) and (longest is None or len(value) <= longest)
