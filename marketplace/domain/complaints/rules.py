"""What a complaint must say, how its code is kept, how long everybody has, and what is masked in public. Pure."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from urllib.parse import urlsplit

from marketplace.domain.accounts.rules import Limit
from marketplace.domain.complaints.articles import ARTICLES
from marketplace.domain.complaints.states import Anonymity, SubjectKind
from marketplace.kernel.errors import Invalid, at_field
from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.texts import one_line, paragraphs

CHECK_WITHIN = 5
"""Working days to check whether a complaint can be taken up (财政部令94号 Art 21)."""
SUPPLEMENT_WITHIN = 7
"""Working days the filer has for a supplement (local rules on 公平竞争审查举报: 7 working days)."""
STATEMENT_WITHIN = 5
"""Working days the respondent has for a statement (财政部令94号 Art 22)."""
DECIDE_WITHIN = 60
"""Calendar days from the complete complaint to the decision [unverified]; the last day rolls (民法典 Art 203(1))."""

FILING = Limit("complaints", 5, timedelta(days=1))
"""Complaints from one network address; an office or a café shares one [own default]."""
CODE_FROM_ADDRESS = Limit("complaint code from address", 10, timedelta(minutes=15))
"""Wrong codes from one network address [own default]."""
CODE = Limit("complaint code", 30, timedelta(minutes=5))
"""Wrong codes for one complaint from everywhere; short, so that a stranger cannot keep its filer out [own default]."""
SUPPLEMENTS = Limit("complaint supplements", 10, timedelta(days=1))
"""Supplements from one network address [own default]."""


def code_limits(ref: str, source: str) -> tuple[tuple[Limit, str], ...]:
    """What a wrong code for `ref` from the network address `source` is counted against."""
    return (CODE_FROM_ADDRESS, source), (CODE, ref.strip().upper())


MAX_FILES = 3
"""Files that come with one complaint, supplement or statement [own default]."""
MAX_FILE_BYTES = 10 * 1024**2
"""What the files of one complaint or supplement weigh together [own default]."""

LONGEST_TEXT = 4000
LONGEST_CLAUSE = 1000
LONGEST_LINE = 200
LONGEST_LINK = 500
LONGEST_NAME = 60
LONGEST_EMAIL = 254
SHORTEST_NAME = 2
"""A single letter stands in every text and tells nobody."""
LONGEST_PHONE = 20

CODE_BYTES = 16
"""128 bits (OWASP ASVS 5.0, 11.5.1): a code that cannot be guessed needs no slow hash."""
GROUP = 4
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
PHONE = re.compile(r"(\+?86)?1[3-9]\d{9}|0\d{2,3}-?\d{7,8}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Contact:
    """Who the filer is; empty strings where nothing was said."""

    name: str = ""
    phone: str = ""
    email: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing was said."""
        return not (self.name or self.phone or self.email)


@dataclass(frozen=True, slots=True)
class Submission:
    """A complaint as it is typed. `about` is a tender's or department's reference or an agency's credit code."""

    kind: SubjectKind
    articles: tuple[str, ...]
    facts: str
    reasons: str
    since: date | None
    reported_elsewhere: bool
    elsewhere: str
    anonymity: Anonymity
    about: str = ""
    clause: str = ""
    policy_title: str = ""
    policy_number: str = ""
    policy_issuer: str = ""
    policy_link: str = ""
    contact: Contact = Contact()


class _Answers:
    """Collects what is wrong, each at its field."""

    def __init__(self) -> None:
        self.wrong: dict[str, Text] = {}

    def clean(self, name: str, check: Callable[..., str], written: str, longest: int, *, required: bool = True) -> str:
        try:
            return check(written, longest=longest, required=required)
        except Invalid as refusal:
            self.wrong[name] = refusal.text
            return ""


def checked(typed: Submission, today: date) -> Submission:
    """The complaint fit to keep; Invalid names every field that needs another answer."""
    answers = _Answers()
    is_policy, is_clause = typed.kind is SubjectKind.POLICY, typed.kind is SubjectKind.CLAUSE
    made = replace(
        typed,
        clause=answers.clean("clause", paragraphs, typed.clause, LONGEST_CLAUSE) if is_clause else "",
        facts=answers.clean("facts", paragraphs, typed.facts, LONGEST_TEXT),
        reasons=answers.clean("reasons", paragraphs, typed.reasons, LONGEST_TEXT),
        elsewhere=answers.clean("elsewhere", paragraphs, typed.elsewhere, LONGEST_TEXT)
        if typed.reported_elsewhere
        else "",
        articles=tuple(code for code in ARTICLES if code in typed.articles),
        contact=Contact() if typed.anonymity is Anonymity.ANONYMOUS else _contact(typed.contact, answers),
    )
    if is_policy:
        made = _policy(made, answers)
    if not made.articles:
        answers.wrong["articles"] = mark("Choose at least one provision.")
    if made.since is not None and made.since > today:
        answers.wrong["since"] = mark("This day is still to come.")
    if answers.wrong:
        raise Invalid(fields=answers.wrong)
    return made


