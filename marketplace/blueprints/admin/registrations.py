"""Checking registrations for form."""

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.admin.forms import ReturnForm
from marketplace.blueprints.web.standing import organisations as standing
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.accounts.models import User
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries as organisation_queries
from marketplace.domain.organisations.rules import FORMAL_CHECK_WORKING_DAYS, LEGAL_FORMS, LegalForm
from marketplace.domain.organisations.states import OrganisationState

Page = Response | str | tuple[str, int]


def registration_list() -> str:
    """What waits for its check, the most urgent first."""
    return render_template(
        "admin/registrations.html",
        waiting=organisation_queries.awaiting_check(reading()),
        now=now(),
        days=FORMAL_CHECK_WORKING_DAYS,
    )


def registration(ref: str) -> Page:
    """One registration: everything that was answered; it passes or is returned with a reason."""
    found = organisation_queries.by_ref(reading(), current_actor(), ref)
    offered = {service.item_code for service in found.services}
    form = ReturnForm()
    return form_page(
        form,
        "admin/registration.html",
        act=lambda uow: organisations.return_for_correction(uow, ref, form.reason.data or ""),
        then=lambda _returned: url_for("admin.registration_list"),
        done=_("The registration is returned to the agency."),
        agency=found,
        stands=standing.of_organisation(found),
        form_name=LEGAL_FORMS[LegalForm(found.legal_form)],
        services=[item for item in catalogue.items(reading()) if item.code in offered],
        registrar=reading().get(User, found.registered_by) if found.registered_by else None,
        waits=found.state is OrganisationState.SUBMITTED,
        days=FORMAL_CHECK_WORKING_DAYS,
    )


def pass_registration(ref: str) -> Response:
    """The form is in order."""
    return act_and_return(
        lambda uow: organisations.pass_check(uow, ref),
        then=lambda passed: url_for("admin.registration_list") if passed else url_for("admin.registration", ref=ref),
        done=_("The registration has passed; the agency is active."),
    )
