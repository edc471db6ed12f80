"""A room that only these tests have: pages that refuse, break, write and are guarded, in every way a view may."""

from collections.abc import Iterator

import pytest
from flask import Blueprint, Flask, render_template_string, request
from flask_wtf import FlaskForm
from jinja2 import ChoiceLoader, DictLoader, FileSystemBytecodeCache
from sqlalchemy import text
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import DataRequired

from marketplace.app import create_app
from marketplace.blueprints import sitemap
from marketplace.blueprints.sitemap import Room
from marketplace.blueprints.web.access import EVERYONE, SIGNED_IN, seats
from marketplace.blueprints.web.fields import BeijingTimeField, DayField, MoneyField, query_choice, query_int
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import reading
from marketplace.config import Settings
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Conflict, Invalid, NotFound, NotPermitted, Refusal, Unavailable
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork
from tests.blueprints.client import Browser
from tests.clock import HandClock

REFUSALS: dict[str, Refusal] = {
    "missing": NotFound(),
    "forbidden": NotPermitted(),
    "invalid": Invalid(fields={"title": mark("Too bold.")}),
    "conflict": Conflict(mark("It is closed.")),
    "away": Unavailable(mark("The bank does not answer.")),
}


PAGE = """{% extends "layouts/form.html" %}
{% from "components/field.html" import field %}
{% from "components/form.html" import form_post %}
{% block title %}Trial{% endblock %}
{% block form %}
  {% call form_post(form) %}
    {{ field(form.title) }}{{ field(form.price) }}{{ field(form.at) }}{{ field(form.day) }}
  {% endcall %}
{% endblock %}
"""


class TryForm(FlaskForm):
    title = StringField("Title", validators=[DataRequired("Enter a title.")])
    price = MoneyField("Price")
    at = BeijingTimeField("At")
    day = DayField("Day")


def room() -> tuple[Blueprint, Blueprint, Blueprint]:  # noqa: C901 - a list of small views
    trial = Blueprint("trial", __name__, url_prefix="/trial")
    closed = Blueprint("closed", __name__, url_prefix="/closed")
    forgotten = Blueprint("forgotten", __name__, url_prefix="/forgotten")

    @trial.get("/refuse/<how>")
    def refuse(how: str) -> str:
        raise REFUSALS[how]

    @trial.get("/break")
    def break_down() -> str:
        message = "secret of the house"
        raise RuntimeError(message)

    @trial.get("/number/<int:number>")
    def number(number: int) -> Response:
        reading().execute(text("SELECT :number"), {"number": int(request.args.get("n", number))})
        return Response("fine", mimetype="text/plain")

    @trial.get("/list")
    def listing() -> dict[str, object]:
        return {"page": query_int("page", 1, 1, 500), "sort": query_choice("sort", {"price", "date"}, "date")}

    @trial.route("/form", methods=["GET", "POST"])
    def form() -> Response | str | tuple[str, int]:
        asked = TryForm()

        def act(uow: UnitOfWork) -> str:
            assert uow.now
            if asked.title.data in REFUSALS:
                raise REFUSALS[asked.title.data]
            return f"{asked.price.data} {asked.at.data} {asked.day.data}"

        return form_page(asked, "trial.html", act=act, then=lambda said: f"/trial/list?said={said}", done="Done.")

    @trial.post("/button")
    def button() -> Response:
        def act(uow: UnitOfWork) -> str:
            raise REFUSALS["conflict"]

        return act_and_return(act, lambda _result: "/sign-in")

    @closed.get("/account")
    def account() -> Response:
        return Response("only with an account", mimetype="text/plain")

    @closed.get("/department")
    def department() -> Response:
        return Response("only for departments", mimetype="text/plain")

    @forgotten.get("/")
    def forgotten_page() -> str:
        return render_template_string("nobody put me into the address book")

    return trial, closed, forgotten


@pytest.fixture
def app(
    settings: Settings, clock: HandClock, bytecode: FileSystemBytecodeCache, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Flask]:
    trial, closed, forgotten = room()
    rooms = (
        Room(trial, EVERYONE),
        Room(closed, SIGNED_IN, exceptions={"closed.department": seats(Role.DRAFTER)}),
    )
    monkeypatch.setattr(sitemap, "ROOMS", sitemap.ROOMS + rooms)
    made = create_app(settings, clock, wall=lambda: clock.at)
    made.register_blueprint(forgotten)
    made.test_client_class = Browser
    made.jinja_env.bytecode_cache = bytecode
    made.jinja_loader = ChoiceLoader([DictLoader({"trial.html": PAGE}), made.jinja_loader])  # type: ignore[list-item,assignment]
    made.jinja_env.loader = made.jinja_loader
    yield made
    made.extensions["marketplace"].providers.engine.dispose()
