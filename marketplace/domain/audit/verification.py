"""`flask audit verify`: everything that can be checked without opening anything, in words that name the row.

Without something that was kept outside, two things cannot be seen: that the whole was made anew, and that its end was
cut off. A kept checkpoint shows both.
"""

from collections.abc import Iterator, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.domain.audit import bid_checks, journal_rows, log_checks, opener_checks
from marketplace.domain.audit.log_checks import Heads, Kept
from marketplace.domain.log.models import Checkpoint
from marketplace.domain.log.ports import Signer, Stamper
from marketplace.kernel import journal


def faults(
    session: Session, signer: Signer, stamper: Stamper | None = None, kept: Sequence[Kept] = ()
) -> Iterator[str]:
    """Walk the journal, the log, trees, envelopes, closing heads, checkpoints, stamps, openers' keys and policies."""
    yield from (f"journal: {fault}" for fault in journal.faults(session))
    rows = journal_rows.rows(session)
    sizes = set(session.scalars(select(Checkpoint.size)))
    asked = {size for each in kept if isinstance(size := each.document.get("size"), int)}
    heads = Heads(frozenset(sizes | asked))
    yield from log_checks.entries(session, rows, heads)
    yield from log_checks.checkpoints(session, signer, heads)
    yield from log_checks.stamps(session, stamper)
    yield from bid_checks.envelopes(session, rows)
    yield from bid_checks.tender_trees(session, rows)
    yield from bid_checks.closing_heads(session, rows)
    yield from opener_checks.keys(session, rows)
    yield from opener_checks.policies(session, rows)
    for document in kept:
        yield from log_checks.kept_faults(session, signer, heads, document)
