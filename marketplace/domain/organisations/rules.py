"""What an organisation is asked, and how each answer is checked; pure."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from enum import StrEnum

from marketplace.domain.organisations.credit_codes import credit_code
from marketplace.domain.organisations.states import BuyerKind, OrganisationKind
from marketplace.kernel.actor import Role
from marketplace.kernel.errors import Invalid
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import one_line

FORMAL_CHECK_WORKING_DAYS = 2
"""How long the formal check may take (Jiangmen: 形式审查 2 working days); on timeout it passes by itself [ours]."""

MAX_REGISTRATIONS = 3
REGISTRATION_WINDOW = timedelta(days=1)
"""How many agencies one person may register within 24 hours [ours]."""

INVITATION_VALID = timedelta(days=7)
"""How long the link in an invitation opens [ours]."""

INVITATION_ADDRESS_KEPT = timedelta(days=30)
"""How long the address of an invitation that nobody accepted stays after its link has ended [ours]."""

MAX_INVITATIONS = 30
INVITATION_WINDOW = timedelta(days=1)
"""How many invitations one organisation may send within 24 hours [ours]."""

MAX_OPEN_DISPUTES = 3
"""How many credit codes one person may claim at the same time: each open dispute holds awards up [ours]."""

SHARED_MAIL_DOMAINS = frozenset(
    {
        "126.com",
        "139.com",
        "163.com",
        "189.cn",
        "aliyun.com",
        "foxmail.com",
        "gmail.com",
        "hotmail.com",
        "icloud.com",
        "outlook.com",
        "qq.com",
        "sina.cn",
        "sina.com",
        "sohu.com",
        "vip.qq.com",
        "wo.cn",
        "yahoo.com",
        "yeah.net",
    }
)
"""Anybody gets an address there, so it proves nothing [ours]."""

SHORTEST_NAME = 2
LONGEST_DOCUMENT_NUMBER = 60
"""Of the document that dissolves a department, for example 成委发〔2026〕3号 [own default]."""

LONGEST_REASON = 500
LONGEST_DESCRIPTION = 2_000
LONGEST_SHAREHOLDERS = 2_000
LONGEST_ADDRESS = 200
LONGEST_CLAIM = 2_000
LONGEST_NOTE = 200
LONGEST_DOMAIN = 253


class LegalForm(StrEnum):
    """What kind of body it is (民法典 Art 57-108; sole traders Art 54)."""

    ENTERPRISE = "enterprise"
    SOLE_TRADER = "sole_trader"
    PUBLIC_INSTITUTION = "public_institution"
    SOCIAL_ORGANISATION = "social_organisation"
    UNINCORPORATED = "unincorporated"
    GOVERNMENT_BODY = "government_body"
    NATURAL_PERSON = "natural_person"


LEGAL_FORMS: Mapping[LegalForm, Text] = {
    LegalForm.ENTERPRISE: mark("Enterprise"),
    LegalForm.SOLE_TRADER: mark("Sole trader"),
    LegalForm.PUBLIC_INSTITUTION: mark("Public institution"),
    LegalForm.SOCIAL_ORGANISATION: mark("Social organisation"),
    LegalForm.UNINCORPORATED: mark("Unincorporated organisation"),
    LegalForm.GOVERNMENT_BODY: mark("Government body"),
    LegalForm.NATURAL_PERSON: mark("Natural person"),
}

BODIES = frozenset(LegalForm) - {LegalForm.NATURAL_PERSON}
"""What has a credit code."""

ROLES_OF: Mapping[OrganisationKind, frozenset[Role]] = {
    OrganisationKind.AGENCY: frozenset({Role.AGENCY_MEMBER}),
    OrganisationKind.DEPARTMENT: frozenset(
        {Role.DRAFTER, Role.APPROVER, Role.EVALUATOR, Role.FINANCE_OFFICER, Role.LEGAL_OFFICER}
    ),
    OrganisationKind.BUYER: frozenset(
        {Role.DRAFTER, Role.APPROVER, Role.EVALUATOR, Role.FINANCE_OFFICER, Role.LEGAL_OFFICER}
    ),
    OrganisationKind.REGULATOR: frozenset({Role.REGULATOR}),
    OrganisationKind.OPERATOR: frozenset({Role.OPERATOR}),
}
"""Which roles there are in which kind of organisation."""


def roles_of(kind: OrganisationKind, buyer_kind: BuyerKind | None) -> frozenset[Role]:
    """The roles of one organisation: a natural person has no legal officer, and mends what is blocked."""
    return ROLES_OF[kind] - {Role.LEGAL_OFFICER} if buyer_kind is BuyerKind.PERSON else ROLES_OF[kind]


_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_ACCOUNT = re.compile(r"[0-9]{8,30}")
_LANDLINE = re.compile(r"0\d{2,3}-?\d{7,8}", re.ASCII)
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[a-z0-9-]+(\.[a-z0-9-]+)+", re.ASCII | re.IGNORECASE)
LONGEST_EMAIL = 254
_DOMAIN = re.compile(r"([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Particulars:
    """All that an organisation is asked. Never a region, capital, turnover, age or fee (优化营商环境条例 Art 43)."""

    credit_code: str
    name: str
    name_en: str = ""
    legal_form: str
    legal_representative: str
    contact_name: str
    contact_phone: str
    contact_email: str


def name(written: str) -> str:
    """A Chinese or other name of 2 to 120 characters, at least one of them a letter."""
    found = one_line(written, longest=120)
    if len(found) < SHORTEST_NAME or not any(character.isalpha() for character in found):
        raise Invalid(mark("Write the full name, as it stands on the licence."))
    return found


def person(written: str) -> str:
    """A person's name of at most 60 characters."""
    found = one_line(written, longest=60)
    if not any(character.isalpha() for character in found):
        raise Invalid(mark("Write the person's name."))
    return found


