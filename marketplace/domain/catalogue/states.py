"""What an item of the catalogue can be: who commissions it, how high its basis stands, whether it is in force."""

from enum import StrEnum


class Commissioner(StrEnum):
    """Who commissions, and so who pays: the department out of its own budget, or the applicant who chooses freely."""

    DEPARTMENT = "department"
    APPLICANT = "applicant"


class BasisLevel(StrEnum):
    """How high the legal basis stands."""

    LAW = "law"
    REGULATION = "regulation"
    STATE_COUNCIL_DECISION = "state_council_decision"
    NONE = "none"


class ItemStatus(StrEnum):
    """Whether the item is still in force."""

    ACTIVE = "active"
    CANCELLED = "cancelled"
