"""Accounts: finding one, its roles, and what an operator may do with it. Never a password, never one's own account."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from marketplace.blueprints.admin.forms import AccountReasonForm, GrantForm
from marketplace.blueprints.web.fields import choices, query_int
from marketplace.blueprints.web.filters import translate
from marketplace.blueprints.web.freshness import freshly_signed_in
from marketplace.blueprints.web.labels import ROLES
from marketplace.blueprints.web.session import wall
from marketplace.blueprints.web.submit import form_page
from marketplace.blueprints.web.work import current_actor, reading, settings
from marketplace.domain.accounts import operations, queries
from marketplace.domain.accounts.events import AccountAct
from marketplace.domain.accounts.models import User
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries as organisation_queries
from marketplace.domain.organisations.models import Membership
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Invalid, NotFound, NotPermitted
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.unit_of_work import UnitOfWork

Page = Response | str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Act:
    """How a page asks before an operator acts: its words, and the operation with the real time."""

    title: Text
    lead: Text
    done: Text
    act: Callable[[UnitOfWork, int, str, datetime], User]


ACTS: Mapping[AccountAct, Act] = {
    AccountAct.LOCK: Act(
        mark("Lock the account"),
        mark("The person cannot sign in any more, and open sessions end. Roles stay for the day it is opened again."),
        mark("The account is locked and its sessions have ended."),
        operations.lock,
    ),
    AccountAct.UNLOCK: Act(
        mark("Open the account again"),
        mark("The person can sign in again, with the same password and second factor."),
        mark("The account is open again."),
        lambda uow, number, reason, _at: operations.unlock(uow, number, reason),
    ),
    AccountAct.RESET_SECOND_FACTOR: Act(
        mark("Remove the second factor"),
        mark(
            "Make sure first that it is really this person who asks, by a way other than mail. "
            "The password alone then opens the account, and the person sets up a new factor before an office opens."
        ),
        mark("The second factor is removed and all sessions have ended."),
        operations.reset_second_factor,
    ),
    AccountAct.END_SESSIONS: Act(
        mark("End all sessions"),
        mark("The person is signed out everywhere and can sign in again at once."),
        mark("All sessions have ended."),
        operations.end_all_sessions,
    ),
}


def account_list() -> str:
    """Accounts by a part of an address or a name."""
    q = request.args.get("q", "")
    number = query_int("page", 1, 1, queries.MAX_PAGE)
    found, total = queries.listing(reading(), q, number)
    ids = [user.id for user in found]
    return render_template(
        "admin/accounts.html",
        found=found,
        total=total,
        number=number,
        pages=min(-(-total // queries.PAGE_SIZE), queries.MAX_PAGE),
        seats=organisation_queries.seats_of(reading(), ids),
        last=queries.last_sign_ins(reading(), ids),
        roles=ROLES,
        q=q,
    )


def account(number: int) -> str:
    """One account: who, which roles, how it signs in, and what an operator may do."""
    found = queries.by_id(reading(), number)
    return render_template(
        "admin/account.html",
        person=found,
        seats=organisation_queries.seats_of(reading(), [number]).get(number, ()),
        last=queries.last_sign_ins(reading(), [number]).get(number),
        sessions=queries.open_sessions(reading(), number, wall() - settings().session_idle),
        is_own=number == current_actor().user_id,
        roles=ROLES,
        acts={act: words.title for act, words in ACTS.items()},
    )


@freshly_signed_in
def account_act(number: int, verb: str) -> Page:
    """Ask for the reason, then act on somebody else's account."""
    found = queries.by_id(reading(), number)
    if verb not in set(AccountAct):
        raise NotFound
    if number == current_actor().user_id:
        raise NotPermitted(mark("No operator does this with their own account; ask another operator."))
    words = ACTS[AccountAct(verb)]
    form = AccountReasonForm()
    return form_page(
        form,
        "admin/account_act.html",
        act=lambda uow: words.act(uow, number, form.reason.data or "", wall()),
        then=lambda _user: url_for("admin.account", number=number),
        done=translate(words.done),
        person=found,
        title=translate(words.title),
        lead=translate(words.lead),
        is_harsh=verb != AccountAct.UNLOCK,
    )


@freshly_signed_in
def grant(number: int) -> Page:
    """Give somebody else a role in an organisation."""
    found = queries.by_id(reading(), number)
    if found.erased_at is not None:
        raise NotFound
    if number == current_actor().user_id:
        raise NotPermitted(mark("No operator gives a role to themselves; ask another operator."))
    form = GrantForm()
    form.role.choices = choices(ROLES.items())

    def act(uow: UnitOfWork) -> Membership:
        ref = organisation_queries.ref_of(uow.session, form.organisation.data or "")
        if ref is None:
            raise Invalid(fields={"organisation": mark("There is no organisation with this number or credit code.")})
        return organisations.add_member(uow, ref, number, Role(form.role.data))

    return form_page(
        form,
        "admin/account_grant.html",
        act=act,
        then=lambda _member: url_for("admin.account", number=number),
        done=_("The role is given."),
        person=found,
    )
