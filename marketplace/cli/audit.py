"""`flask audit …`: the journal."""

from sqlalchemy.orm import Session

from marketplace.cli.noun import Noun, house
from marketplace.cli.verdict import conclude
from marketplace.domain.audit import queries
from marketplace.kernel import journal
from marketplace.kernel.journal import JournalHead

audit = Noun("audit", help="The journal of all acts.")


@audit.command("verify")
def verify() -> None:
    """Walk the whole journal; print its size and its head. Exit code 1 when it was changed."""
    with house().providers.reading() as session:
        faults = queries.verify(session)
        summary = head(session)
    conclude(faults, summary)


def head(session: Session) -> str:
    """Size and hash of the chain, on one line."""
    found = session.get(JournalHead, 1)
    return f"{found.seq} entries, head {found.hash}" if found else f"0 entries, head {journal.GENESIS}"
