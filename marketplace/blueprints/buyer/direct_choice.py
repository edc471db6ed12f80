"""The part of a tender's form that a direct choice fills in: whom, why, and on which short-list it rests."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from marketplace.blueprints.web.fields import ChoiceField, ParagraphsField, choices
from marketplace.blueprints.web.filters import day
from marketplace.blueprints.web.words import in_language
from marketplace.domain.selection.registry import METHODS
from marketplace.domain.shortlists.models import ShortList
from marketplace.domain.shortlists.rules import VALID_FOR
from marketplace.domain.tenders import notice
from marketplace.domain.tenders.models import Tender
from marketplace.kernel.database import AnyRow

FIELDS = ("invited", "invited_because", "shortlist", "unlisted_because")


class DirectChoice(NamedTuple):
    """Whom a buyer may ask alone for an item, and on which of its short-lists that may rest."""

    providers: Sequence[AnyRow] = ()
    shortlists: Sequence[ShortList] = ()


NO_CHOICE = DirectChoice()
"""A department's: it names nobody."""


class DirectChoiceMixin(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """For a form with `method`: these fields count where the chosen one names the one provider who is asked."""

    invited = ChoiceField(
        _l("Whom you ask"),
        description=_l(
            "Only for a direct choice: the one provider whose sealed bid is asked for. The notice names it."
        ),
        default="",
    )
    invited_because = ParagraphsField(
        _l("Why you ask this provider"), longest=notice.MAX_GROUND, description=_l("It is published with the notice.")
    )
    shortlist = ChoiceField(
        _l("The short-list it rests on"),
        description=_l(
            "A search of providers that you locked within the last %(days)s days. It is published with the notice.",
            days=VALID_FOR.days,
        ),
        default="",
    )
    unlisted_because = ParagraphsField(
        _l("Why it rests on none"), longest=notice.MAX_GROUND, description=_l("It is published with the notice.")
    )

    def offer_choice(self, choice: DirectChoice) -> None:
        """Whom and what the fields offer."""
        self.invited.flags.optional = self.invited_because.flags.optional = True
        self.invited.choices = choices(
            ((row.ref, in_language(row.name, row.name_en)) for row in choice.providers),
            empty=_("Nobody; everybody may bid"),
        )
        self.shortlist.flags.optional = self.unlisted_because.flags.optional = True
        self.shortlist.choices = choices(
            ((each.ref, f"{each.ref} · {day(each.locked_at)} {each.document['words']}") for each in choice.shortlists),
            empty=_("None"),
        )

    def choice(self) -> dict[str, str]:
        """What was typed, as the terms call it; nothing where nobody is named."""
        method = self["method"].data
        if method not in METHODS or not notice.invites(method):
            return {}
        return {name: self[name].data or "" for name in FIELDS}


def choice_of(tender: Tender) -> dict[str, Any]:
    """What a tender says of it, as the form shows it."""
    return {name: getattr(tender, name) or "" for name in FIELDS}
