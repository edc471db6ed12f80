"""Doubts about bids in the department's tenders: reading the replies and deciding."""

from collections.abc import Callable

from flask import Blueprint, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm

from marketplace.blueprints.buyer.desk import Answer, demand, may, own_tender
from marketplace.blueprints.web.doubts import doubt_page, reasons
from marketplace.blueprints.web.fields import ParagraphsField
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.bids import doubts as found
from marketplace.domain.bids import operations
from marketplace.domain.bids.models import Doubt
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import MAX_REASON
from marketplace.kernel.database import AnyRow
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.unit_of_work import UnitOfWork

doubts = Blueprint("doubts", __name__)
BOTH = ["GET", "POST"]


class DecisionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Why."""

    reason = ParagraphsField(
        _l("Reason"),
        longest=MAX_REASON,
        description=_l("The bidder reads it now; it is published once the selection is made."),
    )


@doubts.get("/doubts/<ref>")
def show(ref: str) -> str:
    """One, with what is to be done."""
    _own(ref)
    return doubt_page(ref, "buyer")


@doubts.route("/doubts/<ref>/admit", methods=BOTH)
def admit(ref: str) -> Answer:
    """Let the bid take part."""
    return _page(ref, operations.admit, _("Let the bid take part"), _("The bid takes part."))


@doubts.route("/doubts/<ref>/exclude", methods=BOTH)
def exclude(ref: str) -> Answer:
    """Keep the bid out."""
    return _page(
        ref,
        operations.exclude,
        _("Keep the bid out"),
        _("The bid takes no part."),
        warning=_("The selection is made without this bid. This cannot be taken back."),
    )


def is_hidden(doubt: Doubt, tender: Tender) -> bool:
    """Whether it is kept from the reader, who scores the proposals."""
    return found.tells_a_price(doubt, tender) and may("tender:evaluate", tender)


def _page(
    ref: str, act: Callable[[UnitOfWork, str, str], Doubt], heading: str, done: str, warning: str | None = None
) -> Answer:
    row = _own(ref)
    demand("doubt:decide", row.Doubt)
    form = DecisionForm()
    back = url_for("buyer.doubts.show", ref=ref)
    said = [(_("What speaks against the bid"), "\n".join(translate(reason) for reason in reasons(row.Doubt)))]
    if row.Doubt.reply:
        said.append((_("Reply of the bidder"), row.Doubt.reply))
    return form_page(
        form,
        "layouts/answer.html",
        act=lambda uow: act(uow, ref, form.reason.data or ""),
        then=lambda _doubt: back,
        done=done,
        words=said,
        about=f"{row.title} · {row.bid_ref}",
        heading=heading,
        warning=warning,
        back=back,
        trail=((_("Your work"), url_for("buyer.home.index")), (ref, back), (heading, None)),
    )


def _own(ref: str) -> AnyRow:
    """A doubt in a tender of the reader's department; another's is not found here."""
    row = found.see(reading(), current_actor(), ref)
    tender = own_tender(row.tender_ref)
    if is_hidden(row.Doubt, tender):
        raise NotPermitted(found.NO_PRICES)
    return row
