"""Who stands behind a credit code: confirming a claim, deciding a dispute."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.admin.forms import ClaimForm, DecisionForm
from marketplace.blueprints.web.fields import choices
from marketplace.blueprints.web.standing import organisations as standing
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.accounts.models import User
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.models import Dispute, Organisation
from marketplace.domain.organisations.states import DISPUTE, OrganisationKind, Proof
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.unit_of_work import UnitOfWork

Page = Response | str | tuple[str, int]
UPHOLD = "uphold"
"""The value of the button that gives the claimant right."""
DECISIONS = {UPHOLD: organisations.uphold, "reject": organisations.reject}
"""By the button that was pressed; a request without one decides nothing."""


def claim(ref: str) -> Page:
    """Confirm an agency's claim by a document, or record the firm's own mail domain."""
    found = queries.by_ref(reading(), current_actor(), ref)
    if found.kind is not OrganisationKind.AGENCY:
        raise NotFound
    if not providers().authority.permits(reading(), current_actor(), "organisation:verify", found):
        raise NotPermitted
    form = ClaimForm(how=Proof.DOCUMENT, domain=found.mail_domain)
    form.how.choices = choices(
        (
            (Proof.DOCUMENT, _("I have compared a document with the registration")),
            (Proof.MAIL_DOMAIN, _("I record the firm's own mail domain")),
        )
    )

    def act(uow: UnitOfWork) -> Organisation:
        if form.how.data == Proof.DOCUMENT:
            return organisations.verify_by_document(uow, ref, form.note.data or "")
        return organisations.record_mail_domain(uow, ref, form.domain.data or "")

    return form_page(
        form,
        "admin/claim.html",
        act=act,
        then=lambda agency: url_for("admin.organisation", ref=agency.ref),
        done=_("This is kept; the organisation's page says how the claim stands."),
        agency=found,
        stands=standing.of_claim(found),
    )


def dispute_list() -> str:
    """What waits for a decision, the oldest first."""
    return render_template("admin/disputes.html", waiting=queries.open_disputes(reading()))


def dispute(ref: str) -> Page:
    """Both sides of one dispute; it is upheld or rejected with a reason."""
    found = queries.dispute(reading(), current_actor(), ref)
    form = DecisionForm()
    act = request.form.get("act", "")
    if request.method == "POST" and act not in DECISIONS:
        raise NotFound
    is_upheld = act == UPHOLD
    decide = DECISIONS.get(act, organisations.reject)

    def then(decided: Dispute) -> str:
        return url_for("admin.dispute", ref=decided.ref)

    return form_page(
        form,
        "admin/dispute.html",
        act=lambda uow: decide(uow, ref, form.reason.data or ""),
        then=then,
        done=_("The claimant administers the agency now.") if is_upheld else _("The claim is rejected."),
        dispute=found,
        agency=found.organisation,
        claimant=reading().get_one(User, found.claimant_id),
        members=queries.members(reading(), found.organisation_id),
        stands=standing.of_dispute(found),
        waits=DISPUTE.allows(found.state, UPHOLD),
    )
