"""Registrations, claims to credit codes, disputes, invitations and certificates."""

from marketplace.blueprints.web.standing import NO_DATE, Duties, Duty, Standing, stand
from marketplace.blueprints.web.work import now
from marketplace.domain.calendar.rules import end_of, start_of
from marketplace.domain.organisations.certificates import CERTIFICATE, WARNING_DAYS, Validity
from marketplace.domain.organisations.models import Dispute, Invitation, Organisation
from marketplace.domain.organisations.queries import Shown
from marketplace.domain.organisations.rules import FORMAL_CHECK_WORKING_DAYS, INVITATION_VALID
from marketplace.domain.organisations.states import (
    CLAIM,
    DISPUTE,
    INVITATION,
    REGISTRATION,
    ClaimState,
    DisputeState,
    InvitationState,
    OrganisationState,
)
from marketplace.kernel.i18n import mark

O, C, D, I = OrganisationState, ClaimState, DisputeState, InvitationState  # noqa: E741 - O and I stand for their words

MEMBER = mark("A member of the provider")
REGISTRATIONS: Duties = {
    O.SUBMITTED: Duty(
        mark("Check the form of the answers: let the registration pass, or return it with a reason."),
        mark("An operator, but not one who registered it"),
        "organisation:check",
        mark("Within %(days)s working days of the day it was handed in.", days=FORMAL_CHECK_WORKING_DAYS),
        mark("Then the registration passes by itself. The provider need not do anything."),
    ),
    O.RETURNED: Duty(
        mark("Correct what the reason names and send the registration again."),
        MEMBER,
        "organisation:correct",
        NO_DATE,
    ),
    O.ACTIVE: Duty(mark("It takes part in the market with all its rights.")),
    O.WITHDRAWN: Duty(
        mark("It makes no new bids. Directory and search do not show it; its page stays with its history."),
    ),
    O.DISSOLVED: Duty(mark("Whoever had business with it turns to the successor.")),
}
CLAIMS: Duties = {
    C.UNVERIFIED: Duty(
        mark(
            "Compare a document with the registration, or record the firm's own mail domain. "
            "Until then the provider signs a commitment with each bid."
        ),
        mark("An operator who is neither a member nor the one who registered it"),
        "organisation:verify",
        NO_DATE,
        mark("A contract in force with a department confirms it by itself."),
    ),
    C.VERIFIED: Duty(mark("Bids need no further commitment.")),
}
DISPUTES: Duties = {
    D.OPEN: Duty(
        mark("Look at what both sides show and decide, with a reason that both read."),
        mark("An operator who belongs to neither side"),
        "dispute:decide",
        NO_DATE,
        mark("The claimant may withdraw the claim until then."),
    ),
    D.UPHELD: Duty(
        mark("The former members have lost their seats. Bids, awards and contracts stay the provider's and go on."),
    ),
    D.REJECTED: Duty(mark("The provider's members stay as they are, and its awards go on.")),
    D.WITHDRAWN: Duty(mark("The provider's members stay as they are, and its awards go on.")),
}
INVITATIONS: Duties = {
    I.SENT: Duty(
        mark("Sign in with the address of the mail and accept."),
        mark("The person to whom the mail was sent"),
        "",
        mark("Within %(days)s days of the mail.", days=INVITATION_VALID.days),
        mark("Then the link opens no more; an administrator can send a new one."),
    ),
    I.ACCEPTED: Duty(mark("The person is a member now and works in the organisation's pages.")),
    I.REVOKED: Duty(mark("This link opens no more. An administrator of the organisation can send a new one.")),
}
EXPIRED = Duty(mark("It has expired. An administrator of the organisation can send a new one."))
CERTIFICATES: Duties = {
    Validity.FUTURE: Duty(
        mark("Wait for its first day, or take it off."),
        MEMBER,
        "organisation:keep_evidence",
        then=mark("From its first day on it counts by itself."),
    ),
    Validity.IN_FORCE: Duty(
        mark("It counts in every bid. The provider is warned %(days)s days before it expires.", days=max(WARNING_DAYS)),
    ),
    Validity.EXPIRES_SOON: Duty(
        mark("Show its successor before it expires."),
        MEMBER,
        "organisation:keep_evidence",
        mark("Until the last day that stands on it."),
        mark("Then services that need it do not count as offered until a successor is shown."),
    ),
    Validity.EXPIRED: Duty(
        mark("Show its successor, or take it off."),
        MEMBER,
        "organisation:keep_evidence",
        NO_DATE,
        mark("As soon as a successor is in force, the services count again by themselves."),
    ),
    Validity.TAKEN_OFF: Duty(mark("It counts for nothing any more; it stays on file for what was bid with it.")),
}


def of_organisation(organisation: Organisation) -> Standing:
    """The registration of an organisation."""
    state = organisation.state
    return stand(REGISTRATION, state, REGISTRATIONS[state], organisation, organisation.next_check_at)


def of_claim(organisation: Organisation) -> Standing:
    """Its claim to the credit code."""
    return stand(CLAIM, organisation.claim, CLAIMS[organisation.claim], organisation)


def of_dispute(dispute: Dispute) -> Standing:
    """A second person's claim to it."""
    return stand(DISPUTE, dispute.state, DISPUTES[dispute.state], dispute)


def of_invitation(invitation: Invitation, *, is_addressed: bool) -> Standing:
    """An invitation; `is_addressed` says that the reader is the person it was sent to."""
    state = invitation.state
    if state is not I.SENT:
        return stand(INVITATION, state, INVITATIONS[state], invitation)
    if now() >= invitation.expires_at:
        return stand(INVITATION, state, EXPIRED, invitation)
    return stand(INVITATION, state, INVITATIONS[state], invitation, invitation.expires_at, is_reader=is_addressed)


def of_certificate(one: Shown) -> Standing:
    """A certificate on the day it is looked at."""
    kept, due = one.certificate, None
    if one.validity is Validity.FUTURE:
        due = start_of(kept.valid_from)
    elif one.validity is Validity.EXPIRES_SOON and kept.valid_to is not None:
        due = end_of(kept.valid_to)
    return stand(CERTIFICATE, one.validity, CERTIFICATES[one.validity], kept, due)
