"""One's own data: what is kept, a copy to take along, and closing the account for good."""

import json

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_security.utils import logout_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import BooleanField
from wtforms.validators import DataRequired

from marketplace.blueprints.web.freshness import freshly_signed_in
from marketplace.blueprints.web.submit import SEE_OTHER, form_page
from marketplace.blueprints.web.work import current_account, current_actor, now, reading
from marketplace.domain.accounts.models import User
from marketplace.domain.personal import operations, queries
from marketplace.domain.personal.export import own_data
from marketplace.domain.personal.register import REGISTER
from marketplace.domain.personal.rules import KEPT_YEARS
from marketplace.kernel.errors import NotFound


class ErasureForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """The last word before an account is gone."""

    understood = BooleanField(
        lazy_gettext("I understand that nobody can bring the account back."),
        validators=[DataRequired(lazy_gettext("Tick this to close the account."))],
    )


def data() -> str:
    """What is kept of the reader, and what they may do about it."""
    return render_template("account/data.html", register=REGISTER)


@freshly_signed_in
def export() -> Response:
    """Everything about the reader, as a JSON file."""
    person = _person()
    written = json.dumps(own_data(reading(), current_actor(), now()), ensure_ascii=False, indent=2)
    answer = Response(written, content_type="application/json; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="personal-data-{person.id}.json"'
    return answer


@freshly_signed_in
def erase() -> Response | str | tuple[str, int]:
    """Say what goes, what stays, why and until when; then close the account."""
    person = _person()
    answer = form_page(
        ErasureForm(),
        "account/erase.html",
        act=operations.erase,
        then=lambda _closed: url_for("public.index"),
        stays=queries.stays(reading(), person.id, now()),
        alone=queries.left_alone(reading(), person.id),
        claims=queries.open_claims(reading(), person.id),
        years=KEPT_YEARS,
    )
    if not isinstance(answer, Response):
        return answer
    logout_user()
    flash(_("Your account is closed and your data are gone, except what a procurement file must keep."), "success")
    return redirect(url_for("public.index"), SEE_OTHER)


def _person() -> User:
    person = current_account()
    if person is None:
        raise NotFound
    return person
