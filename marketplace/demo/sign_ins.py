"""The accounts of the demonstration: addresses, the one password, the second factors. For demonstrations only.

All of it is public, since it stands in this file; a live instance refuses to run with these accounts.
"""

import base64
import hashlib
from dataclasses import asdict, dataclass
from functools import cache

from marketplace.demo import cast
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.kernel.actor import Role

PASSWORD = "demo-only-paper-lantern"  # noqa: S105 - public on purpose
DOMAIN = "demo.example"
"""A name that no mail can ever reach (RFC 2606)."""
SHOWN_AGENCIES = 3
ESCROW = "yunling-finance"
"""The department that holds the third key of every tender, beside the first department and the regulator."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody needs to sign in; `totp_secret` is base32, None where no second factor is set up."""

    role: str
    email: str
    password: str
    totp_secret: str | None
    organisation: str


def shown() -> list[dict[str, str | None]]:
    """The sign-ins to show: three agencies, the first department, the regulator, the operator and the third opener."""
    listed = [
        SignIn("agency", of_agency(agency.key), PASSWORD, None, agency.name)
        for agency in cast.agencies()[:SHOWN_AGENCIES]
    ]
    offices = cast.offices()
    department = next(office for office in offices if office.kind is OrganisationKind.DEPARTMENT)
    for office in (department, *(office for office in offices if office.kind is not OrganisationKind.DEPARTMENT)):
        for role, names in office.staff.items():
            for number in range(1, len(names) + 1):
                address = of_office(office.key, role, number)
                listed.append(SignIn(role.value, address, PASSWORD, totp_secret(address), office.name))
    escrow = next(office for office in offices if office.key == ESCROW)
    address = of_office(ESCROW, Role.APPROVER, 1)
    listed.append(SignIn("opener", address, PASSWORD, totp_secret(address), escrow.name))
    return [asdict(sign_in) for sign_in in listed]


def of_agency(key: str) -> str:
    """The address of an agency's member: short for those that are shown."""
    keys = [agency.key for agency in cast.agencies()[:SHOWN_AGENCIES]]
    return f"agency{keys.index(key) + 1}@{DOMAIN}" if key in keys else f"{key}@{DOMAIN}"


def of_office(key: str, role: Role, number: int) -> str:
    """The address of an office's member: short for those that are shown."""
    who = f"{role.value.replace('_', '-')}{number if role in {Role.EVALUATOR, Role.FINANCE_OFFICER} else ''}"
    departments = [office.key for office in cast.offices() if office.kind is OrganisationKind.DEPARTMENT]
    return f"{who}.{key}@{DOMAIN}" if key in departments[1:] else f"{who}@{DOMAIN}"


@cache
def language(address: str) -> str:
    """Those that are shown begin in the language in which a demonstration greets; the others are the province's own."""
    return "en" if address in {each["email"] for each in shown()} else "zh"


def totp_secret(address: str) -> str:
    """160 bits in base32 (RFC 4226, 4), made from the address so that every load sets the same."""
    return base64.b32encode(
        hashlib.sha1(f"demo second factor of {address}".encode(), usedforsecurity=False).digest()
    ).decode()
