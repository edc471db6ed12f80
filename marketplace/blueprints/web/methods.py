"""The selection methods as programs read them, over the API and on the command line alike."""

from typing import Any

from flask_babel import force_locale, gettext

from marketplace.domain.selection.reference import methods_catalogue
from marketplace.domain.selection.texts import in_english
from marketplace.languages import LOCALES


def described() -> list[dict[str, Any]]:
    """Every method with its texts in English, and its label in every language of the site (``labels``)."""
    return [_described(entry) for entry in methods_catalogue()]


def _described(entry: dict[str, Any]) -> dict[str, Any]:
    labels = {}
    for language, locale in LOCALES.items():
        with force_locale(locale):
            labels[language] = gettext(entry["label"]["text"])
    told: dict[str, Any] = {name: in_english(part) for name, part in entry.items()}
    return told | {"labels": labels}
