"""The registration of an organisation, as a table."""

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
    DISSOLVED = "dissolved"


REGISTRATION = Lifecycle(
    "registration",
    OrganisationState.SUBMITTED,
    {
        (OrganisationState.SUBMITTED, "pass"): OrganisationState.ACTIVE,
        (OrganisationState.SUBMITTED, "return"): OrganisationState.RETURNED,
        (OrganisationState.RETURNED, "correct"): OrganisationState.SUBMITTED,
        (OrganisationState.ACTIVE, "dissolve"): OrganisationState.DISSOLVED,
    },
    {
        OrganisationState.SUBMITTED: mark("The registration is being checked for form; it passes by itself in time."),
        OrganisationState.RETURNED: mark("The registration was returned; the agency corrects it and sends it again."),
        OrganisationState.ACTIVE: mark("The organisation is active in the market."),
        OrganisationState.DISSOLVED: mark(
            "The department was dissolved; its successor carries on what is open and starts what is new."
        ),
    },
)
