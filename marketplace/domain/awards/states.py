"""The life of an award, as a table."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class AwardState(StrEnum):
    """Where an award stands."""

    PUBLICITY = "publicity"
    CONFIRMED = "confirmed"
    CONTRACTED = "contracted"


AWARD = Lifecycle(
    "award",
    AwardState.PUBLICITY,
    {
        (AwardState.PUBLICITY, "confirm"): AwardState.CONFIRMED,
        (AwardState.CONFIRMED, "contract"): AwardState.CONTRACTED,
    },
    {
        AwardState.PUBLICITY: mark("The award notice is public; no contract may be signed before its period ends."),
        AwardState.CONFIRMED: mark("The publicity period is over; department and agency sign the contract."),
        AwardState.CONTRACTED: mark("The contract is signed."),
    },
)
