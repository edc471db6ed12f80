"""Which of the reader's agencies a page is about."""

from collections.abc import Sequence

from flask import flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.web.submit import SEE_OTHER
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.organisations import queries as organisations
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind, OrganisationState
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import NotFound


def own_agencies() -> Sequence[Organisation]:
    """The agencies the reader is a member of, in the order they joined the market."""
    return [
        agency
        for agency in organisations.of_person(reading(), current_actor())
        if agency.kind is OrganisationKind.AGENCY
    ]


def own_agency(ref: str) -> Organisation:
    """One of them by its reference; raises NotFound for any other organisation, public or not."""
    agency = organisations.by_ref(reading(), current_actor(), ref)
    if not current_actor().sits(agency.id, Role.AGENCY_MEMBER):
        raise NotFound
    return agency


def not_now(agency: Organisation) -> Response:
    """Somebody followed an old link: the status page says how things stand."""
    flash(_("This is not possible in the present state of the registration."), "warning")
    return redirect(url_for("supplier.agency", ref=agency.ref), SEE_OTHER)


def active_agencies() -> Sequence[Organisation]:
    """Those that may bid."""
    return [agency for agency in own_agencies() if agency.state is OrganisationState.ACTIVE]


def bidding_agency() -> Organisation | None:
    """For which agency a bid is written: the one the address names (``?agency=O-…``), else the first that may bid."""
    active = active_agencies()
    wanted = request.args.get("agency", "")
    if not wanted:
        return active[0] if active else None
    for agency in active:
        if agency.ref == wanted:
            return agency
    raise NotFound


def agency_ids() -> list[int]:
    """The keys of all the reader's agencies, for lists."""
    return [agency.id for agency in own_agencies()]
