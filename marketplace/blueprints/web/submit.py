"""The one way from a form to an operation: check, act in a unit of work, say what is wrong, or redirect."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import flash, redirect, render_template, request
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import Field

from marketplace.blueprints.web.errors import status_of
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.work import writing
from marketplace.kernel.errors import Conflict, Invalid, Refusal, Unavailable
from marketplace.kernel.unit_of_work import UnitOfWork

T = TypeVar("T")

MENDABLE = (Invalid, Conflict, Unavailable)
"""Refusals that are said on the form itself, with everything that was typed still in it."""
SEE_OTHER = 303
UNPROCESSABLE = 422


class ConfirmForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Nothing is asked; the button is the answer."""


def form_page(
    form: FlaskForm,
    template: str,
    *,
    act: Callable[[UnitOfWork], T],
    then: Callable[[T], str],
    done: str | None = None,
    **context: Any,  # noqa: ANN401 - what the template shows
) -> Response | str | tuple[str, int]:
    """Show `template` with `form`; on POST check it and call `act(uow)`, then redirect to `then(result)`.

    `act` reads the form's data and calls one operation. When it refuses (Invalid, Conflict, Unavailable), the form
    comes back with the words of the refusal at the field it names or at the top, and status 422, 409 or 503. NotFound
    and NotPermitted become pages of their own. `done` is flashed as a success.
    """
    if request.method != "POST":
        return render_template(template, form=form, **context)
    status = UNPROCESSABLE
    if form.validate():
        try:
            with writing() as uow:
                result = act(uow)
        except MENDABLE as refusal:
            status = status_of(refusal)
            say_on_form(form, refusal)
        else:
            return _onward(then(result), done)
    return render_template(template, form=form, **context), status


def act_and_return(
    act: Callable[[UnitOfWork], T], then: Callable[[T | None], str], done: str | None = None
) -> Response:
    """A button that does one thing: call `act(uow)` and redirect to `then(result)`.

    When it refuses (Invalid, Conflict, Unavailable), its words are flashed and the redirect goes to `then(None)`.
    """
    try:
        with writing() as uow:
            result = act(uow)
    except MENDABLE as refusal:
        flash(translate(refusal.text), "warning")
        return redirect(then(None), SEE_OTHER)
    return _onward(then(result), done)


def say_on_form(form: FlaskForm, refusal: Refusal) -> None:
    """Put the words of a refusal where the reader can mend it: `Invalid.fields` at their fields, the rest on top."""
    placed = False
    for name, text in (refusal.fields if isinstance(refusal, Invalid) else {}).items():
        field = form._fields.get(name)
        if field is None:
            continue
        _add(field, translate(text))
        placed = True
    if not placed:
        form.form_errors = [*form.form_errors, translate(refusal.text)]


def _add(field: Field, words: str) -> None:
    field.errors = [*field.errors, words]


def _onward(address: str, done: str | None) -> Response:
    if done:
        flash(done, "success")
    return redirect(address, SEE_OTHER)
