"""Readable addresses from Chinese names: ``青水检测有限公司`` becomes ``qing-shui-jian-ce-you-xian-gong-si``."""

import re
import unicodedata

from pypinyin import lazy_pinyin, load_phrases_dict

LONGEST = 80

MISREAD = {"单县": [["shan"], ["xian"]]}
"""Names the dictionary reads wrongly."""

load_phrases_dict(MISREAD)


def slug(name: str) -> str:
    """Lower-case syllables and words with hyphens; the number before it in an address is what identifies."""
    spelled = " ".join(lazy_pinyin(unicodedata.normalize("NFKC", name)))
    words = re.findall(r"[a-z0-9]+", unicodedata.normalize("NFKD", spelled).casefold())
    return "-".join(words)[:LONGEST].strip("-")
