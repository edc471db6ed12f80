"""A person's own pages: overview, name and language, sessions. The inbox has a file of its own."""

from flask import Blueprint, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from marketplace.blueprints.account import invitations, passkeys, personal
from marketplace.blueprints.account.browsers import browser_name
from marketplace.blueprints.account.inbox import inbox
from marketplace.blueprints.account.openers import keys
from marketplace.blueprints.account.searches import searches
from marketplace.blueprints.web.fields import choices
from marketplace.blueprints.web.labels import ROLES
from marketplace.blueprints.web.language import remember
from marketplace.blueprints.web.session import present_token_hash, wall
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_account, member, reading, settings, workplaces
from marketplace.domain.accounts import operations, queries
from marketplace.domain.accounts.models import User
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.errors import NotFound
from marketplace.kernel.i18n import Text
from marketplace.languages import LOCALES, OWN_NAMES

account = Blueprint("account", __name__, url_prefix="/account")
account.register_blueprint(inbox)
account.register_blueprint(keys)
account.register_blueprint(searches)
account.add_url_rule("/data", view_func=personal.data)
account.add_url_rule("/data/export.json", view_func=personal.export)
account.add_url_rule(
    "/passkeys/<int:number>/remove", endpoint="remove_passkey", view_func=passkeys.remove, methods=["GET", "POST"]
)
account.add_url_rule("/data/erase", view_func=personal.erase, methods=["GET", "POST"])


ROOM_OF = {
    OrganisationKind.AGENCY: "supplier.index",
    OrganisationKind.DEPARTMENT: "buyer.home.index",
    OrganisationKind.BUYER: "buyer.home.index",
    OrganisationKind.REGULATOR: "regulator.index",
    OrganisationKind.OPERATOR: "admin.index",
}
"""Where the people of an organisation work."""


class ProfileForm(FlaskForm):  # type: ignore[misc]
    """What a person may change about themselves."""

    name = StringField(
        lazy_gettext("Your name"),
        validators=[DataRequired(lazy_gettext("Enter your name.")), Length(max=80)],
    )
    language = SelectField(
        lazy_gettext("Language of pages and mails"),
        choices=choices(OWN_NAMES.items()),
    )


@account.get("/")
def index() -> str:
    """Who is signed in and where they belong."""
    person = _person()
    return render_template(
        "account/index.html",
        person=person,
        workplaces=workplaces(),
        roles={place.organisation_id: _roles(place.organisation_id) for place in workplaces()},
        rooms={kind: url_for(endpoint) for kind, endpoint in ROOM_OF.items()},
    )


@account.get("/desk")
def desk() -> Response:
    """Where a person works: the first room of theirs; who has none sees the account."""
    places = workplaces()
    return redirect(url_for(ROOM_OF[places[0].kind] if places else ".index"))


@account.route("/profile", methods=["GET", "POST"])
def profile() -> Response | str | tuple[str, int]:
    """Name and language."""
    form = ProfileForm(obj=_person())
    answer = form_page(
        form,
        "account/profile.html",
        act=lambda uow: operations.describe(uow, name=str(form.name.data), language=form.language.data),
        then=lambda _changed: url_for(".index"),
        done=_("Your details are saved."),
    )
    if isinstance(answer, Response) and form.language.data in LOCALES:
        remember(answer, form.language.data)  # type: ignore[arg-type]  # redirect() makes Flask's own response
    return answer


@account.get("/sessions")
def sessions() -> str:
    """The browsers the account is signed in with."""
    return render_template(
        "account/sessions.html",
        sessions=[
            (open_session, browser_name(open_session.agent))
            for open_session in queries.open_sessions(reading(), _person().id, wall() - settings().session_idle)
        ],
        here=present_token_hash(),
    )


@account.post("/sessions/<token>/end")
def end_session(token: str) -> Response:
    """Sign one browser out."""
    return act_and_return(
        lambda uow: operations.end_session(uow, token, wall()),
        lambda _ended: url_for(".sessions"),
        _("That session has ended."),
    )


account.add_url_rule("/invitations/<token>", view_func=invitations.invitation)
account.add_url_rule(
    "/invitations/<token>", endpoint="accept_invitation", view_func=invitations.accept, methods=["POST"]
)


def _person() -> User:
    person = current_account()
    if person is None:
        raise NotFound
    return person


def _roles(organisation_id: int) -> list[Text]:
    held = {seat.role for seat in member().seats if seat.organisation_id == organisation_id}
    return [label for role, label in ROLES.items() if role in held]
