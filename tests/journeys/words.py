"""What a page says in a language: the catalogue asked from outside, so that buttons are found by their visible text."""

import gettext
from datetime import datetime

from babel.dates import format_date

from marketplace.blueprints.account.identity import TRANSLATIONS
from marketplace.blueprints.web.filters import BEIJING
from marketplace.kernel.i18n import Text
from marketplace.kernel.money import Money
from marketplace.languages import LOCALES

DATES = {"en": "d MMM y", "zh": "y年M月d日"}


class Words:
    """The visible texts of one language; what the catalogue lacks stays English, as on the pages."""

    def __init__(self, language: str) -> None:
        self.language = language
        self._catalogue = gettext.translation("messages", TRANSLATIONS, [LOCALES[language]], fallback=True)

    @property
    def is_translated(self) -> bool:
        """Whether there is a catalogue; English needs none."""
        return self.language == "en" or isinstance(self._catalogue, gettext.GNUTranslations)

    def __call__(self, text: str | Text, **params: object) -> str:
        """An English text of the source as the reader sees it."""
        msgid, given = (text.msgid, dict(text.params)) if isinstance(text, Text) else (text, params)
        found = self._catalogue.gettext(msgid)
        return found % given if given else found

    def count(self, one: str, more: str, number: int) -> str:
        """A text that counts."""
        return self._catalogue.ngettext(one, more, number) % {"num": number}

    def optional(self, label: str) -> str:
        """The label of a field that may stay empty."""
        return self("%(label)s (optional)", label=self(label))

    def name(self, chinese: str, english: str) -> str:
        """The one of two names that a reader is shown."""
        return english if self.language == "en" else chinese

    def money(self, amount: Money) -> str:
        """An amount."""
        return f"¥{amount.yuan:,.2f}"

    def moment(self, at: datetime) -> str:
        """A minute in Beijing."""
        local = at.astimezone(BEIJING)
        day = format_date(local.date(), DATES[self.language], locale=LOCALES[self.language])
        return f"{day}{', ' if self.language == 'en' else ' '}{local:%H:%M}"
