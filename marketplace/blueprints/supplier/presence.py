"""Leaving the market, and coming back."""

from flask import url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import own_agency
from marketplace.blueprints.web.submit import ConfirmForm, form_page
from marketplace.blueprints.web.work import providers, reading
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.states import REGISTRATION

Page = Response | str | tuple[str, int]


def leave(ref: str) -> Page:
    """Leave the market; the page says beforehand what still stands in the way."""
    found = own_agency(ref)
    open_business = providers().open_business
    return form_page(
        ConfirmForm(),
        "supplier/leave.html",
        act=lambda uow: organisations.withdraw(uow, ref, open_business),
        then=lambda _left: url_for("supplier.agency", ref=ref),
        done=_("The agency has left the market."),
        agency=found,
        may=REGISTRATION.allows(found.state, "withdraw"),
        reasons=[reason for look in open_business for reason in look(reading(), found.id)],
    )


def come_back(ref: str) -> Page:
    """Come back."""
    found = own_agency(ref)
    return form_page(
        ConfirmForm(),
        "supplier/come_back.html",
        act=lambda uow: organisations.rejoin(uow, ref),
        then=lambda _back: url_for("supplier.agency", ref=ref),
        done=_("The agency is back in the market."),
        agency=found,
        may=REGISTRATION.allows(found.state, "rejoin"),
    )
