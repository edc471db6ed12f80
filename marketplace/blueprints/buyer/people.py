"""The people of a department."""

from collections.abc import Sequence

from flask import Blueprint, url_for

from marketplace.blueprints.buyer.desk import Answer
from marketplace.blueprints.web.people import act_on_people, people_page
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.errors import NotFound

people = Blueprint("people", __name__, url_prefix="/people")


@people.route("", methods=["GET", "POST"], defaults={"ref": ""})
@people.route("/<ref>", methods=["GET", "POST"])
def show(ref: str) -> Answer:
    """Who sits in the department, who is invited; an administrator invites."""
    found = _department(ref)
    return people_page(
        found,
        "buyer/people.html",
        url_for("buyer.people.show", ref=ref),
        "buyer.people.act",
        others=[other for other in _departments() if other.id != found.id],
    )


@people.post("/<ref>/<act>")
def act(ref: str, act: str) -> Answer:
    """One button of that page."""
    return act_on_people(_department(ref).ref, act, url_for("buyer.people.show", ref=ref))


BUYERS = frozenset({OrganisationKind.DEPARTMENT, OrganisationKind.BUYER})


def _departments() -> Sequence[Organisation]:
    return [place for place in queries.of_person(reading(), current_actor()) if place.kind in BUYERS]


def _department(ref: str) -> Organisation:
    """One of the reader's departments, the first where none is named; raises NotFound for any other."""
    for place in _departments():
        if ref in {"", place.ref}:
            return place
    raise NotFound
