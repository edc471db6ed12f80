"""An award before its contract: who signs by when, and how the agency refuses it."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import agency_ids
from marketplace.blueprints.web.fields import ParagraphsField
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.awards import queries as awards
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.states import AWARD, ENDED
from marketplace.domain.contracts import queries as contracts
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import MAX_REASON
from marketplace.domain.unsigned import operations, queries
from marketplace.domain.unsigned.queries import Signing


class DeclineForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Why the agency refuses."""

    reason = ParagraphsField(
        _l("Why you cannot take it"),
        longest=MAX_REASON,
        description=_l("It is published with the tender, and the department reads it."),
    )


def decline(ref: str) -> Response | str | tuple[str, int]:
    """Refuse an award, with a reason that everybody can read."""
    award = awards.see_own(reading(), current_actor(), ref)
    tender = reading().get_one(Tender, award.tender_id)
    form = DeclineForm()
    return form_page(
        form,
        "supplier/decline.html",
        act=lambda uow: operations.decline(uow, ref, form.reason.data or ""),
        then=lambda _award: url_for("supplier.award_list"),
        done=_("The award is declined. The department decides who comes next."),
        award=award,
        tender=tender,
        contract=contracts.of_award(reading(), award.id),
        can_decline=AWARD.allows(award.state, "decline"),
        meaning=AWARD.meanings[award.state],
    )


def signings() -> Mapping[str, Signing]:
    """By the reference of the award: who signs next and by when, for the standing awards of the reader's agencies."""
    found: dict[str, Signing] = {}
    for row in awards.of_suppliers(reading(), agency_ids()):
        if row.state not in ENDED and (signing := of_award(awards.see_own(reading(), current_actor(), row.ref))):
            found[row.ref] = signing
    return found


def of_award(award: Award) -> Signing | None:
    """Where its signatures stand now."""
    return queries.signing(reading(), award, now())
