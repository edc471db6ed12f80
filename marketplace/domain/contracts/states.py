"""The lives of a contract, of a milestone and of what is proposed after the signing, as tables."""

from collections.abc import Mapping
from enum import StrEnum

from marketplace.kernel.i18n import Text, mark
from marketplace.kernel.lifecycle import Lifecycle


class ContractState(StrEnum):
    """Where a contract stands."""

    DRAWN_UP = "drawn_up"
    VOID = "void"
    SUPPLIER_SIGNED = "supplier_signed"
    ACTIVE = "active"
    FULFILLED = "fulfilled"
    COMPLETED = "completed"
    TERMINATED = "terminated"


class MilestoneState(StrEnum):
    """Where a milestone stands."""

    PENDING = "pending"
    KEPT = "kept"
    CLAIMED = "claimed"
    DELIVERED = "delivered"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PAID = "paid"
    ENDED = "ended"


class MilestoneKind(StrEnum):
    """What a milestone is paid for."""

    SERVICE = "service"
    RETENTION = "retention"
    """Nothing of its own: the share of the price that is kept back until the liability period is over."""


class ChangeKind(StrEnum):
    """What is proposed about a contract in force."""

    SUPPLEMENT = "supplement"
    EXTENSION = "extension"
    WAIVER = "waiver"
    TERMINATION = "termination"


