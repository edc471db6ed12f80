"""What was done with the rounds of a tender, in words for everybody."""

from datetime import datetime

from marketplace.blueprints.web.filters import moment
from marketplace.blueprints.web.speed import gettext as _
from marketplace.domain.rounds.models import EntryKind, RoundEntry
from marketplace.domain.selection.final_round import FINAL


def round_act(entry: RoundEntry) -> tuple[str, datetime, str, str, str]:
    """An entry that is no answer as `story.Event` takes it: (title, at, text, no link, tone)."""
    title = {
        EntryKind.CALL: _("Round called"),
        EntryKind.POSTPONE: _("Round postponed"),
        EntryKind.PAUSE: _("Round interrupted"),
        EntryKind.RESUME: _("Round goes on"),
        EntryKind.MAKE_GOOD: _("Round continued after an outage"),
        EntryKind.CLOSE: _("Round closed"),
    }[entry.kind]
    said = [entry.data["reason"]] if "reason" in entry.data else []
    if entry.kind is EntryKind.CALL and entry.step == FINAL:
        said.append(_("The best of the scoring are asked for one final price each."))
    if "opens_at" in entry.data:
        said.append(_("It begins at %(time)s.", time=moment(datetime.fromisoformat(entry.data["opens_at"]))))
    tone = "warning" if entry.kind is EntryKind.PAUSE else "neutral"
    return title, entry.at, " ".join(said), "", tone
