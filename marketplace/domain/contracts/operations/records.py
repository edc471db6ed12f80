"""What is agreed or declared after the signing, written once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from marketplace.domain.contracts import rules
from marketplace.domain.contracts.models import Contract, ContractChange, ContractRecord, Milestone
from marketplace.domain.contracts.states import EndGround, RecordKind
from marketplace.kernel.unit_of_work import UnitOfWork


def keep(  # noqa: PLR0913 - a record names everything it is about
    uow: UnitOfWork,
    contract: Contract,
    kind: RecordKind,
    reason: str,
    terms: Mapping[str, Any],
    *,
    part: Milestone | None = None,
    change: ContractChange | None = None,
    ground: EndGround | None = None,
    until: datetime | None = None,
) -> ContractRecord:
    """Write down what happened and its hash, tied to the hash of the terms that were signed first."""
    written = {
        "contract": contract.ref,
        "signed_terms": contract.terms_sha256,
        "kind": kind,
        "milestone": part.ref if part else None,
        "proposal": change.ref if change else None,
        "reason": reason,
        "at": uow.now.isoformat(),
        **terms,
    }
    record = uow.add(
        ContractRecord(
            ref=uow.new_ref("N"),
            contract_id=contract.id,
            milestone_id=part.id if part else None,
            change_id=change.id if change else None,
            kind=kind,
            ground=ground,
            until=until,
            reason=reason,
            terms=written,
            sha256=rules.terms_hash(written),
            at=uow.now,
            by=uow.actor.user_id,
        ),
    )
    uow.record(f"contract:{kind}", record, contract=contract.ref, terms=record.sha256)
    return record
