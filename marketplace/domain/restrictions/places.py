"""Names of places in a text: each becomes one sign, so that a frame can say "a place" whatever its name is."""

import re
from functools import cache

from marketplace.domain.restrictions.frames import FOLDER

SIGN = "▲"

Span = tuple[int, int]

_FIRST_LETTERS = (
    "[^\\W\\d_a-zA-Z在为是于至由与近年的和或及各全本我外跨须应需对向从到将把经含以其该当按非不可有得项每某省市县区州镇内地给托入包交"
    "进去来用使让令派报取请找被会级同就原者所名投标选委方受若凡限只仅持]"
)
"""Letters of which an unknown name may be made: no words of a sentence's frame."""


def spans(text: str, language: str) -> list[Span]:
    """Where the text names a place below the national level."""
    if language == "zh":
        return [match.span() for match in _chinese().finditer(text)]
    found = [match.span(2 if match[2] else 3) for match in _english().finditer(text)]
    known = (match.span() for match in _known_english().finditer(text))
    return found + [span for span in known if not any(start < span[1] and span[0] < end for start, end in found)]


def _names(file: str, mark: str | None = None) -> list[str]:
    """The names of a table, longest first, so that none hides a longer one."""
    text = (FOLDER / file).read_text(encoding="utf-8").replace("\n", mark or " ")
    return sorted({name.strip() for name in text.split(mark) if name.strip()}, key=lambda name: (-len(name), name))


@cache
def _chinese() -> re.Pattern[str]:
    doubtful = _names("doubtful_zh.txt")
    plain = "|".join(name for name in _names("places_zh.txt") if name not in doubtful)
    suffix = "(?:[一-龥]{0,6}自治[区州县]|特别行政区|省级?|市(?!场|政|级|值|民)|县|区(?!域)|州(?!府)|地区|新区)?"
    other = f"(?!{_FIRST_LETTERS}?(?:{'|'.join(_names('not_places_zh.txt'))})){_FIRST_LETTERS}{{2,3}}"
    return re.compile(
        f"(?:{plain}){suffix}|(?:{'|'.join(doubtful)})(?:市|县|区)|某(?:省|市|县|区|州|镇)"
        f"|{other}(?:县(?!级)|自治州|市(?![场政级值民容])|区(?!域)|镇)"
    )


@cache
def _english() -> re.Pattern[str]:
    """Capitalised words behind a preposition of place, unless they are a country or no place at all."""
    no_place = "|".join(_names("not_places_en.txt", ","))
    national = "|".join(_names("national_en.txt", ","))
    kind = (
        r"State(?!\s(?:Secret|Council|Security|Compensation|Asset|Administration))"
        "|Province|City|County|District|Prefecture|Municipality"
    )
    return re.compile(
        r"(?<=\b)(?:(?:[Ii]n|[Ww]ithin|[Oo]f|[Aa]t|[Ff]rom|[Oo]utside|[Nn]ear|[Aa]round|[Ff]or)\s+)"
        rf"(?!(?:{no_place})\b)(?!(?i:{national})\b)((?:City|State|Province|County|District)\s+of\s+)?"
        rf"([A-Z][a-z'’]{{2,}}(?:\s[A-Z][a-z]{{2,}})?(?:\s(?:{kind}|Region))?)"
        rf"|\b([A-Z][a-z'’]{{2,}}(?:\s[A-Z][a-z]{{2,}})?\s(?:{kind})|(?<=\bthe\s)[A-Z][a-z]{{2,}}(?:\s[A-Z][a-z]{{2,}})?\sregion)\b"
    )


@cache
def _known_english() -> re.Pattern[str]:
    names = "|".join(_names("places_en.txt", ","))
    return re.compile(rf"\b(?:{names})\b(?:\s(?:State|Province|City|County|District|Prefecture))?")
