"""The address book: every room of the site in menu order, who may enter it, and what its menu says.

A room that is missing here does not open (deny by default). To add one: import its blueprint, add one line to `ROOMS`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, lru_cache

from flask import Blueprint, Flask

from marketplace.blueprints.account.views import account
from marketplace.blueprints.admin.views import admin
from marketplace.blueprints.api.views import api
from marketplace.blueprints.buyer.views import buyer
from marketplace.blueprints.public.views import public
from marketplace.blueprints.regulator.views import regulator
from marketplace.blueprints.supplier.views import supplier
from marketplace.blueprints.web.access import EVERYONE, SIGNED_IN, Access, seats
from marketplace.blueprints.web.documents import document_pages
from marketplace.blueprints.web.health import health
from marketplace.kernel.actor import Actor, Role
from marketplace.kernel.i18n import Text, mark

Menu = tuple[tuple[str, str], ...]
"""(English label, endpoint) in order."""

READERS = 1024
"""How many readers' menus are remembered; all visitors are one."""


@dataclass(frozen=True, slots=True)
class Link:
    """An entry of the menu or of the footer."""

    label: Text
    endpoint: str
    access: Access


@dataclass(frozen=True, slots=True)
class Room:
    """A blueprint, its door, and its entries in the menu; `exceptions` are views with a door of their own."""

    blueprint: Blueprint
    access: Access
    menu: tuple[Link, ...] = ()
    exceptions: Mapping[str, Access] = field(default_factory=dict)


AGENCY = Access(roles=frozenset({Role.AGENCY_MEMBER}))
DEPARTMENT = seats(Role.DRAFTER, Role.APPROVER, Role.EVALUATOR, Role.FINANCE_OFFICER, Role.LEGAL_OFFICER)
REGULATOR = seats(Role.REGULATOR)
OPERATOR = seats(Role.OPERATOR)

ROOMS: tuple[Room, ...] = (
    Room(health, EVERYONE),
    Room(
        public,
        EVERYONE,
        menu=(
            Link(mark("Search"), "public.search", EVERYONE),
            Link(mark("Tenders"), "public.tenders", EVERYONE),
            Link(mark("Providers"), "public.providers", EVERYONE),
            Link(mark("Services"), "public.services", EVERYONE),
            Link(mark("Awards"), "public.awards", EVERYONE),
            Link(mark("Help"), "public.help", EVERYONE),
        ),
    ),
    Room(document_pages, EVERYONE),
    Room(api, EVERYONE),
    Room(
        supplier,
        AGENCY,
        menu=(Link(mark("Your work"), "supplier.index", AGENCY),),
        exceptions={
            "supplier.index": SIGNED_IN,
            "supplier.register": SIGNED_IN,
            "supplier.open_dispute": SIGNED_IN,
            "supplier.dispute": SIGNED_IN,
            "supplier.withdraw_dispute": SIGNED_IN,
        },
    ),
    Room(
        buyer,
        DEPARTMENT,
        menu=(Link(mark("Your department"), "buyer.home.index", DEPARTMENT),),
        exceptions={
            "buyer.registration.register": SIGNED_IN,
            "buyer.registration.register_person": SIGNED_IN,
        },
    ),
    Room(regulator, REGULATOR, menu=(Link(mark("Supervision"), "regulator.index", REGULATOR),)),
    Room(admin, OPERATOR, menu=(Link(mark("Operation"), "admin.index", OPERATOR),)),
    Room(account, SIGNED_IN, menu=(Link(mark("My account"), "account.index", SIGNED_IN),)),
)

FOOTER: tuple[Link, ...] = (
    Link(mark("What an approval may ask of you"), "public.approvals", EVERYONE),
    Link(mark("Ties between departments and providers"), "public.affiliations", EVERYONE),
    Link(mark("Complaints about monopoly"), "public.complaints", EVERYONE),
    Link(mark("Decisions"), "public.decisions", EVERYONE),
    Link(mark("How results are ordered"), "public.ranking", EVERYONE),
    Link(mark("Audit"), "public.audit", EVERYONE),
    Link(mark("Privacy"), "public.privacy", EVERYONE),
)

ELSEWHERE: Mapping[str, Access] = {
    "static": EVERYONE,
    "security.login": EVERYONE,
    "security.logout": EVERYONE,
    "security.register": EVERYONE,
    "security.send_confirmation": EVERYONE,
    "security.confirm_email": EVERYONE,
    "security.forgot_password": EVERYONE,
    "security.reset_password": EVERYONE,
    "security.change_email_confirm": EVERYONE,
    "security.two_factor_token_validation": EVERYONE,
    "security.mf_recovery": EVERYONE,
    "security.wan_signin": EVERYONE,
    "security.wan_signin_response": EVERYONE,
    "security.verify": SIGNED_IN,
    "security.change_password": SIGNED_IN,
    "security.change_email": SIGNED_IN,
    "security.two_factor_setup": SIGNED_IN,
    "security.mf_recovery_codes": SIGNED_IN,
    "security.wan_register": SIGNED_IN,
    "security.wan_register_response": SIGNED_IN,
    "security.wan_verify": SIGNED_IN,
    "security.wan_verify_response": SIGNED_IN,
}
"""Views that no blueprint of ours holds. Those of Flask-Security that are not named stay shut."""


def install(app: Flask) -> None:
    """Open the rooms."""
    for room in ROOMS:
        app.register_blueprint(room.blueprint)


@cache
def access_of(endpoint: str) -> Access | None:
    """The door of a view; None: it does not open."""
    room = next((room for room in ROOMS if room.blueprint.name == endpoint.partition(".")[0]), None)
    return ELSEWHERE.get(endpoint) if room is None else room.exceptions.get(endpoint, room.access)


@lru_cache(maxsize=READERS)
def navigation(actor: Actor) -> Menu:
    """The menu as `actor` sees it."""
    return _shown((link for room in ROOMS for link in room.menu), actor)


@lru_cache(maxsize=READERS)
def footer(actor: Actor) -> Menu:
    """The links at the foot of every page."""
    return _shown(FOOTER, actor)


def _shown(links: Iterable[Link], actor: Actor) -> Menu:
    return tuple((link.label.msgid, link.endpoint) for link in links if link.access.admits(actor))
