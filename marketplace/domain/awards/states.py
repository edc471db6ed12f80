"""The life of an award, as a table."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class AwardState(StrEnum):
    """Where an award stands."""

    PUBLICITY = "publicity"
    CONFIRMED = "confirmed"
    CONTRACTED = "contracted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"


class Default(StrEnum):
    """Why a department records that nothing comes of an award.

    招标投标法实施条例 Art 55, 政府采购法实施条例 Art 49.
    """

    CANNOT_PERFORM = "cannot_perform"
    NOT_SIGNED = "not_signed"


AWARD = Lifecycle(
    "award",
    AwardState.PUBLICITY,
    {
        (AwardState.PUBLICITY, "confirm"): AwardState.CONFIRMED,
        (AwardState.CONFIRMED, "contract"): AwardState.CONTRACTED,
        (AwardState.PUBLICITY, "decline"): AwardState.DECLINED,
        (AwardState.CONFIRMED, "decline"): AwardState.DECLINED,
        (AwardState.PUBLICITY, "lapse"): AwardState.LAPSED,
        (AwardState.CONFIRMED, "lapse"): AwardState.LAPSED,
        (AwardState.PUBLICITY, "revoke"): AwardState.REVOKED,
        (AwardState.CONFIRMED, "revoke"): AwardState.REVOKED,
        (AwardState.PUBLICITY, "withdraw"): AwardState.WITHDRAWN,
    },
    {
        AwardState.PUBLICITY: mark("The award notice is public; no contract may be signed before its period ends."),
        AwardState.CONFIRMED: mark(
            "The publicity period is over; department and provider sign the contract within the time for it."
        ),
        AwardState.CONTRACTED: mark("The contract is signed."),
        AwardState.DECLINED: mark("The provider refused the award; the department decides who comes next."),
        AwardState.LAPSED: mark(
            "The provider did not sign in time or cannot perform; the department decides who comes next."
        ),
        AwardState.REVOKED: mark("The department cancelled the purchase before a contract was signed."),
        AwardState.WITHDRAWN: mark("An objection to the award was upheld; the award does not stand."),
    },
)

ENDED = frozenset({AwardState.DECLINED, AwardState.LAPSED, AwardState.REVOKED, AwardState.WITHDRAWN})
"""Of a tender's awards at most one is in another state than these (invariant I5)."""
