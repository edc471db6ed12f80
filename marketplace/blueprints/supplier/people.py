"""The people of an agency."""

from flask import redirect, url_for
from werkzeug.wrappers import Response

from marketplace.blueprints.supplier.agencies import own_agencies, own_agency
from marketplace.blueprints.web.people import act_on_people, people_page
from marketplace.blueprints.web.submit import SEE_OTHER

Page = Response | str | tuple[str, int]


def people() -> Response:
    """To the people of the reader's first agency; each agency's page leads to its own."""
    return redirect(url_for("supplier.people_of", ref=own_agencies()[0].ref), SEE_OTHER)


def people_of(ref: str) -> Page:
    """Who sits in the agency, who is invited; an administrator invites."""
    return people_page(
        own_agency(ref), "supplier/people.html", url_for("supplier.people_of", ref=ref), "supplier.people_act"
    )


def people_act(ref: str, act: str) -> Response:
    """One button of that page."""
    return act_on_people(own_agency(ref).ref, act, url_for("supplier.people_of", ref=ref))
