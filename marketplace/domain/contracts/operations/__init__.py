"""The acts on a contract: concluding, performing and changing it, lateness, parts, money kept back, ending it."""

from marketplace.domain.contracts.operations.changes import (
    agree,
    ask_for_time,
    propose_supplement,
    propose_termination,
    propose_waiver,
    refuse,
    withdraw,
)
from marketplace.domain.contracts.operations.endings import terminate
from marketplace.domain.contracts.operations.lateness import demand, note_late
from marketplace.domain.contracts.operations.parts import accept_in_part
from marketplace.domain.contracts.operations.performance import (
    MAX_NOTE,
    accept,
    accept_on_timeout,
    deliver,
    mark_paid,
    send_back,
)
from marketplace.domain.contracts.operations.retention import claim_defect, release
from marketplace.domain.contracts.operations.signing import draw_up, sign_for_the_buyer, sign_for_the_supplier, void

__all__ = [
    "MAX_NOTE",
    "accept",
    "accept_in_part",
    "accept_on_timeout",
    "agree",
    "ask_for_time",
    "claim_defect",
    "deliver",
    "demand",
    "draw_up",
    "mark_paid",
    "note_late",
    "propose_supplement",
    "propose_termination",
    "propose_waiver",
    "refuse",
    "release",
    "send_back",
    "sign_for_the_buyer",
    "sign_for_the_supplier",
    "terminate",
    "void",
    "withdraw",
]
