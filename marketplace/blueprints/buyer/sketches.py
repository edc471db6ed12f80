"""A tender's form that keeps itself: what is typed is kept beside the draft, and is back when the form is opened."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from marketplace.blueprints.buyer.desk import Answer, demand, own_tender
from marketplace.blueprints.buyer.terms import TermsForm
from marketplace.blueprints.web.autosave import Kept, in_background
from marketplace.blueprints.web.fields import whole
from marketplace.blueprints.web.submit import act_and_return
from marketplace.blueprints.web.work import current_actor, reading, workplaces
from marketplace.domain.catalogue import queries as catalogue
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.tenders import drafting
from marketplace.domain.tenders.models import TenderSketch
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import NotPermitted
from marketplace.kernel.unit_of_work import UnitOfWork

sketches = Blueprint("sketches", __name__, url_prefix="/tenders")

OWN = frozenset({"csrf_token", "typed"})
"""What belongs to the page and not to what was typed."""


@sketches.post("/new/<code>/keep")
def keep_new(code: str) -> Answer:
    """Keep what is typed for an item of which there is no draft yet."""
    return _keep(_home(), catalogue.get(reading(), code).code)


@sketches.post("/<ref>/keep")
def keep(ref: str) -> Answer:
    """Keep what is typed over a draft."""
    tender = own_tender(ref)
    demand("tender:edit", tender)
    return _keep(reading().get_one(Organisation, tender.buyer_id).ref, ref)


@sketches.post("/new/<code>/forget")
def forget_new(code: str) -> Answer:
    """Begin anew: with empty fields, or with the copy that the reader was offered."""
    home, item = _home(), catalogue.get(reading(), code)
    pattern = request.form.get("pattern") or None
    return act_and_return(
        lambda uow: drafting.forget(uow, home, item.code),
        lambda _done: url_for("buyer.drafting.draft", code=code, pattern=pattern),
        _("What was typed is dropped."),
    )


@sketches.post("/<ref>/forget")
def forget(ref: str) -> Answer:
    """Go back to the draft as it is saved."""
    home = reading().get_one(Organisation, own_tender(ref).buyer_id).ref
    return act_and_return(
        lambda uow: drafting.forget(uow, home, ref),
        lambda _done: url_for("buyer.drafting.edit", ref=ref),
        _("What was typed is dropped."),
    )


def typed_before(about: str) -> TenderSketch | None:
    """What the reader typed and has not saved; a form that is sent brings its own."""
    return drafting.sketch(reading(), current_actor(), about) if request.method == "GET" else None


def as_typed(begun: TenderSketch | None) -> Mapping[str, Any]:
    """How a form is made that shows it, mistakes and all."""
    return {} if begun is None else {"formdata": MultiDict(begun.fields)}


def show_number(form: TermsForm, begun: TenderSketch | None) -> None:
    """Tell the page which state it shows, so that an older one overwrites none."""
    if begun is not None:
        form.typed.data = str(begun.number)


def _keep(home: str, about: str) -> Answer:
    typed = {name: text for name, text in request.form.items() if name not in OWN}
    seen = whole(request.form.get("typed")) or 0

    def act(uow: UnitOfWork) -> Kept:
        kept = drafting.keep(uow, home, about, typed, seen)
        return Kept(kept.saved_at, {"typed": str(kept.number)})

    return in_background(act)


def _home() -> str:
    """A department for which the reader drafts."""
    for place in workplaces():
        if current_actor().sits(place.organisation_id, Role.DRAFTER):
            return place.ref
    raise NotPermitted