class ChangeState(StrEnum):
    """Where a proposal stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    IN_FORCE = "in_force"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


class RecordKind(StrEnum):
    """What was agreed or declared after the signing."""

    SUPPLEMENT = "supplement"
    EXTENSION = "extension"
    WAIVER = "waiver"
    PARTIAL_ACCEPTANCE = "partial_acceptance"
    DEMAND = "demand"
    DEFECT = "defect"
    TERMINATION = "termination"


class EndGround(StrEnum):
    """Why a contract ended early."""

    AGREEMENT = "agreement"
    DELAY = "delay"
    PURPOSE_GONE = "purpose_gone"


C = ContractState
M = MilestoneState
S = ChangeState

OPEN_PARTS = frozenset({M.PENDING, M.CLAIMED, M.DELIVERED, M.RETURNED})
"""What is neither accepted nor given up."""
AWAITED = frozenset({M.PENDING, M.CLAIMED, M.RETURNED})
"""What the agency still has to hand over."""
OWED = OPEN_PARTS | {M.KEPT, M.ACCEPTED}
"""What may still have to be paid."""
OPEN_CHANGES = frozenset({S.PROPOSED, S.APPROVED})
"""Proposals somebody still has to answer."""
DELIVERED_CONTRACTS = frozenset({C.FULFILLED, C.COMPLETED})
"""Everything that was to be delivered is accepted."""
OUTLIVED = frozenset({C.FULFILLED, C.TERMINATED})
"""Contracts whose service is over while they may still keep money back."""
RATEABLE = DELIVERED_CONTRACTS | {C.TERMINATED}
"""Contracts whose service is over, one way or the other: the department can say how it went."""

CONTRACT = Lifecycle(
    "contract",
    C.DRAWN_UP,
    {
        (C.DRAWN_UP, "sign_for_the_supplier"): C.SUPPLIER_SIGNED,
        (C.SUPPLIER_SIGNED, "sign_for_the_buyer"): C.ACTIVE,
        (C.DRAWN_UP, "void"): C.VOID,
        (C.SUPPLIER_SIGNED, "void"): C.VOID,
        (C.ACTIVE, "fulfil"): C.FULFILLED,
        (C.ACTIVE, "terminate"): C.TERMINATED,
        (C.FULFILLED, "complete"): C.COMPLETED,
    },
    {
        C.DRAWN_UP: mark("The contract is drawn up; the provider signs first."),
        C.SUPPLIER_SIGNED: mark("The provider has signed; the department signs."),
        C.VOID: mark("The award ended before both had signed; this contract never came about."),
        C.ACTIVE: mark("The contract is in force; the provider delivers."),
        C.FULFILLED: mark("The service is accepted; what is not paid yet follows when it is payable."),
        C.COMPLETED: mark("Everything is delivered, accepted and paid."),
        C.TERMINATED: mark(
            "The contract ended early. What was accepted is still paid, each part when it is payable; the rest is free."
        ),
    },
)

MILESTONE = Lifecycle(
    "milestone",
    M.PENDING,
    {
        (M.PENDING, "deliver"): M.DELIVERED,
        (M.CLAIMED, "deliver"): M.DELIVERED,
        (M.RETURNED, "deliver"): M.DELIVERED,
        (M.DELIVERED, "return"): M.RETURNED,
        (M.DELIVERED, "accept"): M.ACCEPTED,
        (M.DELIVERED, "keep"): M.KEPT,
        (M.KEPT, "claim"): M.CLAIMED,
        (M.KEPT, "release"): M.ACCEPTED,
        (M.ACCEPTED, "pay"): M.PAID,
        (M.PENDING, "end"): M.ENDED,
        (M.KEPT, "end"): M.ENDED,
        (M.CLAIMED, "end"): M.ENDED,
        (M.RETURNED, "end"): M.ENDED,
    },
    {
        M.PENDING: mark("The provider has not delivered yet."),
        M.KEPT: mark("This share of the price is kept back until the liability period is over; then it is paid."),
        M.CLAIMED: mark("The department claims a defect; the provider mends it and hands over what shows that."),
        M.DELIVERED: mark("The deliverable is there; the department accepts or returns it."),
        M.RETURNED: mark("The deliverable was returned with reasons; the provider delivers again."),
        M.ACCEPTED: mark("This part is payable; the department pays."),
        M.PAID: mark("The milestone is paid."),
        M.ENDED: mark("This part was given up; nothing is delivered or paid for it."),
    },
)

_OVER: Mapping[ChangeState, Text] = {
    S.IN_FORCE: mark("It is agreed and in force."),
    S.REFUSED: mark("It was refused, with a reason; the contract stays as it was."),
    S.WITHDRAWN: mark("It was withdrawn by whoever proposed it; the contract stays as it was."),
    S.LAPSED: mark("The contract was over before it was answered; nothing follows from it."),
}


def _answered_once(name: str, waiting: Text) -> Lifecycle[ChangeState]:
    return Lifecycle(
        name,
        S.PROPOSED,
        {
            (S.PROPOSED, "agree"): S.IN_FORCE,
            (S.PROPOSED, "refuse"): S.REFUSED,
            (S.PROPOSED, "withdraw"): S.WITHDRAWN,
            (S.PROPOSED, "lapse"): S.LAPSED,
        },
        {S.PROPOSED: waiting, **_OVER},
    )


CHANGE: Mapping[ChangeKind, Lifecycle[ChangeState]] = {
    ChangeKind.SUPPLEMENT: Lifecycle(
        "supplement",
        S.PROPOSED,
        {
            (S.PROPOSED, "approve"): S.APPROVED,
            (S.PROPOSED, "refuse"): S.REFUSED,
            (S.PROPOSED, "withdraw"): S.WITHDRAWN,
            (S.PROPOSED, "lapse"): S.LAPSED,
            (S.APPROVED, "agree"): S.IN_FORCE,
            (S.APPROVED, "refuse"): S.REFUSED,
            (S.APPROVED, "withdraw"): S.WITHDRAWN,
            (S.APPROVED, "lapse"): S.LAPSED,
        },
        {
            S.PROPOSED: mark("Another person of the department, an approver, approves the supplement or refuses it."),
            S.APPROVED: mark("The department has approved and holds the money; the provider signs or refuses."),
            **_OVER,
        },
    ),
    ChangeKind.EXTENSION: _answered_once(
        "extension",
        mark("The provider asks for more time; an approver of the department grants it or refuses with a reason."),
    ),
    ChangeKind.WAIVER: _answered_once(
        "waiver",
        mark("The department proposes to give this part up; the provider agrees, or refuses and delivers it."),
    ),
    ChangeKind.TERMINATION: _answered_once(
        "termination by agreement",
        mark("One side proposes to end the contract; the other agrees or refuses. Until then it stays in force."),
    ),
}
