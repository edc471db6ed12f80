"""A credit code that is registered already: a second person claims it and follows the claim. It needs no agency."""

from flask import redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.forms import DisputeForm
from marketplace.blueprints.web.standing import organisations as standing
from marketplace.blueprints.web.submit import SEE_OTHER, act_and_return
from marketplace.blueprints.web.uploads import upload_page
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.models import Dispute
from marketplace.domain.organisations.states import DISPUTE, DisputeState
from marketplace.kernel.errors import NotFound

Page = Response | str | tuple[str, int]


def open_dispute() -> Page:
    """Claim a code with a reason and a document."""
    form = DisputeForm(credit_code=request.args.get("code", ""))
    return upload_page(
        form,
        "supplier/open_dispute.html",
        act=lambda uow, stored: organisations.open_dispute(
            uow, form.credit_code.data or "", form.reason.data or "", stored
        ),
        then=lambda opened: url_for("supplier.dispute", ref=opened.ref),
        done=_("Your claim is handed in. The operator decides and tells both sides."),
    )


def dispute(ref: str) -> Page:
    """How the own claim stands; once it is upheld, the agency's page is the place to be."""
    found = _own(ref)
    if found.state is DisputeState.UPHELD and current_actor().sits(found.organisation_id):
        return redirect(url_for("supplier.agency", ref=found.organisation.ref), SEE_OTHER)
    return render_template(
        "supplier/dispute.html",
        dispute=found,
        stands=standing.of_dispute(found),
        can_withdraw=DISPUTE.allows(found.state, "withdraw"),
    )


def withdraw_dispute(ref: str) -> Response:
    """Give the claim up."""
    return act_and_return(
        lambda uow: organisations.withdraw_dispute(uow, _own(ref).ref),
        then=lambda _dispute: url_for("supplier.dispute", ref=ref),
        done=_("Your claim is withdrawn."),
    )


def _own(ref: str) -> Dispute:
    found = queries.dispute(reading(), current_actor(), ref)
    if found.claimant_id != current_actor().user_id:
        raise NotFound
    return found
