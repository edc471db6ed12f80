"""Organisations: the list, setting one up, importing many, and who sits in them."""

from typing import Any

from flask import render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from marketplace.blueprints.admin.forms import MemberForm, SetUpForm, TableForm
from marketplace.blueprints.web.fields import choices, query_choice, query_int, whole
from marketplace.blueprints.web.labels import ROLES
from marketplace.blueprints.web.standing import organisations as standing
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.uploads import import_page
from marketplace.blueprints.web.words import KINDS, in_language
from marketplace.blueprints.web.work import current_actor, providers, reading
from marketplace.domain.accounts import queries as accounts
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries as organisation_queries
from marketplace.domain.organisations import succession
from marketplace.domain.organisations.models import Membership, Organisation
from marketplace.domain.organisations.operations.set_up import COLUMNS
from marketplace.domain.organisations.rules import LEGAL_FORMS, LegalForm, roles_of
from marketplace.domain.organisations.states import REGISTRATION, OrganisationKind
from marketplace.domain.regions import queries as regions
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Invalid, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

Page = Response | str | tuple[str, int]
SET_UP = [kind for kind in OrganisationKind if kind not in {OrganisationKind.AGENCY, OrganisationKind.BUYER}]


def organisation_list() -> str:
    """Every organisation in every state."""
    kind = query_choice("kind", set(OrganisationKind), "")
    number = query_int("page", 1, 1, organisation_queries.MAX_PAGE)
    q = request.args.get("q", "")
    return render_template(
        "admin/organisations.html",
        found=organisation_queries.listing(reading(), kind=OrganisationKind(kind) if kind else None, q=q, page=number),
        kind=kind,
        kinds=KINDS,
        q=q,
    )


def set_up() -> Page:
    """Add a department, the regulator or the operator, active at once."""
    form = SetUpForm(kind=OrganisationKind.DEPARTMENT)
    form.kind.choices = choices((kind, KINDS[kind]) for kind in SET_UP)
    form.region_code.choices = choices(
        (
            (region.code, f"{region.code} {in_language(region.name_zh, region.name_en)}")
            for region in regions.everywhere(reading())
        ),
        empty=_("None"),
    )

    def act(uow: UnitOfWork) -> Organisation:
        answers = form.particulars()
        return organisations.set_up(
            uow,
            OrganisationKind(form.kind.data),
            answers,
            slug=providers().slug_of(answers.name),
            region_code=form.region_code.data or None,
        )

    return form_page(form, "admin/set_up.html", act=act, then=_page_of, done=_("The organisation is set up."))


def import_organisations() -> Page:
    """Add many from a table, all or none."""
    return import_page(
        TableForm(),
        "admin/import.html",
        act=lambda uow, rows: organisations.import_organisations(uow, rows, providers().slug_of),
        then=lambda added: (
            url_for("admin.organisation_list"),
            ngettext("%(num)s organisation was imported.", "%(num)s organisations were imported.", len(added)),
        ),
        title=_("Import organisations"),
        lead=_("They are active at once and have no members. One bad line, and nothing is imported."),
        columns=COLUMNS,
        back=url_for("admin.organisation_list"),
    )


def organisation(ref: str) -> Page:
    """One organisation and its members; a person with an account is given a role here."""
    found = organisation_queries.by_ref(reading(), current_actor(), ref)
    form = MemberForm()
    form.role.choices = choices((role, ROLES[role]) for role in sorted(roles_of(found.kind, found.buyer_kind)))

    def act(uow: UnitOfWork) -> Membership:
        account = accounts.by_email(uow.session, form.email.data or "")
        if account is None:
            raise Invalid(fields={"email": mark("There is no account with this address.")})
        return organisations.add_member(uow, ref, account.id, Role(form.role.data))

    return form_page(
        form,
        "admin/organisation.html",
        act=act,
        then=lambda _member: url_for("admin.organisation", ref=ref),
        done=_("The member is added."),
        **_context(found),
    )


def remove_member(ref: str) -> Response:
    """Take a role away; it is gone at the person's next request."""
    user_id, role = whole(request.form.get("user")), request.form.get("role", "")
    if user_id is None or role not in set(Role):
        raise NotFound
    return act_and_return(
        lambda uow: organisations.remove_member(uow, ref, user_id, Role(role)),
        then=lambda _organisation: url_for("admin.organisation", ref=ref),
        done=_("The role is taken away."),
    )


def _context(found: Organisation) -> dict[str, Any]:
    return {
        "organisation": found,
        "stands": standing.of_organisation(found),
        "kind": KINDS[found.kind],
        "form_name": LEGAL_FORMS[LegalForm(found.legal_form)],
        "region": regions.path(reading(), found.region_code) if found.region_code else [],
        "members": organisation_queries.members(reading(), found.id),
        "roles": ROLES,
        "dissolved": succession.dissolution_of(reading(), found),
        "carried_on": succession.carried_on_by(reading(), found.id),
        "may_be_dissolved": found.kind is OrganisationKind.DEPARTMENT and REGISTRATION.allows(found.state, "dissolve"),
    }


def _page_of(found: Organisation) -> str:
    return url_for("admin.organisation", ref=found.ref)
