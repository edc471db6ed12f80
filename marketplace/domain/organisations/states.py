"""What an organisation can be: registration, claim to its credit code, disputes, invitations; how offers are sorted."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class OrganisationKind(StrEnum):
    """What part an organisation plays in the market."""

    AGENCY = "agency"
    DEPARTMENT = "department"
    REGULATOR = "regulator"
    OPERATOR = "operator"
    BUYER = "buyer"
    """Buys for itself, with its own funds: an enterprise or a person."""


class BuyerKind(StrEnum):
    """Who buys with funds of their own."""

    STATE_ENTERPRISE = "state_enterprise"
    ENTERPRISE = "enterprise"
    PERSON = "person"
    """A natural person; only the family name is ever public."""


class OrganisationState(StrEnum):
    """Where a registration stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"
    DISSOLVED = "dissolved"


class PriceMode(StrEnum):
    """Who sets a price (价格法 Art 3)."""

    MARKET = "market"
    GUIDED = "guided"
    FIXED = "fixed"


class OfferState(StrEnum):
    """Whether an agency counts among the providers of an item it offers; told from certificates and the day."""

    COUNTS = "counts"
    """Nothing is required, or the required certificate is in force."""
    ON_COMMITMENT = "on_commitment"
    """A certificate is required and none was ever shown: the written commitment of the registration stands for it."""
    INACTIVE = "inactive"
    """The required certificate was shown and is not in force any more (or not yet)."""


class CommitmentKind(StrEnum):
    """What an agency may commit itself to in writing."""

    TAX_AND_INSURANCE = "tax_and_insurance"
    NO_SERIOUS_OFFENCE = "no_serious_offence"
    ABILITY = "ability"


REGISTRATION = Lifecycle(
    "registration",
    OrganisationState.SUBMITTED,
    {
        (OrganisationState.SUBMITTED, "pass"): OrganisationState.ACTIVE,
        (OrganisationState.SUBMITTED, "return"): OrganisationState.RETURNED,
        (OrganisationState.RETURNED, "correct"): OrganisationState.SUBMITTED,
        (OrganisationState.ACTIVE, "withdraw"): OrganisationState.WITHDRAWN,
        (OrganisationState.WITHDRAWN, "rejoin"): OrganisationState.ACTIVE,
        (OrganisationState.ACTIVE, "dissolve"): OrganisationState.DISSOLVED,
    },
    {
        OrganisationState.SUBMITTED: mark("The registration is being checked for form; it passes by itself in time."),
        OrganisationState.RETURNED: mark("The registration was returned; the provider corrects it and sends it again."),
        OrganisationState.ACTIVE: mark("The organisation is active in the market."),
        OrganisationState.WITHDRAWN: mark("The provider has left the market; it may come back at any time."),
        OrganisationState.DISSOLVED: mark(
            "The department was dissolved; its successor carries on what is open and starts what is new."
        ),
    },
)


class ClaimState(StrEnum):
    """Whether somebody has confirmed that those who registered a credit code stand behind it."""

    UNVERIFIED = "unverified"
    VERIFIED = "verified"


class Proof(StrEnum):
    """What confirmed a claim."""

    DOCUMENT = "document"
    MAIL_DOMAIN = "mail_domain"
    CONTRACT = "contract"


CLAIM = Lifecycle(
    "claim to a credit code",
    ClaimState.UNVERIFIED,
    {
        (ClaimState.UNVERIFIED, "verify"): ClaimState.VERIFIED,
        (ClaimState.UNVERIFIED, "transfer"): ClaimState.VERIFIED,
        (ClaimState.VERIFIED, "transfer"): ClaimState.VERIFIED,
    },
    {
        ClaimState.UNVERIFIED: mark(
            "The credit code is claimed and not confirmed; each bid needs a written commitment."
        ),
        ClaimState.VERIFIED: mark("It is confirmed who stands behind the credit code."),
    },
)


class DisputeState(StrEnum):
    """Where a second person's claim to a registered credit code stands."""

    OPEN = "open"
    UPHELD = "upheld"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


DISPUTE = Lifecycle(
    "dispute about a credit code",
    DisputeState.OPEN,
    {
        (DisputeState.OPEN, "uphold"): DisputeState.UPHELD,
        (DisputeState.OPEN, "reject"): DisputeState.REJECTED,
        (DisputeState.OPEN, "withdraw"): DisputeState.WITHDRAWN,
    },
    {
        DisputeState.OPEN: mark("The dispute is open; the operator decides. Awards to the provider wait, bids do not."),
        DisputeState.UPHELD: mark("The claim was upheld; the claimant administers the organisation."),
        DisputeState.REJECTED: mark("The claim was rejected; nothing has changed."),
        DisputeState.WITHDRAWN: mark("The claimant has withdrawn the claim."),
    },
)


class InvitationState(StrEnum):
    """Where an invitation stands; that its time is over, the clock says."""

    SENT = "sent"
    ACCEPTED = "accepted"
    REVOKED = "revoked"


INVITATION = Lifecycle(
    "invitation",
    InvitationState.SENT,
    {
        (InvitationState.SENT, "accept"): InvitationState.ACCEPTED,
        (InvitationState.SENT, "revoke"): InvitationState.REVOKED,
    },
    {
        InvitationState.SENT: mark("The invitation is sent; the person accepts it before it expires."),
        InvitationState.ACCEPTED: mark("The invitation was accepted."),
        InvitationState.REVOKED: mark("The invitation was taken back or replaced by a newer one."),
    },
)
