"""The languages the site speaks. A further one is a folder in `translations/` and a line in each table."""

LOCALES = {"en": "en", "zh": "zh_Hans_CN"}
"""Each language and the locale it is written in."""
TAGS = {"en": "en", "zh": "zh-Hans"}
"""What ``<html lang>`` says (RFC 5646)."""
OWN_NAMES = {"en": "English", "zh": "中文"}
"""How each language calls itself."""
