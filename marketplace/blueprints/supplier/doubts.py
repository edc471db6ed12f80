"""What speaks against a bid of the agency, and its reply."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.web.doubts import doubt_page, may, reasons
from marketplace.blueprints.web.fields import ParagraphsField
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.bids import doubts, operations, queries, rules
from marketplace.domain.bids.states import DOUBT
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import Conflict


class ReplyForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """What the bidder says."""

    reply = ParagraphsField(
        _l("Your reply"),
        longest=rules.LONGEST_REPLY,
        description=_l(
            "Say what is wrong, or how the work can be done at this price. The department reads it now; it is "
            "published once the selection is made. It can be sent once."
        ),
    )


def doubt(ref: str) -> str:
    """One about a bid of the reader's agencies."""
    _own(ref)
    return doubt_page(ref, "supplier")


def reply_to_doubt(ref: str) -> Response | str | tuple[str, int]:
    """Reply to it."""
    row = _own(ref)
    if not may(row, "reply", "doubt:reply"):
        raise Conflict(DOUBT.meanings[row.Doubt.state])
    form = ReplyForm()
    back = url_for("supplier.doubt", ref=ref)
    heading = _("Reply to what speaks against your bid")
    return form_page(
        form,
        "layouts/answer.html",
        act=lambda uow: operations.reply(uow, ref, form.reply.data or ""),
        then=lambda _doubt: back,
        done=_("Your reply is with the department, which decides."),
        words=[(_("What speaks against the bid"), "\n".join(translate(reason) for reason in reasons(row.Doubt)))],
        about=f"{row.title} · {row.bid_ref}",
        heading=heading,
        back=back,
        trail=((_("Your work"), url_for("supplier.index")), (ref, back), (heading, None)),
    )


def _own(ref: str) -> AnyRow:
    row = doubts.see(reading(), current_actor(), ref)
    queries.see_own(reading(), current_actor(), row.bid_ref)
    return row
