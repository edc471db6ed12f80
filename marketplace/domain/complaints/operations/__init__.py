"""What is done to complaints, by whom: the filer, the regulator's desk, the respondent, the clock."""

from marketplace.domain.complaints.operations.clock import mark_overdue
from marketplace.domain.complaints.operations.decisions import Finding, decide, publish, withhold
from marketplace.domain.complaints.operations.desk import ask_statement, ask_supplement, not_accept, take, transfer
from marketplace.domain.complaints.operations.filing import TOO_MANY, Filed, file, supplement, withdraw
from marketplace.domain.complaints.operations.statements import state

__all__ = [
    "TOO_MANY",
    "Filed",
    "Finding",
    "ask_statement",
    "ask_supplement",
    "decide",
    "file",
    "mark_overdue",
    "not_accept",
    "publish",
    "state",
    "supplement",
    "take",
    "transfer",
    "withdraw",
    "withhold",
]
