"""Forms that save themselves: the small script sends what is typed, the answer says in a line what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import jsonify
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.web.errors import status_of
from marketplace.blueprints.web.filters import BEIJING, translate
from marketplace.blueprints.web.submit import MENDABLE
from marketplace.blueprints.web.work import writing
from marketplace.kernel.errors import Invalid, Refusal
from marketplace.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Kept:
    """When it was saved, and which hidden fields of the form now hold what."""

    at: datetime
    fields: Mapping[str, str] = field(default_factory=dict)


def in_background(act: Callable[[UnitOfWork], Kept]) -> Response:
    """Save without leaving the page: ``{"said": one line to read, "fields": {name: value}}``.

    A refusal has its usual status; the form stays as it is, and the reader is told quietly.
    """
    try:
        with writing() as uow:
            kept = act(uow)
    except MENDABLE as refusal:
        return refused(refusal)
    return jsonify(said=_("Saved at %(time)s", time=f"{kept.at.astimezone(BEIJING):%H:%M}"), fields=dict(kept.fields))


def refused(refusal: Refusal) -> Response:
    """The words of a refusal for a script that reads out ``said``, with its usual status."""
    named = list(refusal.fields.values()) if isinstance(refusal, Invalid) else []
    response = jsonify(said=translate(named[0] if named else refusal.text), fields={})
    response.status_code = status_of(refusal)
    return response
