"""What operations set up before anybody comes: reference data, three offices with their people, three openers' keys."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import pyotp
from flask_security import hash_password
from passlib.totp import TOTP

from marketplace.adapters.sealing import key_files
from marketplace.domain.accounts import operations as accounts
from marketplace.domain.calendar import operations as calendar
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries as organisation_queries
from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.rules import LegalForm, Particulars
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.regions import operations as regions
from marketplace.kernel.actor import PLATFORM, Actor, Role
from marketplace.kernel.entropy import SystemEntropy
from tests.journeys.facts import REGION
from tests.journeys.people import PASSWORD
from tests.journeys.site import Site
from tests.openers import Openers, key_of

YEARS = (2023, 2024)

OFFICES = (
    (
        OrganisationKind.DEPARTMENT,
        "香山应急管理局",
        "Xiangshan Emergency Management Bureau",
        "11440000MB2D0001",
        {
            "drafter": Role.DRAFTER,
            "approver": Role.APPROVER,
            "officer1": Role.FINANCE_OFFICER,
            "officer2": Role.FINANCE_OFFICER,
            "lawyer": Role.LEGAL_OFFICER,
        },
    ),
    (
        OrganisationKind.OPERATOR,
        "中介服务超市运营中心",
        "Marketplace Operations",
        "12440000MB2D0002",
        {"operator": Role.OPERATOR},
    ),
    (
        OrganisationKind.REGULATOR,
        "香山政务服务监管处",
        "Xiangshan Procurement Supervision",
        "11440000MB2D0003",
        {"regulator": Role.REGULATOR},
    ),
)
KEEPERS = ("approver", "operator", "regulator")
"""Who holds a key for their office; any two of them open."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """What somebody of an office types to come in."""

    email: str
    totp_secret: str


def found(site: Site, language: str) -> Mapping[str, SignIn]:
    """Set everything up; the sign-ins by who it is."""
    with site.house.writing(PLATFORM) as uow:
        regions.seed(uow)
        catalogue.seed(uow)
        calendar.seed(uow, site.house.holidays, YEARS)
    sign_ins, offices, users = {}, {}, {}
    for kind, name, name_en, code, staff in OFFICES:
        particulars = Particulars(
            credit_code=make_credit_code(code),
            name=name,
            name_en=name_en,
            legal_form=LegalForm.GOVERNMENT_BODY,
            legal_representative="陈某",
            contact_name="林某",
            contact_phone="0760-88880000",
            contact_email="office@offices.example",
        )
        region = REGION if kind is OrganisationKind.DEPARTMENT else None
        with site.house.writing(PLATFORM) as uow:
            office = organisations.set_up(uow, kind, particulars, slug=site.house.slug_of(name), region_code=region)
        for who, role in staff.items():
            sign_ins[who] = SignIn(f"{who}@offices.example", pyotp.random_base32())
            users[who], offices[who] = _account(site, sign_ins[who], who, language), office.ref
            with site.house.writing(PLATFORM) as uow:
                organisations.add_member(uow, office.ref, users[who], role)

    def actor(who: str) -> Actor:
        with site.reading() as session:
            return organisation_queries.actor_of(session, users[who])

    openers = Openers(site.house, actor, {})
    for who in KEEPERS:
        openers.add(who, offices[who])
    return sign_ins


@cache
def key_file(who: str) -> bytes:
    """The file in which somebody's key was kept, under the password of the person."""
    return json.dumps(key_files.lock(key_of(who).private_bytes_raw(), PASSWORD, SystemEntropy())).encode()


def _account(site: Site, sign_in: SignIn, name: str, language: str) -> int:
    config = site.app.config
    totp = TOTP.using(secrets=config["SECURITY_TOTP_SECRETS"], issuer=config["SECURITY_TOTP_ISSUER"])
    with site.app.app_context():
        password = hash_password(PASSWORD)
    with site.house.writing(PLATFORM) as uow:
        user = accounts.create(uow, email=sign_in.email, name=name, password_hash=password, language=language)
        user.tf_primary_method = "authenticator"
        user.tf_totp_secret = totp(key=sign_in.totp_secret).to_json(encrypt=True)
    return user.id
