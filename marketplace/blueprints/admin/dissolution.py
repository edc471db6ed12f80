"""A department that is dissolved into another."""

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from marketplace.blueprints.web.fields import ChoiceField, DayField, choices
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.words import in_language
from marketplace.blueprints.web.work import current_actor, reading
from marketplace.domain.organisations import operations, queries, succession
from marketplace.domain.organisations.states import REGISTRATION, OrganisationKind
from marketplace.kernel.errors import NotFound


class DissolveForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Into whom, from when, by which document."""

    successor = ChoiceField(_l("The department that carries it on"))
    from_day = DayField(_l("From which day"), description=_l("Today or earlier: record it on the day it takes effect."))
    document = StringField(_l("Number of the document"), description=_l("For example 成委发〔2026〕3号."))


def dissolve(ref: str) -> Response | str | tuple[str, int]:
    """Record it; what is open goes over to the successor's people at once."""
    found = queries.by_ref(reading(), current_actor(), ref)
    if found.kind is not OrganisationKind.DEPARTMENT:
        raise NotFound
    form = DissolveForm()
    form.successor.choices = choices(
        ((one.ref, in_language(one.name, one.name_en)) for one in succession.possible_successors(reading(), found.id)),
        empty=_("Choose a department"),
    )
    return form_page(
        form,
        "admin/dissolve.html",
        act=lambda uow: operations.dissolve(
            uow, ref, form.successor.data or "", form.from_day.data, form.document.data or ""
        ),
        then=lambda _department: url_for("admin.organisation", ref=ref),
        done=_("It is recorded. The successor's people act on everything that is open."),
        organisation=found,
        can_dissolve=REGISTRATION.allows(found.state, "dissolve"),
        meaning=REGISTRATION.meanings[found.state],
    )
