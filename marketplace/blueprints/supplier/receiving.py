"""Taking what a bidder's device has sealed: the shortest way to a receipt, for many come at the last moment."""

from functools import partial

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import bidding_agency
from marketplace.blueprints.web.errors import status_of
from marketplace.blueprints.web.fields import whole
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.submit import MENDABLE, SEE_OTHER
from marketplace.blueprints.web.work import workplaces, writing_together
from marketplace.domain.bids import operations as bids
from marketplace.domain.bids.states import SealedBy
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.errors import Conflict, NotPermitted, Refusal


def receive(ref: str) -> Response | tuple[str, int] | Refusal | None:
    """The way to the receipt, or why there is none; None where the page's script has sealed nothing.

    Nothing is read before the transaction that it does not need. A Conflict is told on a page of its own: nothing
    on the form could mend it, and those who come too late are many, too. What they wrote stays in their browsers.
    """
    sent, file = request.form, request.files.get("sealed")
    if not sent.get("envelope") or (file and file.filename):
        return None
    agency_ref = request.args.get("agency") or _agency()
    try:
        bid_ref = writing_together(
            f"tender {ref}",
            agency_ref,
            partial(
                bids.submit,
                tender_ref=ref,
                agency_ref=agency_ref,
                written=sent["envelope"].encode(),
                sealed_by=SealedBy.BIDDER,
                after=-1 if (seen := whole(sent.get("after"))) is None else seen,
                commitment=sent.get("commitment_version") if sent.get("commitment") else None,
            ),
        ).bid.ref
    except Conflict as conflict:
        return (
            render_template("supplier/bid_refused.html", ref=ref, agency=agency_ref, reason=translate(conflict.text)),
            status_of(conflict),
        )
    except MENDABLE as refusal:
        return refusal
    return redirect(url_for("supplier.receipt", ref=bid_ref, received="now"), SEE_OTHER)


def _agency() -> str:
    """The reader's only agency, as it was read with the seats; of several, the first that may bid."""
    own = [workplace.ref for workplace in workplaces() if workplace.kind is OrganisationKind.AGENCY]
    if len(own) == 1:
        return own[0]
    agency = bidding_agency()
    if agency is None:
        raise NotPermitted
    return agency.ref
