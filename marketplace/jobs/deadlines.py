"""What the clock makes due. Each object in a transaction of its own: one that fails never holds up the others.

No deadline depends on this: the rules read the clock themselves, and whoever acts first finds the same answer.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.bids import operations as bids
from marketplace.domain.complaints import operations as complaints
from marketplace.domain.complaints import queries as complaint_queries
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.contracts import queries as contract_queries
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries as organisation_queries
from marketplace.domain.tenders import queries as tender_queries
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.errors import Refusal
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.providers import Providers

LATE = timedelta(minutes=10)
"""A deadline that the worker has not fired so long after its time is overdue: is a worker running? [ours]."""

log = structlog.get_logger("deadlines")


def close_tenders(providers: Providers) -> None:
    """Close the tenders whose deadline has passed."""
    _each(providers, tender_queries.refs_due_to_close, bids.close)


def confirm_awards(providers: Providers) -> None:
    """Confirm the awards whose publicity is over."""
    _each(providers, award_queries.refs_due_to_confirm, awards.confirm)


def note_overdue_awards(providers: Providers) -> None:
    """Note the awards whose time for signing is over."""
    _each(providers, award_queries.refs_overdue, awards.note_overdue)


def accept_deliverables(providers: Providers) -> None:
    """Accept what a department has neither accepted nor returned in time."""
    _each(providers, contract_queries.refs_due_to_accept, contracts.accept_on_timeout)


def release_retention(providers: Providers) -> None:
    """Make payable what was kept back, where the liability period is over."""
    _each(providers, contract_queries.refs_due_to_release, contracts.release)


def note_late_milestones(providers: Providers) -> None:
    """Mark what is late, once."""
    _each(providers, contract_queries.refs_due_to_note_late, contracts.note_late)


def pass_registrations(providers: Providers) -> None:
    """Let the registrations pass that nobody has checked in time."""
    _each(providers, organisation_queries.overdue, organisations.pass_on_timeout)


def note_certificates(providers: Providers) -> None:
    """Note that certificates begin, are about to expire, or have expired, and tell their agencies in the same act."""
    _each(providers, organisation_queries.news_due, organisations.note_news)


def mark_overdue_complaints(providers: Providers) -> None:
    """Mark the complaints on which nobody has acted in time."""
    _each(providers, complaint_queries.refs_overdue, complaints.mark_overdue)


def overdue(session: Session, now: datetime) -> dict[str, int]:
    """How many deadlines of each kind should have fired `LATE` ago and did not: ``{"close_tenders": 2}``."""
    due = {
        "close_tenders": tender_queries.refs_due_to_close,
        "confirm_awards": award_queries.refs_due_to_confirm,
        "note_overdue_awards": award_queries.refs_overdue,
        "accept_deliverables": contract_queries.refs_due_to_accept,
        "release_retention": contract_queries.refs_due_to_release,
        "pass_registrations": organisation_queries.overdue,
        "note_late_milestones": contract_queries.refs_due_to_note_late,
        "note_certificates": organisation_queries.news_due,
        "mark_overdue_complaints": complaint_queries.refs_overdue,
    }
    counted = {name: len(refs(session, now - LATE)) for name, refs in due.items()}
    return {name: number for name, number in counted.items() if number}


def _each(
    providers: Providers,
    due: Callable[[Session, datetime], Sequence[str]],
    act: Callable[[UnitOfWork, str], object],
) -> None:
    with providers.reading() as session:
        refs = due(session, providers.clock.now(session))
    for ref in refs:
        try:
            with providers.writing(PLATFORM) as uow:
                act(uow, ref)
        except Refusal as refusal:
            log.info("somebody was faster", ref=ref, refusal=str(refusal.text))
        except Exception:
            log.exception("deadline failed", ref=ref)
