"""An agency enters the market, is checked for form, and mends what was returned."""

from flask import render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import not_now, own_agency
from marketplace.blueprints.supplier.forms import CorrectionForm, ProfileForm, RegistrationForm, ServicesForm
from marketplace.blueprints.web.standing import organisations as standing
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_account, current_actor, providers, reading, today
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries as organisation_queries
from marketplace.domain.organisations.credit_codes import credit_code
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.rules import FORMAL_CHECK_WORKING_DAYS
from marketplace.domain.organisations.states import OrganisationState
from marketplace.kernel.errors import Invalid
from marketplace.kernel.unit_of_work import UnitOfWork

Page = Response | str | tuple[str, int]


def register() -> Page:
    """Ask what is asked, and say what never is."""
    account = current_account()
    form = RegistrationForm(contact_name=account and account.name, contact_email=account and account.email)
    context = {
        "days": FORMAL_CHECK_WORKING_DAYS,
        "taken": _taken(form.credit_code.data or ""),
        "disputes": organisation_queries.disputes_of(reading(), account.id) if account else [],
    }
    if form.only_filters:
        return render_template("supplier/register.html", form=form, **context)

    def act(uow: UnitOfWork) -> Organisation:
        answers = form.particulars()
        return organisations.register_agency(
            uow,
            answers,
            services=form.services.data or (),
            has_committed=form.has_committed.data,
            slug=providers().slug_of(answers.name),
        )

    return form_page(
        form,
        "supplier/register.html",
        act=act,
        then=_status_of,
        done=_("The registration is handed in."),
        **context,
    )


def agency(ref: str) -> str:
    """Where the registration stands, and what the market knows of the agency."""
    found = own_agency(ref)
    return render_template(
        "supplier/agency.html",
        agency=found,
        stands=standing.of_organisation(found),
        claim_stands=standing.of_claim(found),
        offers=organisation_queries.offers(reading(), found.id, today()),
        members=organisation_queries.members(reading(), found.id),
        days=FORMAL_CHECK_WORKING_DAYS,
        is_disputed=organisation_queries.is_disputed(reading(), found.id),
    )


def correct(ref: str) -> Page:
    """Mend a returned registration and send it again."""
    found = own_agency(ref)
    if found.state is not OrganisationState.RETURNED:
        return not_now(found)
    form = CorrectionForm(data=_answers(found))
    context = {"agency": found, "days": FORMAL_CHECK_WORKING_DAYS}
    if form.only_filters:
        return render_template("supplier/correct.html", form=form, **context)

    def act(uow: UnitOfWork) -> Organisation:
        answers = form.particulars()
        return organisations.correct(
            uow, ref, answers, services=form.services.data or (), slug=providers().slug_of(answers.name)
        )

    return form_page(
        form,
        "supplier/correct.html",
        act=act,
        then=_status_of,
        done=_("The corrected registration is handed in; the time for the check begins anew."),
        **context,
    )


def services(ref: str) -> Page:
    """Say which catalogue items the agency offers."""
    found = own_agency(ref)
    if found.state is not OrganisationState.ACTIVE:
        return not_now(found)
    form = ServicesForm(data={"services": [service.item_code for service in found.services]})
    if form.only_filters:
        return render_template("supplier/services.html", form=form, agency=found)
    return form_page(
        form,
        "supplier/services.html",
        act=lambda uow: organisations.offer_services(uow, ref, form.services.data or ()),
        then=_status_of,
        done=_("The services are kept."),
        agency=found,
    )


def profile(ref: str) -> Page:
    """Change the description and whom to call."""
    found = own_agency(ref)
    form = ProfileForm(obj=found)
    return form_page(
        form,
        "supplier/profile.html",
        act=lambda uow: organisations.update_profile(
            uow,
            ref,
            description=form.description.data or "",
            contact_name=form.contact_name.data or "",
            contact_phone=form.contact_phone.data or "",
            contact_email=form.contact_email.data or "",
            shareholders=form.shareholders.data or "",
            address=form.address.data or "",
            account=form.account.data or "",
        ),
        then=_status_of,
        done=_("The profile is kept."),
        agency=found,
    )


def _taken(written: str) -> str:
    """The code in its normal form when somebody else's agency has it, so that the page can lead on to a claim."""
    try:
        code = credit_code(written)
    except Invalid:
        return ""
    found = organisation_queries.agency_of_code(reading(), code)
    return code if found is not None and not current_actor().sits(found.id) else ""


def _status_of(found: Organisation) -> str:
    return url_for("supplier.agency", ref=found.ref)


def _answers(found: Organisation) -> dict[str, object]:
    names = ("credit_code", "name", "name_en", "legal_form", "legal_representative")
    contacts = ("contact_name", "contact_phone", "contact_email")
    return {name: getattr(found, name) for name in (*names, *contacts)} | {
        "services": [service.item_code for service in found.services]
    }