def bank_account(written: str) -> str:
    """The digits of an account's number, without blanks and dashes; empty where none is given."""
    bare = re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", written))
    if bare and not _ACCOUNT.fullmatch(bare):
        raise Invalid(mark("Write the account's number in 8 to 30 digits."))
    return bare


def phone(written: str) -> str:
    """A Chinese mobile number (11 digits) or a landline with its area code (``0755-12345678``)."""
    typed = unicodedata.normalize("NFKC", written)
    bare = re.sub(r"[\s().]", "", typed.replace("－", "-").replace("–", "-"))
    bare = re.sub(r"^(\+86|0086)-?", "", bare)
    mobile = bare.replace("-", "")
    if _MOBILE.fullmatch(mobile):
        return mobile
    if _LANDLINE.fullmatch(bare):
        return bare
    raise Invalid(
        mark("Write a mobile number (11 digits), or a landline with its area code, for example 028-12345678.")
    )


def email(written: str) -> str:
    """An address that mail can be sent to, in small letters after the @."""
    found = unicodedata.normalize("NFKC", written).strip()
    if len(found) > LONGEST_EMAIL or not _EMAIL.fullmatch(found) or ".." in found:
        raise Invalid(mark("Write an e-mail address, for example name@example.org."))
    local, domain = found.rsplit("@", 1)
    return f"{local}@{domain.lower()}"


def mail_domain(written: str) -> str:
    """A firm's own mail domain in small letters, ``example.org``; Invalid for one that everybody can use."""
    found = unicodedata.normalize("NFKC", written).strip().lower().removeprefix("@")
    if len(found) > LONGEST_DOMAIN or not _DOMAIN.fullmatch(found):
        raise Invalid(mark("Write the part of the firm's addresses after the @, for example example.org."))
    if found in SHARED_MAIL_DOMAINS:
        raise Invalid(mark("Anybody can have an address at this domain; it proves nothing."))
    return found


def legal_form(written: str) -> str:
    """One of the `BODIES`."""
    if written not in BODIES:
        raise Invalid(mark("Choose what kind of body this is."))
    return LegalForm(written).value


_RULES: Mapping[str, Callable[[str], str]] = {
    "credit_code": credit_code,
    "name": name,
    "name_en": lambda written: one_line(written, longest=200, required=False),
    "legal_form": legal_form,
    "legal_representative": person,
    "contact_name": person,
    "contact_phone": phone,
    "contact_email": email,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Individual:
    """All that a natural person who buys is asked; no number of an identity document."""

    name: str
    contact_phone: str
    contact_email: str


_RULES_OF_INDIVIDUALS = {"name": person, "contact_phone": phone, "contact_email": email}


def checked_individual(given: Individual) -> Individual:
    """The same in normal form; raises Invalid with everything that is wrong, by field."""
    right: dict[str, str] = {}
    wrong: dict[str, Text] = {}
    for name_of, rule in _RULES_OF_INDIVIDUALS.items():
        try:
            right[name_of] = rule(getattr(given, name_of))
        except Invalid as refusal:
            wrong[name_of] = refusal.text
    if wrong:
        raise Invalid(fields=wrong)
    return Individual(**right)


def public_name(whole: str) -> str:
    """What everybody reads of a natural person's name: its first character."""
    return f"{whole[0]}**"


def checked(given: Particulars) -> Particulars:
    """The same in normal form; raises Invalid with everything that is wrong, by field."""
    right: dict[str, str] = {}
    wrong: dict[str, Text] = {}
    for field in fields(Particulars):
        try:
            right[field.name] = _RULES[field.name](getattr(given, field.name))
        except Invalid as refusal:
            wrong[field.name] = refusal.text
    if wrong:
        raise Invalid(fields=wrong)
    return Particulars(**right)
