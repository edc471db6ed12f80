"""Chinese names by their sound, so that an address can be read aloud and a directory sorts as people look things up."""

import re
import unicodedata

from pypinyin import lazy_pinyin, load_phrases_dict

LONGEST = 80
"""Characters the column holds."""

load_phrases_dict({"单县": [["shàn"], ["xiàn"]], "曾": [["zēng"]]})


def slug_of(name: str) -> str:
    """Small letters, digits and hyphens, e.g. ``qing-he-huan-jing``; empty when nothing of the name can be sounded."""
    sounds = lazy_pinyin(unicodedata.normalize("NFKC", name), errors=lambda rest: [f" {rest} "])
    plain = unicodedata.normalize("NFKD", " ".join(sounds)).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST].strip("-")