def _policy(typed: Submission, answers: _Answers) -> Submission:
    link = answers.clean("policy_link", one_line, typed.policy_link, LONGEST_LINK, required=False)
    if link and not is_web_address(link):
        answers.wrong["policy_link"] = mark("Write the whole address, beginning with https:// or http://.")
    return replace(
        typed,
        policy_title=answers.clean("policy_title", one_line, typed.policy_title, LONGEST_LINE),
        policy_number=answers.clean("policy_number", one_line, typed.policy_number, LONGEST_LINE, required=False),
        policy_issuer=answers.clean("policy_issuer", one_line, typed.policy_issuer, LONGEST_LINE),
        policy_link=link,
    )


def is_web_address(written: str) -> bool:
    """Whether it is an http or https address with a host."""
    try:
        parts = urlsplit(written)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _contact(typed: Contact, answers: _Answers) -> Contact:
    made = Contact(
        answers.clean("contact_name", one_line, typed.name, LONGEST_NAME),
        answers.clean("contact_phone", one_line, typed.phone, LONGEST_PHONE, required=False),
        answers.clean("contact_email", one_line, typed.email, LONGEST_EMAIL, required=False),
    )
    if made.phone and not PHONE.fullmatch(made.phone):
        answers.wrong["contact_phone"] = mark("Write a mobile number, or a landline with its area code.")
    if made.email and not EMAIL.fullmatch(made.email):
        answers.wrong["contact_email"] = mark("This is not an e-mail address.")
    if not (made.phone or made.email) and not {"contact_phone", "contact_email"} & answers.wrong.keys():
        answers.wrong["contact_phone"] = mark("Give a telephone number or an e-mail address.")
    return made


def said(written: str, field: str) -> str:
    """A text of the correspondence; Invalid (at `field`) when it is empty or too long."""
    with at_field(field):
        return paragraphs(written, longest=LONGEST_TEXT)


def check_files(sizes: Iterable[int]) -> None:
    """Raise Invalid (field ``file``) for more or larger files than are taken."""
    weights = list(sizes)
    if len(weights) > MAX_FILES or sum(weights) > MAX_FILE_BYTES:
        raise Invalid(
            fields={
                "file": mark(
                    "At most %(count)s files of together %(size)s MB are taken.",
                    count=MAX_FILES,
                    size=MAX_FILE_BYTES // 1024**2,
                )
            }
        )


def code_of(token: bytes) -> str:
    """Random bytes as a code to write down: ``ABCD-EFGH-…``, letters A to Z and digits 2 to 7."""
    letters = base64.b32encode(token).decode().rstrip("=")
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def code_hash(ref: str, code: str) -> str:
    """What is kept of a code; blanks, dashes and small letters do not matter."""
    letters = "".join(character for character in code.upper() if character.isalnum())
    return hashlib.sha256(f"{ref}:{letters}".encode()).hexdigest()


def fits(ref: str, code: str, kept: str) -> bool:
    """Whether `code` is the one whose hash is `kept`, compared in constant time."""
    return hmac.compare_digest(code_hash(ref, code), kept)


MASKED: Mapping[str, re.Pattern[str]] = {
    "***@***": re.compile(r"[\w.+-]+@[\w-]+(\.[\w-]+)+"),
    "******************": re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)", re.ASCII),
    "***********": re.compile(r"(?<!\d)(\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)", re.ASCII),
    "****": re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)", re.ASCII),
}
"""Mail addresses, identity numbers (GB 11643), mobile numbers and landlines."""


def masked(text: str, contact: Contact = Contact()) -> str:
    """`text` without the filer's contact and without anybody's number or address."""
    for known in (contact.email, contact.phone, contact.name):
        if len(known) >= SHORTEST_NAME:
            text = re.sub(re.escape(known), "***", text, flags=re.IGNORECASE)
    for stars, pattern in MASKED.items():
        text = pattern.sub(stars, text)
    return text
