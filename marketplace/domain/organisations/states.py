"""What an organisation can be: the registration as a table, and the words its offers and commitments are sorted by."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class OrganisationKind(StrEnum):
    """What part an organisation plays in the market."""

    AGENCY = "agency"
    DEPARTMENT = "department"
    REGULATOR = "regulator"
    OPERATOR = "operator"


class OrganisationState(StrEnum):
    """Where a registration stands."""

    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACTIVE = "active"
    WITHDRAWN = "withdrawn"


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
    },
    {
        OrganisationState.SUBMITTED: mark("The registration is being checked for form; it passes by itself in time."),
        OrganisationState.RETURNED: mark("The registration was returned; the agency corrects it and sends it again."),
        OrganisationState.ACTIVE: mark("The organisation is active in the market."),
        OrganisationState.WITHDRAWN: mark("The agency has left the market; it may come back at any time."),
    },
)
