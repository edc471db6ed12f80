"""The lives of a contract and of a milestone, as tables."""

from enum import StrEnum

from marketplace.kernel.i18n import mark
from marketplace.kernel.lifecycle import Lifecycle


class ContractState(StrEnum):
    """Where a contract stands."""

    DRAWN_UP = "drawn_up"
    VOID = "void"
    SUPPLIER_SIGNED = "supplier_signed"
    ACTIVE = "active"
    FULFILLED = "fulfilled"
    COMPLETED = "completed"


class MilestoneState(StrEnum):
    """Where a milestone stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    PAID = "paid"


C = ContractState
M = MilestoneState

CONTRACT = Lifecycle(
    "contract",
    C.DRAWN_UP,
    {
        (C.DRAWN_UP, "sign_for_the_supplier"): C.SUPPLIER_SIGNED,
        (C.SUPPLIER_SIGNED, "sign_for_the_buyer"): C.ACTIVE,
        (C.DRAWN_UP, "void"): C.VOID,
        (C.SUPPLIER_SIGNED, "void"): C.VOID,
        (C.ACTIVE, "fulfil"): C.FULFILLED,
        (C.FULFILLED, "complete"): C.COMPLETED,
    },
    {
        C.DRAWN_UP: mark("The contract is drawn up; the agency signs first."),
        C.SUPPLIER_SIGNED: mark("The agency has signed; the department signs."),
        C.VOID: mark("The award ended before both had signed; this contract never came about."),
        C.ACTIVE: mark("The contract is in force; the agency delivers."),
        C.FULFILLED: mark("Everything is accepted; the department pays."),
        C.COMPLETED: mark("Everything is delivered, accepted and paid."),
    },
)

MILESTONE = Lifecycle(
    "milestone",
    M.PENDING,
    {
        (M.PENDING, "deliver"): M.DELIVERED,
        (M.RETURNED, "deliver"): M.DELIVERED,
        (M.DELIVERED, "return"): M.RETURNED,
        (M.DELIVERED, "accept"): M.ACCEPTED,
        (M.ACCEPTED, "pay"): M.PAID,
    },
    {
        M.PENDING: mark("The agency has not delivered yet."),
        M.DELIVERED: mark("The deliverable is there; the department accepts or returns it."),
        M.RETURNED: mark("The deliverable was returned with reasons; the agency delivers again."),
        M.ACCEPTED: mark("The deliverable is accepted; the department pays."),
        M.PAID: mark("The milestone is paid."),
    },
)
