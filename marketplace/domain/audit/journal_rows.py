"""The journal as the other checks need it: what each row noted, without what no check asks about."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from marketplace.domain.log import rules
from marketplace.kernel.database import each
from marketplace.kernel.journal import JournalEntry

SUBMIT, CLOSE, ENROL, POLICY = "bid:submit", "tender:closing_head", "opener:enrol", "tender:policy"
"""The acts whose details are compared with what the tables hold."""


@dataclass(frozen=True, slots=True)
class Noted:
    """One row. `data` is empty for acts that no check compares; `logged` is what came into the log with it."""

    seq: int
    hash: str
    at: datetime
    user_id: int | None
    action: str
    object_ref: str
    data: Mapping[str, Any]
    logged: Mapping[str, str]


Journal = Mapping[int, Noted]
"""By number."""


def rows(session: Session) -> Journal:
    """Every row that can be read."""
    return {seq: _noted(row) for seq, row in each(session, JournalEntry, JournalEntry.seq) if row is not None}


def _noted(row: JournalEntry) -> Noted:
    data: Mapping[str, Any] = row.data if isinstance(row.data, dict) else {}
    logged = data.get(rules.LOGGED)
    return Noted(
        seq=row.seq,
        hash=row.hash,
        at=row.at,
        user_id=row.user_id,
        action=row.action,
        object_ref=row.object_ref,
        data=data if row.action in {SUBMIT, CLOSE, ENROL, POLICY} else {},
        logged={str(kind): str(value) for kind, value in logged.items()} if isinstance(logged, dict) else {},
    )
