"""The people of an organisation, for its own rooms: who sits there, who is invited, who administers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField

from marketplace.blueprints.web.fields import ChoiceField, choices, whole
from marketplace.blueprints.web.labels import ROLES
from marketplace.blueprints.web.language import language
from marketplace.blueprints.web.submit import act_and_return, form_page
from marketplace.blueprints.web.work import current_actor, now, reading
from marketplace.domain.accounts.models import User
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries
from marketplace.domain.organisations.models import Organisation
from marketplace.domain.organisations.rules import INVITATION_VALID, roles_of
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import NotFound, NotPermitted
from marketplace.kernel.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Colleague:
    """One person with all roles there."""

    user: User
    roles: Sequence[Role]
    since: datetime
    is_administrator: bool
    is_reader: bool


class InviteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF is untyped
    """Whom to ask for which role."""

    email = StringField(
        _l("E-mail of the person"),
        description=_l("They get a link that opens once; they accept it with an account of this address."),
    )
    role = ChoiceField(_l("Role"))


def people_page(
    organisation: Organisation,
    template: str,
    here: str,
    act_endpoint: str,
    **context: Any,  # noqa: ANN401 - what the room's own template shows
) -> Response | str | tuple[str, int]:
    """The list; an administrator invites here. `here` is the page's address, `act_endpoint` takes ref and act."""
    form = InviteForm()
    form.role.choices = choices(
        (role, ROLES[role]) for role in sorted(roles_of(organisation.kind, organisation.buyer_kind))
    )
    is_administrator = current_actor().administers(organisation.id)
    if request.method == "POST" and not is_administrator:
        raise NotPermitted
    return form_page(
        form,
        template,
        act=lambda uow: organisations.invite(
            uow, organisation.ref, form.email.data or "", Role(form.role.data), language()
        ),
        then=lambda _invitation: here,
        done=_("The invitation is on its way."),
        organisation=organisation,
        colleagues=_colleagues(organisation),
        invitations=queries.open_invitations(reading(), organisation.id, now()) if is_administrator else [],
        is_administrator=is_administrator,
        roles=ROLES,
        valid_days=INVITATION_VALID.days,
        act_endpoint=act_endpoint,
        **context,
    )


def act_on_people(ref: str, act: str, here: str) -> Response:
    """One button of the page; whoever leaves goes to their account."""
    if act not in _ACTS:
        raise NotFound
    done = {
        "remove": _("The role is taken away."),
        "appoint": _("That person is an administrator now."),
        "step-down": _("You are no administrator any more."),
        "leave": _("You have left the organisation."),
        "revoke": _("The invitation is taken back."),
    }
    return act_and_return(
        lambda uow: _ACTS[act](uow, ref),
        then=lambda result: url_for("account.index") if act == "leave" and result is not None else here,
        done=done[act],
    )


def _colleagues(organisation: Organisation) -> list[Colleague]:
    found: dict[int, list[queries.Member]] = {}
    for member in queries.members(reading(), organisation.id):
        found.setdefault(member.user.id, []).append(member)
    return [
        Colleague(
            user=rows[0].user,
            roles=[row.role for row in rows],
            since=min(row.since for row in rows),
            is_administrator=rows[0].is_administrator,
            is_reader=user_id == current_actor().user_id,
        )
        for user_id, rows in found.items()
    ]


def _user() -> int:
    user_id = whole(request.form.get("user"))
    if user_id is None:
        raise NotFound
    return user_id


def _remove(uow: UnitOfWork, ref: str) -> Organisation:
    role = request.form.get("role", "")
    if role not in set(Role):
        raise NotFound
    return organisations.remove_member(uow, ref, _user(), Role(role))


_ACTS: Mapping[str, Callable[[UnitOfWork, str], Any]] = {
    "remove": _remove,
    "appoint": lambda uow, ref: organisations.appoint_administrator(uow, ref, _user()),
    "step-down": organisations.step_down,
    "leave": organisations.leave,
    "revoke": lambda uow, ref: organisations.revoke_invitation(uow, ref, request.form.get("invitation", "")),
}
