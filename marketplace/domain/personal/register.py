"""The register of personal data: every column that is about a person, why it is kept, how long, on what ground; pure.

个人信息保护法 Art 17 asks to tell it, Art 19 to keep nothing longer than needed. A test compares it with the models.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from marketplace.domain.organisations.rules import INVITATION_ADDRESS_KEPT
from marketplace.domain.personal.rules import PRACTITIONER_KEPT
from marketplace.kernel.i18n import Text, mark


@dataclass(frozen=True, slots=True)
class Category:
    """Data of one purpose. `columns` are ``table.column`` or ``table.*``; `goes`: whole rows go with the account."""

    title: Text
    purpose: Text
    kept: Text
    ground: Text
    columns: tuple[str, ...]
    goes: tuple[str, ...] = ()
    """Tables whose rows of a person are deleted when the account is closed."""


CONTRACT = mark("Necessary for the account you asked for (个人信息保护法 Art 13(1)(2))")
DUTY = mark("Necessary for a duty by law (个人信息保护法 Art 13(1)(3); 政府采购法 Art 42)")
REPORTS = mark("Necessary for a duty by law (个人信息保护法 Art 13(1)(3); 反垄断法 Art 46)")

ACTS = Category(
    mark("What somebody did in a purchase"),
    mark("A procurement file says who drafted, approved, bid, scored, signed, accepted and paid."),
    mark("The number of the account and its name for 15 years after the purchase has ended, then the number alone."),
    DUTY,
    ("conflict_declaration.statement", "tender.authors"),
)
"""Also every column that points to an account and is not named elsewhere."""

REGISTER: tuple[Category, ...] = (
    Category(
        mark("Account"),
        mark("To know who acts, to reach them by mail, and to write in their language."),
        mark("Until you close the account; the name longer where you acted in a purchase, see below."),
        CONTRACT,
        (
            "user_account.email",
            "user_account.name",
            "user_account.language",
            "user_account.active",
            "user_account.create_datetime",
            "user_account.confirmed_at",
            "user_account.erased_at",
            "user_account.name_due_at",
        ),
    ),
    Category(
        mark("Sign-in"),
        mark("To let nobody in but you. Passwords and recovery codes are kept as hashes, second factors encrypted."),
        mark("Until you change them or close the account."),
        CONTRACT,
        (
            "user_account.password",
            "user_account.fs_uniquifier",
            "user_account.tf_primary_method",
            "user_account.tf_totp_secret",
            "user_account.tf_last_counter",
            "user_account.mf_recovery_codes",
            "user_account.fs_webauthn_user_handle",
        ),
    ),
    Category(
        mark("Passkeys"),
        mark(
            "To let you in without a password. Only the public half of a passkey is kept; "
            "face, fingerprint or PIN never leave your device."
        ),
        mark("Until you remove it or close the account."),
        CONTRACT,
        ("passkey.*",),
        ("passkey",),
    ),
    Category(
        mark("Browsers you signed in with"),
        mark("To keep you signed in, to show you where you are, and to look into an incident."),
        mark("30 days after the last request, or until you close the account."),
        CONTRACT,
        ("web_session.*",),
        ("web_session",),
    ),
    Category(
        mark("Failed sign-ins"),
        mark("To slow down guessing. Only a hash of the address is kept; nobody can read it back."),
        mark("One day."),
        CONTRACT,
        ("sign_in_attempt.*",),
    ),
    Category(
        mark("Notices and mails"),
        mark("To tell you what concerns your work."),
        mark("Until you close the account; what a mail carried is forgotten once it is sent."),
        CONTRACT,
        ("notice.*", "muted_topic.*", "outbox.payload"),
        ("notice", "muted_topic"),
    ),
    Category(
        mark("Begun forms"),
        mark("To keep what you typed into the form of a tender and have not saved. Nobody else reads it."),
        mark("Until you save or discard it, or close the account."),
        CONTRACT,
        ("tender_sketch.*",),
        ("tender_sketch",),
    ),
    Category(
        mark("Saved searches"),
        mark("To show you again what you look for, and to tell you what is new. Nobody else reads them."),
        mark("Until you delete them, or close the account."),
        CONTRACT,
        ("saved_search.*",),
        ("saved_search",),
    ),
    Category(
        mark("Roles"),
        mark("To know for which organisation you may act."),
        mark("As long as you hold them."),
        CONTRACT,
        ("membership.*",),
        ("membership",),
    ),
    Category(
        mark("Contact persons of organisations"),
        mark("To reach an organisation. Visitors see a masked form only."),
        mark("As long as the organisation is in the market; its members change it."),
        CONTRACT,
        (
            "organisation.legal_representative",
            "organisation.contact_name",
            "organisation.contact_phone",
            "organisation.contact_email",
            "organisation.shareholders",
            "organisation.address",
            "organisation.account",
        ),
    ),
    Category(
        mark("Invitations"),
        mark("To let the person who has the invited address, and nobody else, take a role in an organisation."),
        mark(
            "Until the account of this address is closed; what is still open is then taken back. "
            "Where nobody accepted, %(days)s days after the link has ended.",
            days=INVITATION_ADDRESS_KEPT.days,
        ),
        CONTRACT,
        ("invitation.email",),
    ),
    Category(
        mark("What somebody did for an organisation"),
        mark(
            "Registrations, certificates, commitments, invitations, claims and files say who handed them in or decided."
        ),
        mark("The number of the account for good; its name until the account is closed, longer only as said below."),
        CONTRACT,
        (
            "organisation.registered_by",
            "qualification.added_by",
            "practitioner.added_by",
            "signed_commitment.signed_by",
            "invitation.invited_by",
            "invitation.accepted_by",
            "dispute.claimant_id",
            "dispute.decided_by",
            "document.uploaded_by",
        ),
    ),
    Category(
        mark("Claims to a credit code"),
        mark(
            "To decide who stands behind an organisation. "
            "The operator, regulators and the person who claims it read the reason."
        ),
        mark(
            "As long as the decision must stay understood. "
            "An open claim is withdrawn when you close the account; the reason of a withdrawn claim goes with it."
        ),
        CONTRACT,
        ("dispute.reason", "dispute.document_id"),
    ),
    Category(
        mark("Practitioners of agencies"),
        mark(
            "To show who holds a certificate and works for an agency, to departments and others who have to check it. "
            "Of the identity document only a keyed hash and the last four characters are kept."
        ),
        mark(
            "As long as the agency names them, and %(days)s days after their last one; "
            "longer while a procurement file of that time must be kept.",
            days=PRACTITIONER_KEPT.days,
        ),
        DUTY,
        (
            "practitioner.name",
            "practitioner.certificate",
            "practitioner.registration_number",
            "practitioner.id_digest",
            "practitioner.id_ending",
            "practitioner.active_from",
            "practitioner.active_to",
        ),
    ),
    Category(
        mark("Contact of whoever files a complaint"),
        mark("To ask them for more and to tell them the decision. Only the regulator's page of the case reads it."),
        mark("As long as the file of the case."),
        REPORTS,
        ("complaint_contact.*",),
    ),
    ACTS,
    Category(
        mark("Journal"),
        mark("Every act is chained to the one before, so that none changes unnoticed. It holds numbers, no names."),
        mark("For good: taking an entry out would break the proof of all others."),
        DUTY,
        ("journal.user_id",),
    ),
)

NOT_PERSONAL = frozenset(
    {
        "organisation.name",
        "organisation.name_en",
        "organisation.mail_domain",
        "qualification.name",
        "complaint.statement_asked_at",
        "region.name_zh",
        "region.name_en",
        "service_item.name_zh",
        "service_item.name_en",
        "calendar_day.name",
        "round_step.name",
        "budget_line.name",
        "tender.project_name",
        "document.name",
        "beacon_round.signature",
        "checkpoint.signature",
    }
)
"""Columns whose name sounds like a person's and is not: names of things and of bodies."""

GOES_WITH_THE_ACCOUNT = tuple(table for category in REGISTER for table in category.goes)


def category_of(column: str) -> Category | None:
    """Where ``table.column`` is registered."""
    table = column.partition(".")[0]
    return next((each for each in REGISTER if column in each.columns or f"{table}.*" in each.columns), None)


def columns_of(category: Category, pointing: Iterable[str]) -> list[str]:
    """The columns of a category in order; `pointing` are all that point to an account."""
    found = list(category.columns)
    if category is ACTS:
        found += sorted(column for column in pointing if category_of(column) is None)
    return found
