"""Everybody who comes to the doors, signed in: who did the first half of each act, and who did nothing yet.

In the small market "drafter" drafts, selects and records what ended, and approves nothing here although they could:
that is the person whom four eyes keep out. The same goes for "officer1", who records vouchers, "operator2", who
registers an agency and claims the code of another, and "operator3", who works for that one.
"""

import hashlib
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from marketplace.blueprints.web.freshness import SIGNED_IN_AT
from marketplace.cli.who_may.prototypes import Who
from marketplace.domain.accounts.models import User, WebSession
from marketplace.domain.openers import operations as openers
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import PLATFORM, Role
from tests.clock import MONDAY, HandClock
from tests.domain.market import KEY_HOLDERS, REGION, Market
from tests.houses import open_house

PERSONS: Mapping[Who, str] = {
    Who.VISITOR: "",
    Who.PERSON: "stranger",
    Who.DRAFTER: "drafter2",
    Who.APPROVER: "approver",
    Who.EVALUATOR: "evaluator1",
    Who.OFFICER: "officer2",
    Who.LEGAL_OFFICER: "lawyer",
    Who.AGENCY: "colleague",
    Who.AGENCY_ADMINISTRATOR: "agency1",
    Who.DEPARTMENT_ADMINISTRATOR: "evaluator3",
    Who.OTHER_AGENCY: "agency2",
    Who.OTHER_DEPARTMENT: "other_approver",
    Who.REGULATOR: "regulator2",
    Who.CASE_OFFICER: "regulator",
    Who.KEY_HOLDER: "keeper",
    Who.OPERATOR: "operator",
}
"""Who stands for which prototype; the person concerned is each place's own."""

SEATS = (
    ("drafter", "department", Role.APPROVER),
    ("drafter2", "department", Role.DRAFTER),
    ("lawyer", "department", Role.LEGAL_OFFICER),
    ("colleague", "agency1", Role.AGENCY_MEMBER),
    ("partner", "agency1", Role.AGENCY_MEMBER),
    ("other_approver", "other_department", Role.DRAFTER),
    ("other_approver2", "other_department", Role.APPROVER),
    ("other_approver", "other_department", Role.EVALUATOR),
    ("other_approver", "other_department", Role.FINANCE_OFFICER),
    ("other_approver", "other_department", Role.LEGAL_OFFICER),
    ("drafter", "department", Role.LEGAL_OFFICER),
    ("regulator2", "regulator", Role.REGULATOR),
    ("regulator3", "regulator", Role.REGULATOR),
    ("regulator3", "department", Role.EVALUATOR),
    ("keeper", "regulator", Role.REGULATOR),
    ("keeper2", "third_department", Role.EVALUATOR),
    ("operator2", "operator", Role.OPERATOR),
    ("operator3", "operator", Role.OPERATOR),
    ("operator3", "agency3", Role.AGENCY_MEMBER),
)

KEEPERS: Mapping[str, str] = {"keeper": "regulator", "keeper2": "third_department", "drafter": "department"}
"""Whose keys bids are sealed to here, for which organisation: nobody who stands for another prototype."""

ROOMS: Mapping[str, frozenset[Role]] = {
    "buyer": frozenset({Role.DRAFTER, Role.APPROVER, Role.EVALUATOR, Role.FINANCE_OFFICER, Role.LEGAL_OFFICER}),
    "supplier": frozenset({Role.AGENCY_MEMBER}),
    "regulator": frozenset({Role.REGULATOR}),
    "admin": frozenset({Role.OPERATOR}),
}
"""Whoever may act may have to do it through the door of their own room: these are for those roles alone."""

SIGNED_IN = (
    "buyer.registration.register",
    "buyer.registration.register_person",
    "supplier.register",
    "supplier.open_dispute",
    "supplier.withdraw_dispute",
)
"""Doors in a room that every account may use."""


@dataclass(frozen=True)
class People:
    """Their numbers, and the organisations' references."""

    users: dict[str, int]
    refs: dict[str, str]


def build(url: str) -> People:
    """The small market with all of them, each with a second factor and a session."""
    with tempfile.TemporaryDirectory() as folder, open_house(url, HandClock(), Path(folder), "people") as house:
        market = Market(house, HandClock()).build()
        with house.writing(PLATFORM) as uow:
            market.refs["third_department"] = organisations.set_up(
                uow, OrganisationKind.DEPARTMENT, market.particulars("third", "11"), slug="third", region_code=REGION
            ).ref
        for name in ("stranger", "invitee", "helper"):
            market.person(name)
        for name, organisation, role in SEATS:
            number = market.users.get(name) or market.person(name)
            with house.writing(PLATFORM) as uow:
                organisations.add_member(uow, market.refs[organisation], number, role)
        for name in KEY_HOLDERS:
            with market.acting(name) as uow:
                openers.retire(uow, market.openers.ref(name))
        for name, organisation in KEEPERS.items():
            market.openers.add(name, market.refs[organisation])
        with market.acting("operator") as uow:
            organisations.appoint_administrator(uow, market.refs["department"], market.users["evaluator3"])
        with house.writing(PLATFORM) as uow:
            for name, number in market.users.items():
                user = uow.session.get_one(User, number)
                user.tf_primary_method, user.tf_totp_secret = "authenticator", "kept elsewhere"
                uow.session.add(_session(name, user))
        return People(market.users, market.refs)


def token(name: str) -> str:
    """The cookie of that person's browser."""
    return f"{name:A<43}".replace("_", "-")


def _session(name: str, user: User) -> WebSession:
    signed_in = datetime.now(UTC).timestamp()  # noqa: TID251 - Flask-Security reads the machine's clock
    return WebSession(
        token_hash=hashlib.sha256(token(name).encode()).hexdigest(),
        user_id=user.id,
        data={"_user_id": user.fs_uniquifier, "_fresh": True, "fs_paa": signed_in, SIGNED_IN_AT: signed_in},
        created_at=MONDAY,
        seen_at=MONDAY,
    )
