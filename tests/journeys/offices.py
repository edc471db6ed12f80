"""What operations set up before anybody comes: reference data, a department and the operator with their people."""

from collections.abc import Mapping
from dataclasses import dataclass

import pyotp
from flask_security import hash_password
from passlib.totp import TOTP

from marketplace.domain.accounts import operations as accounts
from marketplace.domain.calendar import operations as calendar
from marketplace.domain.catalogue import operations as catalogue
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations.credit_codes import make_credit_code
from marketplace.domain.organisations.rules import LegalForm, Particulars
from marketplace.domain.organisations.states import OrganisationKind
from marketplace.domain.regions import operations as regions
from marketplace.kernel.actor import PLATFORM, Role
from tests.journeys.facts import REGION
from tests.journeys.people import PASSWORD
from tests.journeys.site import Site

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
        },
    ),
    (
        OrganisationKind.OPERATOR,
        "中介服务超市运营中心",
        "Marketplace Operations",
        "12440000MB2D0002",
        {"operator": Role.OPERATOR},
    ),
)


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
    sign_ins = {}
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
            user = _account(site, sign_ins[who], who, language)
            with site.house.writing(PLATFORM) as uow:
                organisations.add_member(uow, office.ref, user, role)
    return sign_ins


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
