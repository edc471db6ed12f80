"""Refusing, recording a default, awarding to the next in rank, giving up, cancelling: all before both have signed.

Locks are taken in the order of the purchase: tender, award, contract, budget line; signing takes them so too.
"""

from sqlalchemy import select

from marketplace.domain.awards import operations as awards
from marketplace.domain.awards import queries as awards_read
from marketplace.domain.awards.models import Award
from marketplace.domain.awards.recounts import rank_stands_without
from marketplace.domain.awards.states import ENDED, Default
from marketplace.domain.bids.models import Bid
from marketplace.domain.budgets import operations as budgets
from marketplace.domain.contracts import operations as contracts
from marketplace.domain.tenders import holds
from marketplace.domain.tenders import operations as tenders
from marketplace.domain.tenders.models import Tender
from marketplace.domain.tenders.operations import stated_reason
from marketplace.domain.tenders.states import TenderState
from marketplace.domain.unsigned import queries
from marketplace.kernel.errors import Conflict, NotFound
from marketplace.kernel.i18n import mark
from marketplace.kernel.unit_of_work import UnitOfWork

NEW_RANK = mark(
    "An objection to the selected bid was upheld. Without that bid the selection gives another rank or none, "
    "so nobody can follow in the published one."
)
NOBODY_LEFT = mark("The winner dropped out, and no valid bid is left in the published rank.")


def decline(uow: UnitOfWork, award_ref: str, reason: str) -> Award:
    """The agency refuses the award, with a reason that is published (field ``reason``)."""
    tender = _lock_tender(uow, award_ref)
    award = uow.claim(Award, award_ref, "award:decline")
    awards.end(uow, award, "decline", reason)
    _fall_through(uow, tender, award)
    return award


def lapse(uow: UnitOfWork, award_ref: str, default: Default, reason: str) -> Award:
    """The department records that the agency cannot perform, or did not sign within the time it had.

    Raises Conflict for the latter while the agency has time, has signed, or has no contract to sign.
    """
    tender = _lock_tender(uow, award_ref)
    award = uow.claim(Award, award_ref, "award:lapse")
    if default is Default.NOT_SIGNED:
        signing = queries.signing(uow.session, award, uow.now)
        if signing is not None and not signing.agency_is_late:
            raise Conflict(
                mark(
                    "The agency has not let its time for signing pass: it signs a contract that is drawn up, "
                    "by %(until)s at the earliest.",
                    until=signing.due_at,
                ),
            )
    awards.end(uow, award, "lapse", reason, default)
    _fall_through(uow, tender, award)
    return award


def award_next(uow: UnitOfWork, award_ref: str) -> Award:
    """Award to the next valid bid of the published rank, at its own price, with a publicity period of its own.

    `award_ref` is the award that ended. Raises Conflict when the budget line has not enough for a higher price.
    """
    tender = _lock_tender(uow, award_ref)
    ended = uow.claim(Award, award_ref, "award:award_next")
    _is_the_latest(uow, tender, ended)
    holds.refuse_signing(uow.session, tender.id)
    tenders.advance(uow, tender, "award_next")
    bid = awards_read.next_in_rank(uow.session, tender.id)
    if bid is None:
        raise Conflict(NOBODY_LEFT)
    award = awards.give(uow, tender, bid, follows=ended)
    budgets.commit_instead(uow, tender.budget_line_id, (ended.ref, ended.amount), (award.ref, award.amount))
    return award


def give_up(uow: UnitOfWork, award_ref: str, reason: str) -> Tender:
    """Let the tender fail instead of awarding to the next; it can then be issued again."""
    tender = _lock_tender(uow, award_ref)
    ended = uow.claim(Award, award_ref, "award:give_up")
    _is_the_latest(uow, tender, ended)
    tenders.conclude(uow, tender, "give_up", mark("%(reason)s", reason=stated_reason(reason)))
    budgets.free(uow, tender.budget_line_id, ended.ref, ended.amount)
    return tender


def revoke(uow: UnitOfWork, tender_ref: str, reason: str) -> Tender:
    """Cancel the purchase after an award and before the contract is signed; the agency reads the reason."""
    tender = uow.claim(Tender, tender_ref, "tender:revoke")
    has_fallen = tender.state is TenderState.FALLEN_THROUGH
    tenders.conclude(uow, tender, "revoke", mark("%(reason)s", reason=stated_reason(reason)))
    latest = awards_read.history(uow.session, tender.id)[-1]
    award = uow.lock(Award, latest.id)
    if not has_fallen:
        awards.end(uow, award, "revoke", reason)
        contracts.void(uow, award)
    budgets.free(uow, tender.budget_line_id, award.ref, award.amount)
    return tender


def withdraw(uow: UnitOfWork, tender: Tender, award: Award, reason: str, *, leave_out: bool) -> None:
    """End a locked award to which an objection was upheld, unless it has ended; the caller's policy has allowed it.

    With `leave_out` the next in the published rank may follow where the selection gives the same rank without that bid;
    else the tender fails, so that it can be issued again.
    """
    if award.state not in ENDED:
        awards.end(uow, award, "withdraw", reason)
        contracts.void(uow, award)
        tenders.advance(uow, tender, "fall_through")
    if tender.state is not TenderState.FALLEN_THROUGH or awards_read.history(uow.session, tender.id)[-1] is not award:
        return
    selection = awards_read.selection_of(uow.session, tender.id)
    bid = uow.session.get_one(Bid, award.bid_id)
    if not leave_out:
        because = mark("An objection to the result was upheld: %(reason)s", reason=reason)
    elif awards_read.next_in_rank(uow.session, tender.id) is None:
        because = NOBODY_LEFT
    elif selection is None or not rank_stands_without(selection, bid.ref):
        because = NEW_RANK
    else:
        return
    tenders.conclude(uow, tender, "give_up", because)
    budgets.free(uow, tender.budget_line_id, award.ref, award.amount)


def _lock_tender(uow: UnitOfWork, award_ref: str) -> Tender:
    tender_id = uow.session.scalar(select(Award.tender_id).where(Award.ref == award_ref))
    if tender_id is None:
        raise NotFound
    return uow.lock(Tender, tender_id)


def _fall_through(uow: UnitOfWork, tender: Tender, award: Award) -> None:
    """The money stays committed until the department has decided; where nobody is left, nothing is to decide."""
    contracts.void(uow, award)
    tenders.advance(uow, tender, "fall_through")
    if awards_read.next_in_rank(uow.session, tender.id) is None:
        tenders.conclude(uow, tender, "give_up", NOBODY_LEFT)
        budgets.free(uow, tender.budget_line_id, award.ref, award.amount)


def _is_the_latest(uow: UnitOfWork, tender: Tender, award: Award) -> None:
    if awards_read.history(uow.session, tender.id)[-1].id != award.id:
        raise Conflict(mark("This award has been followed by another one."))
