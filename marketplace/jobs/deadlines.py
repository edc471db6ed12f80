"""What the clock makes due. Each object in a transaction of its own: one that fails never holds up the others.

No deadline depends on this: the rules read the clock themselves, and whoever acts first finds the same answer.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

import structlog
from sqlalchemy.orm import Session

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as award_queries
from marketplace.domain.bids import doubts, new_ties
from marketplace.domain.bids import operations as bids
from marketplace.domain.complaints import operations as complaints
from marketplace.domain.complaints import queries as complaint_queries
from marketplace.domain.contracts import deadlines as contract_deadlines
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.objections import operations as objections
from marketplace.domain.objections import queries as objection_queries
from marketplace.domain.organisations import operations as organisations
from marketplace.domain.organisations import queries as organisation_queries
from marketplace.domain.ratings import operations as ratings
from marketplace.domain.ratings import queries as rating_queries
from marketplace.domain.rounds import operations as rounds
from marketplace.domain.rounds import queries as round_queries
from marketplace.domain.tenders import beacons
from marketplace.domain.tenders import queries as tender_queries
from marketplace.kernel.actor import PLATFORM
from marketplace.kernel.errors import Refusal
from marketplace.kernel.unit_of_work import UnitOfWork
from marketplace.providers import Providers

LATE = timedelta(minutes=10)
"""A deadline that the worker has not fired so long after its time is overdue: is a worker running? [ours]."""

log = structlog.get_logger("deadlines")


Due = Callable[[Session, datetime], Sequence[str]]


class Deadline:
    """A sweep: `act` on every reference that is `due`."""

    def __init__(self, name: str, due: Due, act: Callable[[UnitOfWork, str], object]) -> None:
        self.__name__ = name
        self.due = due
        self.act = act

    def __call__(self, providers: Providers) -> None:
        """Fire what is due."""
        with providers.reading() as session:
            refs = self.due(session, providers.clock.now(session))
        act_on_each(providers, refs, self.act)


def act_on_each(providers: Providers, refs: Sequence[str], act: Callable[[UnitOfWork, str], object]) -> None:
    """Do `act` to each, in a transaction of its own; a refusal says that somebody was faster."""
    for ref in refs:
        try:
            with providers.writing(PLATFORM) as uow:
                act(uow, ref)
        except Refusal as refusal:
            log.info("somebody was faster", ref=ref, refusal=str(refusal.text))
        except Exception:
            log.exception("deadline failed", ref=ref)


close_tenders = Deadline("close_tenders", tender_queries.refs_due_to_close, bids.close)
doubt_new_ties = Deadline("doubt_new_ties", new_ties.refs_to_raise, bids.doubt_new_ties)
end_doubts = Deadline("end_doubts", doubts.refs_due_to_expire, bids.expire)
mark_overdue_doubts = Deadline("mark_overdue_doubts", doubts.refs_overdue, bids.mark_overdue)
confirm_awards = Deadline("confirm_awards", award_queries.refs_due_to_confirm, awards.confirm)
note_overdue_awards = Deadline("note_overdue_awards", award_queries.refs_overdue, awards.note_overdue)
accept_deliverables = Deadline(
    "accept_deliverables", contract_deadlines.refs_due_to_accept, contracts.accept_on_timeout
)
release_retention = Deadline("release_retention", contract_deadlines.refs_due_to_release, contracts.release)
note_late_milestones = Deadline("note_late_milestones", contract_deadlines.refs_due_to_note_late, contracts.note_late)
pass_registrations = Deadline("pass_registrations", organisation_queries.overdue, organisations.pass_on_timeout)
note_certificates = Deadline("note_certificates", organisation_queries.news_due, organisations.note_news)
mark_overdue_complaints = Deadline("mark_overdue_complaints", complaint_queries.refs_overdue, complaints.mark_overdue)
close_rounds = Deadline("close_rounds", round_queries.refs_due_to_close, rounds.close)
"""Watched, not swept: a round is over within a second, and the next begins a minute later."""

show_ratings = Deadline("show_ratings", rating_queries.refs_due_to_show, ratings.show)
mark_overdue_objections = Deadline("mark_overdue_objections", objection_queries.refs_overdue, objections.mark_overdue)

DEADLINES = (
    close_tenders,
    doubt_new_ties,
    end_doubts,
    mark_overdue_doubts,
    confirm_awards,
    note_overdue_awards,
    accept_deliverables,
    release_retention,
    note_late_milestones,
    pass_registrations,
    note_certificates,
    mark_overdue_complaints,
    mark_overdue_objections,
    show_ratings,
)
"""All of them, in the order in which they fire; the operator's desk names each."""


def overdue(session: Session, now: datetime) -> dict[str, int]:
    """How many deadlines of each kind should have fired `LATE` ago and did not: ``{"close_tenders": 2}``."""
    counted = {each.__name__: len(each.due(session, now - LATE)) for each in DEADLINES}
    counted["fetch_beacons"] = len(beacons.awaited(session, now - LATE))
    return {name: number for name, number in counted.items() if number}
